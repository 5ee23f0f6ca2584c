/**
 * Every message with which the files of a dataset, a ZIP or a picture are refused. Not here: what lines say
 * (dataset-lines.test.ts).
 */
import { createCanvas } from '@napi-rs/canvas';
import { beforeAll, describe } from 'vitest';
import type { FolderFile } from '../../../src/files/chosen-files.ts';
import { importDataset } from '../../../src/sparkle/dataset/dataset-import.ts';
import { decodeInNode } from '../../fixtures/decode-in-node.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';
import { type WrittenEntry, writtenZip } from '../../fixtures/written-zip.ts';

let png: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  png = new Uint8Array(await createCanvas(300, 200).encode('png'));
});

const line = (image = 'a.png') =>
  JSON.stringify({ query: 'Where is red?', response: 'left', images: [image] });
const file = (path: string, content: BlobPart): FolderFile => ({ path, blob: new Blob([content]) });
const lines = (path = 'data.jsonl') => file(path, line());

/** A blob of that size by its own word, whose content was taken away since it was chosen. */
function gone(sizeBytes: number): Blob {
  const read = () => {
    throw new DOMException('A requested file could not be read', 'NotReadableError');
  };
  return Object.defineProperties(new Blob([]), {
    size: { value: sizeBytes },
    slice: { value: read },
    arrayBuffer: { value: read },
  });
}

/** A row: the message about the whole source. */
const whole = (what: string, make: () => Blob | FolderFile[], marked: string): RefusalRow => [
  what,
  marked,
  () => importDataset(make(), decodeInNode),
];
/** A row: the message about the only line, of a folder or a ZIP. */
const single = (what: string, make: () => Blob | FolderFile[], marked: string): RefusalRow => [
  what,
  marked,
  async () => {
    const read = await importDataset(make(), decodeInNode);
    return 'problem' in read ? read : read.dataset.problems[0];
  },
];
/** A row: the message about the only picture, a.png. */
const picture = (what: string, make: () => Blob, marked: string): RefusalRow =>
  single(what, () => [lines(), { path: 'a.png', blob: make() }], marked);

const sources: RefusalRow[] = [
  whole(
    'published captions beside lines',
    () => [lines(), file('coco_qa_one_obj.json', '[]')],
    'Expected data.jsonl or published captions, but got both: «data.jsonl and coco_qa_one_obj.json». ‹Choose a folder with one of them.›',
  ),
  whole(
    'a folder without lines',
    () => [file('a.png', png)],
    'Expected a file data.jsonl with a question a line, but there is none among «one file (a.png)». ‹Choose the folder that has it, or a ZIP of it.›',
  ),
  whole(
    'another folder without lines',
    () => [file('a.png', png), file('b.png', png)],
    'Expected a file data.jsonl with a question a line, but there is none among «2 files». ‹Choose the folder that has it, or a ZIP of it.›',
  ),
  whole(
    'a folder with twelve datasets',
    () => Array.from({ length: 12 }, (_, i) => lines(`${i}/data.jsonl`)),
    `Expected one data.jsonl, but got «12: ${Array.from({ length: 10 }, (_, i) => `${i}/data.jsonl`).join(', ')} and 2 more». ‹Choose the folder of one of them, or a ZIP of it.›`,
  ),
  whole(
    'lines of more than 64 MiB',
    () => [{ path: 'data.jsonl', blob: gone(2 ** 27) }],
    'data.jsonl «is larger than the 64 MiB» that are read. ‹Split the dataset.›',
  ),
  whole(
    'more than a million lines',
    () => [file('data.jsonl', `${'\n'.repeat(1e6)}${line()}`)],
    'data.jsonl «has more than the 1000000 lines» that are read. ‹Split the dataset.›',
  ),
  whole(
    'lines that went away',
    () => [{ path: 'data.jsonl', blob: gone(9) }],
    'data.jsonl is not readable: it «was moved, changed or locked since it was chosen»; ‹choose it again.›',
  ),
  whole(
    'two files of one name',
    () => [lines(), lines('./data.jsonl')],
    'data.jsonl «is there 2 times, as "data.jsonl" and "./data.jsonl"»; ‹keep one of them.›',
  ),
  single(
    'a line in UTF-16',
    () => [file('data.jsonl', new Uint8Array([0xff, 0xfe, 65, 0]))],
    'It is «not UTF-8 text». ‹Save the file as UTF-8.›',
  ),
];

const pictures: RefusalRow[] = [
  single(
    'a picture that is not there',
    () => [lines()],
    'The image «"a.png" is not among the files». ‹Add it, or correct its path.›',
  ),
  picture(
    'a text',
    () => new Blob(['GIF']),
    'The image "a.png" is «damaged, or it is not a PNG, JPEG, WebP or GIF file». ‹Copy it again, or save it as one of these.›',
  ),
  picture(
    'a picture whose end is missing',
    () => new Blob([png.slice(0, 40)]),
    'The image "a.png" cannot be decoded: its file is «cut off or damaged». ‹Copy it again.›',
  ),
  picture(
    'a picture of too many pixels',
    () => {
      const wide = png.slice();
      new DataView(wide.buffer).setUint32(16, 4_000_000);
      return new Blob([wide]);
    },
    'The image "a.png" has «4000000 by 200 pixels»; up to 64 million are read. ‹Scale it down.›',
  ),
  picture(
    'a picture of 64 MiB',
    () => gone(2 ** 26),
    'The image "a.png" is «larger than 32 MiB». ‹Scale it down.›',
  ),
  picture(
    'a picture that went away',
    () => gone(9),
    'The image "a.png" is not readable: it «was moved, changed or locked since it was chosen»; ‹choose it again.›',
  ),
];

/** The bytes of a ZIP, of which some are changed. */
async function changed(zip: Blob, change: (bytes: Buffer) => void): Promise<Blob> {
  const bytes = Buffer.from(await zip.arrayBuffer());
  change(bytes);
  return new Blob([bytes]);
}
const [stored, deflated] = [
  { name: 'a.png', data: '' },
  { name: 'a.png', data: '', isDeflated: true },
];
/** A ZIP of one line, and an entry for its picture. */
const packed = (entry: WrittenEntry = stored, image = 'a.png'): Blob =>
  writtenZip([
    { name: 'data.jsonl', data: line(image) },
    entry.data === '' ? { ...entry, data: png } : entry,
  ]);
/** Sets numbers of 16 bits in the directory's record of a.png. */
const record = (entry: WrittenEntry, fields: Readonly<Record<number, number>>): Promise<Blob> =>
  changed(packed(entry), (bytes) => {
    const at = bytes.lastIndexOf('a.png') - 46;
    for (const [field, value] of Object.entries(fields)) bytes.writeUInt16LE(value, at + Number(field));
  });
/** A row: a ZIP with a changed entry for the picture. */
const entry = (what: string, make: () => Blob | Promise<Blob>, marked: string): RefusalRow => [
  what,
  marked,
  async () => {
    const read = await importDataset(await make(), decodeInNode);
    return 'problem' in read ? read : read.dataset.problems[0];
  },
];

const inZip = (fault: string): string =>
  `The image "a.png" «${fault} the ZIP»; ‹copy or download the ZIP again, or pack it anew.›`;
const again = '‹Copy or download it again, or pack it anew.›';
const damaged = `The directory of the ZIP file «is damaged». ${again}`;

const zips: RefusalRow[] = [
  whole(
    'a picture as ZIP',
    () => new Blob([png]),
    'It is «not a ZIP file, or its end is missing». ‹Choose a ZIP or a folder, or copy or download it again.›',
  ),
  entry('a ZIP whose beginning is missing', () => packed().slice(40), damaged),
  entry(
    'a ZIP with another count',
    () => writtenZip([{ name: 'data.jsonl', data: line() }, stored], { count: 7 }),
    `The directory of the ZIP file lists 2 files and folders, but its end says «7». ${again}`,
  ),
  entry(
    'a ZIP with a directory of 65 MiB',
    () =>
      changed(writtenZip([{ name: 'data.jsonl', data: new Uint8Array(65 * 2 ** 20) }]), (bytes) => {
        // The directory is said to begin with the file's content.
        bytes.writeUInt32LE(65 * 2 ** 20, bytes.length - 10);
        bytes.writeUInt32LE(bytes.length - 22 - 65 * 2 ** 20, bytes.length - 6);
      }),
    'The ZIP file lists more files than are read here: its directory has «more than 64 MiB». ‹Unpack it and choose its folder instead.›',
  ),
  [
    'a ZIP of more than 4 GiB without ZIP64',
    'The ZIP file «is larger than 4 GiB, but was written without ZIP64», so that the places of its files are lost. ‹Unpack it and choose its folder instead.›',
    () => {
      const zip = packed();
      const before = 2 ** 32;
      // Blobs of Node have at most 4 GiB: this one says that it has as many zeros before the ZIP, and gives those asked for.
      const slice = (start: number, end: number): Blob => {
        const zeros = new Uint8Array(Math.max(0, Math.min(end, before) - start));
        return new Blob([zeros, zip.slice(Math.max(0, start - before), Math.max(0, end - before))]);
      };
      const large = Object.defineProperties(new Blob([]), {
        size: { value: before + zip.size },
        slice: { value: slice },
      });
      return importDataset(large, decodeInNode);
    },
  ],
  entry(
    'an entry with a password',
    () => record(stored, { 8: 1 }),
    'The image "a.png" is «locked with a password»; ‹pack it without one.›',
  ),
  entry(
    'an entry that is packed otherwise',
    () => record(stored, { 10: 12 }),
    'The image "a.png" is «packed with method 12», which is not read; ‹pack it as an ordinary ZIP.›',
  ),
  entry('a stored entry of another size', () => record(stored, { 20: 9 }), inZip('is damaged in')),
  entry('an entry that points elsewhere', () => record(stored, { 42: 7 }), inZip('is damaged in')),
  entry('an entry that ends outside', () => record(stored, { 22: 1, 26: 1 }), inZip('is cut off in')),
  entry(
    'an entry that is larger than it says',
    () => record(deflated, { 24: 10 }),
    inZip('is larger than').replace('the ZIP»', 'the ZIP says»'),
  ),
  entry(
    'a link out of the ZIP',
    () => packed({ name: 'a.png', data: '../b.png', madeBy: 0x31e, attributes: 0xa1ff * 2 ** 16 }),
    'The image "a.png" is «a link to "../b.png", which is not in the ZIP»; ‹pack the files themselves.›',
  ),
  entry(
    'a name in another code page',
    () => packed({ name: Buffer.from('\x93\xfa\x96{.png', 'latin1'), data: 'x' }),
    'The image «"a.png" is not among the files»; the ZIP has names in an old code page, such as one that reads "ô·û{.png" here: ‹pack it again with names in UTF-8.›',
  ),
  [
    'pictures of more than 1 GiB',
    'The image "picture-45.png" is one too many: the images of this ZIP are «more than 1024 MiB»; ‹unpack it and choose its folder.›',
    async () => {
      const names = Array.from({ length: 36 }, (_, i) => `picture-${i + 10}.png`);
      const entries = names.map((name) => ({ name, data: 'x', isDeflated: true }));
      const zip = await changed(
        writtenZip([{ name: 'data.jsonl', data: names.map(line).join('\n') }, ...entries]),
        (bytes) => {
          // Each says that it has 31 MiB.
          for (const name of names) bytes.writeUInt32LE(31 * 2 ** 20, bytes.lastIndexOf(name) - 46 + 24);
        },
      );
      const read = await importDataset(zip, decodeInNode);
      return 'problem' in read ? read : read.dataset.problems.at(-1);
    },
  ],
];

describe('the files of a dataset', () => {
  testRefusals({
    rows: [...sources, ...pictures, ...zips],
    sources: [
      'src/sparkle/dataset/dataset-import.ts',
      'src/files/zip-directory.ts',
      'src/files/zip-name.ts',
      'src/files/image-header.ts',
      'src/files/chosen-files.ts',
      'src/files/file-name.ts',
    ],
  });
});
