/** Files that should be JSON: the true reason why one is none, and what its values should be. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checked, readAs, readJson } from '../../../models/json.ts';

const problemOf = (text: string): string => {
  const read = readJson(text);
  return 'problem' in read ? read.problem : 'none';
};

describe('what is no JSON is told as what it is', () => {
  test.each([
    ['nothing', ' \n', 'an empty file. Get it again'],
    [
      'a pointer of Git LFS',
      'version https://git-lfs.github.com/spec/v1\noid',
      'a pointer of Git LFS in place of the file',
    ],
    ['a web page', '\n<!doctype html>', 'a web page (beginning with "<!doctype html>")'],
    [
      "Python's infinity",
      '{"a": "x",\n "b": Infinity}',
      'the number Infinity in line 2, which Python writes',
    ],
    ['minus infinity', '[1, -Infinity]', 'the number -Infinity in line 1'],
    ['not a number', '{"a": NaN}', 'the number NaN in line 1'],
    [
      "Python's words",
      '{"a": True, "b": None}',
      "Python's word True in line 1. Save the file with json.dump",
    ],
    ['a comment', '{\n// the model\n"a": 1}', 'a comment in line 2'],
    ['a comment of another language', '# the model\n{"a": 1}', 'a comment in line 1'],
    ['a comma too many', '{"a": [1, 2,\n]}', 'a comma before a closing bracket in line 1'],
    ['the beginning of a file', '{"a": {"b": [1, 2', 'a beginning of 17 characters without its end'],
    ['an end within a text', '{"a": "Infini', 'a beginning of 13 characters without its end'],
    ['bytes', '\0\0\0\0', '4 characters beginning with "....". The file is damaged'],
  ])('%s', (_name, text, message) => {
    expect(problemOf(text)).toContain(`expected JSON, got ${message}`);
  });

  test('words within texts are none of these, and a mark of the encoding is no letter', () => {
    expect(readJson('\uFEFF{"a": "NaN, } // # None ,]"}')).toEqual({ value: { a: 'NaN, } // # None ,]' } });
    expect(problemOf('{"a": "NaN, // None", "b": x}')).toContain('beginning with "{"a": "NaN');
  });
});

test('values: where, what was expected, what came, without the words of the library', () => {
  const schema = z.object({
    width: z.int().positive(),
    name: z.string(),
    kind: z.enum(['a', 'b']),
    list: z.array(z.boolean()).min(1),
    share: z.number().max(1).optional(),
    own: z.unknown().refine((value) => value === 1, 'expected 1, and nothing else'),
  });
  const said = (value: object) => {
    const read = readAs(schema, JSON.stringify(value), 'some settings', 'Mend them.');
    return 'problem' in read ? read.problem : 'none';
  };
  const good = { width: 1, name: 'n', kind: 'a', list: [true], own: 1 };
  expect(said(good)).toBe('none');
  expect(said({ ...good, width: 0 })).toBe(
    'expected some settings; width: expected more than 0, got 0. Mend them.',
  );
  expect(said({ ...good, width: 1.5 })).toContain('width: expected a whole number, got 1.5');
  expect(said({ ...good, name: undefined })).toContain('name: expected text, got nothing');
  expect(said({ ...good, kind: 'c' })).toContain('kind: expected "a" or "b", got "c"');
  expect(said({ ...good, list: [] })).toContain('list: expected a length of 1 or more, got []');
  expect(said({ ...good, list: [1] })).toContain('list.0: expected true or false, got 1');
  expect(said({ ...good, share: 2 })).toContain('share: expected 1 or less, got 2');
  expect(said({ ...good, own: 2 })).toContain('own: expected 1, and nothing else');
  expect(checked(schema, 7, 'some settings', 'Mend them.')).toEqual({
    problem: 'expected some settings; expected an object, got 7. Mend them.',
  });
  expect(said({})).toMatch(/width: .*name: .*kind: .*list: .*own: /);
});
