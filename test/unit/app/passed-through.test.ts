/**
 * That no words of a browser reach a person: nothing shows the message of an error but by messageOf, and that puts plain
 * sentences in their place. Not here: the lab's own messages (../refusals).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { messageOf } from '../../../models/message-of.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Ways to take the words of an error, other than messageOf. */
const taking =
  /\b\w*(?:error|reason|event|cause|failed)\)?\??\.message\b|\(\w*error as \w+\)\.message|\bString\(\w*(?:error|reason|event)\w*\)|\$\{\w*(?:error|Error)\}|\brawMessageOf\(|\(\{[^{}()]*\bmessage\b[^{}()]*\}(?:: \w+)?\)(?=:| =>)/gi;

/** Where they are taken all the same, how often, and why. */
const allowed: Readonly<Record<string, readonly [times: number, why: string]>> = {
  'models/message-of.ts': [3, 'is the way'],
  'models/gpu/device.ts': [3, 'what a driver reports is told as what the GPU reported, or decides'],
  'models/onnx/session/device.ts': [2, 'what a driver reports is told as what the GPU reported'],
  'models/onnx/session/vlm.ts': [1, 'decides whether memory was lacking'],
  'models/prompt.ts': [1, 'shown only if they are the words of the chat template'],
  'models/place.ts': [1, 'SafetensorsError is of the lab'],
  'models/onnx/read/graph.ts': [1, 'ModelFileError is of the lab'],
  'models/onnx/read/files.ts': [1, 'makes an Error of what is none'],
  'src/connect.ts': [1, 'gives them to messageOf'],
  'src/app/run/state.ts': [1, 'a notice of the run, in the words of the lab'],
  'src/app/takeaway/state.ts': [1, 'what is left out, in the words of the lab'],
  'src/app/study/setup.tsx': [1, 'the schema of a study has the words of the lab'],
  'src/app/study/study.tsx': [1, 'the schema of a study has the words of the lab'],
  'src/study/study-link.ts': [1, 'the schema of a study has the words of the lab'],
  'src/app/ui/format.ts': [1, 'compares, and shows the other'],
  'src/experiment/stage/train-part.ts': [2, 'comes from a worker, where it is in the words of the lab'],
  'src/files/chosen-files.ts': [2, 'only the messages that begin as those of the lab'],
  'src/files/zip-directory.ts': [1, 'only the messages that begin as those of the lab'],
};

const files = ['models', 'workers', 'src'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    // Commands speak to whoever calls them, in a terminal.
    .filter((path) => /\.tsx?$/.test(path) && !/^src\/(headless|serve)\/|^models\/sparkle-tiny\//.test(path)),
);

test('the words of an error are shown by messageOf alone', () => {
  const found = files.flatMap((path) => {
    const taken = readFileSync(join(root, path), 'utf8').match(taking) ?? [];
    return taken.length !== (allowed[path]?.[0] ?? 0) ? [`${path}: ${taken.join(', ')}`] : [];
  });
  expect(found).toEqual([]);
  expect(Object.keys(allowed).filter((path) => !files.includes(path))).toEqual([]);
});

test('each way to take them is found', () => {
  const ways = [
    'tell(error.message)',
    'tell((error as Error).message)',
    'tell(String(error))',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    'tell(`no: ${error}`)',
    'tell(rawMessageOf(thrown))',
    'event.message',
    'failed.reason.message',
    'void device.lost.then(({ reason, message }) => tell(message))',
  ];
  expect(ways.filter((way) => !way.match(taking))).toEqual([]);
});

describe('messageOf', () => {
  /** An error as comlink gives it on the page, when a worker threw it. */
  const fromWorker = (name: string, message: string) => Object.assign(new Error(message), { name });
  const unforeseen = 'Something failed that the lab did not foresee. Reload the page to try again';

  test.each([
    [new TypeError("Cannot read properties of undefined (reading 'getDirectory')"), unforeseen],
    [new TypeError('undefined is not an object (evaluating "navigator.storage.getDirectory")'), unforeseen],
    [fromWorker('TypeError', 'x is not a function'), unforeseen],
    [new Error("backend failed: TypeError: Cannot read properties of null (reading 'x')"), unforeseen],
    [new DOMException('It is odd.', 'InvalidStateError'), unforeseen],
    [
      new DOMException('Security error when calling GetDirectory', 'SecurityError'),
      'The browser does not allow it on this page. Open the lab by itself, in a window that is not private',
    ],
    [new TypeError('Failed to fetch'), 'The connection broke. Try again when the network is back'],
    [
      fromWorker('TypeError', 'NetworkError when attempting to fetch resource.'),
      'The connection broke. Try again when the network is back',
    ],
    [
      new DOMException('no room', 'QuotaExceededError'),
      "The browser's storage for this page is full: delete old runs, imported data or downloaded models",
    ],
    [
      fromWorker('NotReadableError', 'The requested file could not be read'),
      'A file could not be read: it was moved, changed or removed. Choose it again',
    ],
    [
      new RangeError('Array buffer allocation failed'),
      'The browser has no more memory for this page: close other pages, or take less at once',
    ],
    [
      new WebAssembly.CompileError('unexpected section'),
      'WebAssembly broke off. Reload the page to try again; if it stays, use a newer browser',
    ],
  ])('has a plain sentence for %s', (error, text) => {
    expect(messageOf(error)).toBe(text);
  });

  test('leaves the words of the lab, of a library and of Node as they are', () => {
    const own = 'Expected two files, got one. Choose both.';
    expect(messageOf(new Error(own))).toBe(own);
    expect(messageOf(fromWorker('ModelFileError', own))).toBe(own);
    const full = "The GPU's memory is exhausted (Failed to execute 'createBuffer').";
    expect(messageOf(fromWorker('GpuError', full))).toBe(full);
    expect(messageOf(Object.assign(new TypeError("Unknown option '--x'"), { code: 'ERR_X' }))).toBe(
      "Unknown option '--x'",
    );
    expect(messageOf('stopped')).toBe('stopped');
  });
});
