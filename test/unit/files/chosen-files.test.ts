/** Finding a file by its name, however a system spells it; and of several of one name, which one, or none. */
import { describe, expect, test } from 'vitest';
import {
  chosenFiles,
  type FolderFile,
  fileFinder,
  filesByPath,
  outermostNamed,
} from '../../../src/files/chosen-files.ts';

const folder = (...paths: string[]): FolderFile[] => paths.map((path) => ({ path, blob: new Blob([path]) }));
const find = async (wanted: string, ...paths: string[]) => {
  const file = fileFinder(await chosenFiles(folder(...paths)))(wanted);
  return file && (await file.open()).text();
};
const outermost = async (...paths: string[]) =>
  outermostNamed(await chosenFiles(folder(...paths)), 'data.jsonl')?.path;

const [composed, decomposed] = ['caf\u00e9.png', 'cafe\u0301.png'];

describe('one file', () => {
  test.each([
    ['a.png', 'a.png'],
    ['x/a.png', 'x\\a.png'],
    ['x\\a.png', 'x/a.png'],
    ['x/a.png', './x//a.png'],
    [composed, decomposed],
    [decomposed, composed],
    ['Images/A.PNG', 'images/a.png'],
  ])('%s is found as %s', async (wanted, given) => {
    expect(await find(wanted, 'other.png', given)).toBe(given);
  });

  test('capitals differ only where no file has the very name', async () => {
    expect(await find('a.png', 'A.png', 'a.png')).toBe('a.png');
    expect(await find('A.png', 'A.png', 'a.png')).toBe('A.png');
    expect(await find('b.png', 'A.png', 'a.png')).toBeUndefined();
  });
});

describe('two files of one name', () => {
  test.each([
    ['a.PNG', ['A.png', 'a.png'], '"A.png" and "a.png"'],
    ['x/a.png', ['x/a.png', 'x\\a.png'], String.raw`"x/a.png" and "x\\a.png"`],
    [composed, [composed, decomposed], String.raw`"caf\u00e9.png" and "cafe\u0301.png"`],
    ['a.png', ['a.png', 'a.png'], '"a.png" and "a.png"'],
  ])('%s is told with both', async (wanted, given, told) => {
    await expect(find(wanted, ...given)).rejects.toThrow(`is there 2 times, as ${told}; keep one of them`);
  });

  test('in the folder of a model', () => {
    expect([...filesByPath(folder('m\\onnx\\a.onnx', 'm/config.json')).keys()]).toEqual([
      'm/onnx/a.onnx',
      'm/config.json',
    ]);
    expect(() => filesByPath(folder('m\\onnx\\a.onnx', 'm/onnx/a.onnx'))).toThrow(
      String.raw`The file "m/onnx/a.onnx" is there 2 times, as "m\\onnx\\a.onnx" and "m/onnx/a.onnx"; keep one of them.`,
    );
  });
});

describe('a name in several folders', () => {
  test('the folder that holds the others has it', async () => {
    expect(await outermost('x/data.jsonl')).toBe('x/data.jsonl');
    expect(await outermost('x/y/data.jsonl', 'x/data.jsonl', 'x/z/data.jsonl')).toBe('x/data.jsonl');
    expect(await outermost('X/DATA.JSONL', 'X/y/data.jsonl')).toBe('X/DATA.JSONL');
    expect(await outermost('data.json')).toBeUndefined();
  });

  test('or all are told, however deep they are', async () => {
    await expect(outermost('x/data.jsonl', 'y/z/data.jsonl')).rejects.toThrow(
      'Expected one data.jsonl, but got 2: x/data.jsonl, y/z/data.jsonl. Choose the folder of one of them, or a ZIP of it.',
    );
    const many = Array.from({ length: 12 }, (_, i) => `${i}/data.jsonl`);
    await expect(outermost(...many)).rejects.toThrow(
      /but got 12: 0\/data\.jsonl, .*9\/data\.jsonl and 2 more\./,
    );
  });
});
