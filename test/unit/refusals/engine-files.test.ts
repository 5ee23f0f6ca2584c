/**
 * Every message with which a model's files are refused when they are opened for the engine, wherever they come from.
 * Not here: what is in the small files (model-files.test.ts), in the weights (model-weights.test.ts).
 */
import { afterAll, beforeAll, describe, vi } from 'vitest';
import { openModelFiles } from '../../../models/onnx/read/files.ts';
import { modelAtHand } from '../../fixtures/model-source.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';
import { variantConfig, variantDtype, variantFiles, variants } from '../../fixtures/variants.ts';

// ---- Files as the engine gets them ------------------------------------------------------------------------------

const form = variants['q4 in blocks of 128 with zero points, data beside']!;
const hand = modelAtHand('mine', variantConfig, variantDtype(form), variantFiles(form));
const files = 'files' in hand.source ? hand.source.files : {};
const decoderPath = 'onnx/decoder_model_merged_q4.onnx';

beforeAll(() => {
  vi.stubGlobal('self', { location: { href: 'http://localhost/assets/worker.js' } });
});
afterAll(() => {
  vi.unstubAllGlobals();
});
/** A row: a model whose file at `path` is another; undefined if it is missing. */
const engine = (
  what: string,
  path: string,
  make: () => Blob | undefined | Promise<Blob>,
  marked: string,
): RefusalRow => [
  what,
  `models/mine/${marked}`,
  async () => {
    const changed = { ...files, [path]: await make() } as Record<string, Blob>;
    const opened = await openModelFiles(hand.model, { kind: 'files', files: changed }, () => {});
    return opened.readParts(false);
  },
];
/** A row: a model at the page's own origin, which answers so. */
const origin = (what: string, answer: () => Promise<Response>, marked: string): RefusalRow => [
  what,
  `models/mine/config.json: ${marked}`,
  async () => {
    const real = globalThis.fetch;
    globalThis.fetch = answer;
    try {
      await openModelFiles(hand.model, { kind: 'origin', optional: [] }, () => {});
    } finally {
      globalThis.fetch = real;
    }
  },
];
const broken = () =>
  new ReadableStream({
    pull: (stream) => stream.error(new TypeError('network error')),
  });

const opened: RefusalRow[] = [
  engine(
    'a file that is missing',
    decoderPath,
    () => undefined,
    `${decoderPath}: expected this file among those of the model mine, but it is «not there». ‹Download the model again, or choose a folder that has it.›`,
  ),
  engine(
    'a config.json that is cut off',
    'config.json',
    () => new Blob(['{']),
    'config.json: expected JSON, got «a beginning of 1 characters without its end». The file is cut off: ‹get it again.›',
  ),
  engine(
    'a file that went away',
    'config.json',
    () => Object.assign(new Blob(['{']), { stream: broken }),
    'config.json: expected to read this file to its end, but it «was moved, changed or locked since it was chosen». ‹Choose the model again.›',
  ),
  engine(
    'weights in a file of another name',
    decoderPath,
    async () => {
      const bytes = Buffer.from(await files[decoderPath]!.arrayBuffer());
      const name = 'decoder_model_merged_q4.onnx_data';
      for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name))
        bytes.write('decoder_model_merged_q4.weights__', at);
      return new Blob([bytes]);
    },
    `${decoderPath}: expected weights in this file or in decoder_model_merged_q4.onnx_data (and _data_1 and so on), got weights in «"decoder_model_merged_q4.weights__"». ‹Export the model with the usual names.›`,
  ),
  origin(
    'a server that is gone',
    () => Promise.reject(new TypeError('Failed to fetch')),
    "expected the file from http://localhost, but it «could not be fetched». ‹Check that the page's server is running.›",
  ),
  origin(
    'a server without the file',
    async () => new Response('', { status: 404 }),
    'expected a file of the model mine, got «HTTP 404» from http://localhost. The file is missing where the page is served: ‹install the lab again.›',
  ),
  origin(
    'a server that breaks off',
    async () => new Response(broken()),
    "expected the whole file, but «the page's server broke off». ‹Check that it is running, then try again.›",
  ),
];

describe("a model's files as the engine gets them", () => {
  testRefusals({
    rows: opened,
    sources: ['models/onnx/read/files.ts', 'models/onnx/read/folder.ts'],
  });
});
