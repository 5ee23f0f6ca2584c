/** ZIPs of other programs: what they list is found, in whichever way they write it. */
import { describe, expect, test } from 'vitest';
import { chosenFiles } from '../../../src/files/chosen-files.ts';
import { readZipDirectory, readZipEntry } from '../../../src/files/zip-directory.ts';
import { extraField, unicodePath, type WrittenEntry, writtenZip } from '../../fixtures/written-zip.ts';

const small: WrittenEntry[] = [
  { name: 'a.txt', data: 'stored' },
  { name: 'folder/', data: '' },
  { name: 'folder/b.txt', data: 'deflated'.repeat(20), isDeflated: true },
];

/** Paths and contents. */
async function contentOf(zip: Blob): Promise<Record<string, string>> {
  const read = (await chosenFiles(zip)).map(async (file) => {
    const blob = await file.open();
    expect(file.sizeBytes).toBe(blob.size);
    return [file.path, await blob.text()] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

const smallContent = { 'a.txt': 'stored', 'folder/b.txt': 'deflated'.repeat(20) };

describe('sizes and counts', () => {
  test('an ordinary one', async () => {
    expect(await contentOf(writtenZip(small))).toEqual(smallContent);
  });

  test('sizes and places in the extra field of ZIP64, in an ordinary directory', async () => {
    const other = extraField(0x5455, new Uint8Array([1, 0, 0, 0, 0]));
    const entries = small.map((entry) => ({ ...entry, isZip64: true, extra: other }));
    expect(await contentOf(writtenZip(entries))).toEqual(smallContent);
  });

  test('a directory that ends as ZIP64 says', async () => {
    expect(await contentOf(writtenZip(small, { isZip64: true }))).toEqual(smallContent);
  });

  test('a program before the ZIP, which its directory does not know of', async () => {
    const before = new Uint8Array(1000).fill(80);
    expect(await contentOf(writtenZip(small, { before }))).toEqual(smallContent);
    expect(await contentOf(writtenZip(small, { before, isZip64: true }))).toEqual(smallContent);
  });

  const many = Array.from({ length: 2 ** 16 + 3 }, (_, i) => ({ name: `${i}.txt`, data: `${i}` }));

  test.each([false, true])('65,539 files, in 16 bits or in ZIP64 (%s)', async (isZip64) => {
    const zip = writtenZip(many, { isZip64 });
    const entries = await readZipDirectory(zip);
    expect(entries).toHaveLength(many.length);
    expect(await (await readZipEntry(zip, entries.at(-1)!)).text()).toBe('65538');
  });

  test('65,535 files without ZIP64: the count has its highest value', async () => {
    const zip = writtenZip(many.slice(0, 2 ** 16 - 1));
    expect(await readZipDirectory(zip)).toHaveLength(2 ** 16 - 1);
  });

  test.each([
    [2, false],
    [4, false],
    [2 ** 16 + 3, true],
  ])('a count of %i, where the directory lists 3 (ZIP64: %s), is told', async (count, isZip64) => {
    await expect(readZipDirectory(writtenZip(small, { count, isZip64 }))).rejects.toThrow(
      `The directory of the ZIP file lists 3 files and folders, but its end says ${count}. Copy or download it again, or pack it anew.`,
    );
  });

  test('one of more than 4 GiB without ZIP64 is told as that', async () => {
    // Blobs of Node have at most 4 GiB: this one says that it has as many zeros before the ZIP, and gives those asked for.
    const zerosBytes = 2 ** 32;
    const zip = writtenZip(small);
    const slice = (start: number, end: number): Blob => {
      const zeros = new Uint8Array(Math.max(0, Math.min(end, zerosBytes) - start));
      return new Blob([zeros, zip.slice(Math.max(0, start - zerosBytes), Math.max(0, end - zerosBytes))]);
    };
    const large = Object.assign(new Blob(), { slice });
    Object.defineProperty(large, 'size', { value: zerosBytes + zip.size });
    await expect(readZipDirectory(large)).rejects.toThrow('larger than 4 GiB, but was written without ZIP64');
  });

  test('a stored file whose two sizes differ is damaged', async () => {
    const bytes = new Uint8Array(await writtenZip(small.slice(0, 1)).arrayBuffer());
    const record = Buffer.from(bytes).indexOf('PK\x01\x02', 0, 'latin1');
    new DataView(bytes.buffer).setUint32(record + 24, 5, true);
    const zip = new Blob([bytes]);
    const [entry] = await readZipDirectory(zip);
    await expect(readZipEntry(zip, entry!)).rejects.toThrow('is damaged in the ZIP');
  });
});

describe('names', () => {
  const bytes = (text: string) => Buffer.from(text, 'latin1');
  const named = async (entry: Omit<WrittenEntry, 'data'>) => {
    const [file] = await chosenFiles(writtenZip([{ ...entry, data: '' }]));
    return [file!.path, file!.isPathGuessed];
  };

  test.each([
    ['ASCII', { name: 'a.png' }, 'a.png', false],
    ['UTF-8 that says so', { name: 'bücher.png', flags: 0x800 }, 'bücher.png', false],
    ['UTF-8 that does not say so', { name: 'café 日本.png' }, 'café 日本.png', false],
    // In code page 437, 0x81 is ü, 0x9B is ¢ and 0xE1 is ß.
    ['code page 437', { name: bytes('b\x81cher \x9b\xe1.png') }, 'bücher ¢ß.png', true],
    ['a code page, said to be UTF-8', { name: bytes('b\x81cher.png'), flags: 0x800 }, 'bücher.png', true],
    [
      'Shift JIS with the name in UTF-8 beside it',
      { name: bytes('\x93\xfa\x96{'), extra: unicodePath(bytes('\x93\xfa\x96{'), '日本') },
      '日本',
      false,
    ],
    [
      'a name in UTF-8 beside it that belongs to another',
      { name: bytes('b\x81.png'), extra: unicodePath(bytes('old.png'), 'old.png') },
      'bü.png',
      true,
    ],
    ['backslashes', { name: 'images\\b\\a.png' }, 'images/b/a.png', false],
    ['a dot and a slash before it', { name: './/a.png' }, 'a.png', false],
    ['decomposed letters', { name: 'cafe\u0301.png' }, 'caf\u00e9.png', false],
  ])('%s', async (_, entry, path, isGuessed) => {
    expect(await named(entry)).toEqual([path, isGuessed]);
  });

  test('folders are left out, with backslashes too', async () => {
    const zip = writtenZip([
      { name: 'images\\', data: '' },
      { name: 'images\\a.png', data: '' },
    ]);
    expect((await chosenFiles(zip)).map(({ path }) => path)).toEqual(['images/a.png']);
  });
});

describe('links', () => {
  const link = (name: string, to: string): WrittenEntry => ({
    name,
    data: to,
    madeBy: 0x31e,
    attributes: 0xa1ff * 2 ** 16,
  });

  test('stand for their target', async () => {
    const zip = writtenZip([
      link('snapshots/1/config.json', '../../blobs/abc'),
      { name: 'blobs/abc', data: '{"a": 1}', isDeflated: true },
    ]);
    const [file] = await chosenFiles(zip);
    expect(file).toMatchObject({ path: 'snapshots/1/config.json', sizeBytes: 8, inflatedBytes: 8 });
    expect(await (await file!.open()).text()).toBe('{"a": 1}');
  });

  test('that lead nowhere are told when they are opened', async () => {
    const [file] = await chosenFiles(writtenZip([link('a/config.json', '../../blobs/abc'), link('b', 'b')]));
    await expect(file!.open()).rejects.toThrow(
      'is a link to "../../blobs/abc", which is not in the ZIP; pack the files themselves',
    );
  });
});
