/** Base models served beside the page: which of their files are there, on servers that say what is missing and others. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ownOrigin } from '../../../models/source.ts';
import { openServedModel } from '../../../src/experiment/open-model.ts';

const tiny = join(import.meta.dirname, '../../../public/models/sparkle-tiny');
/** The small files of the embedded model. */
const small = readdirSync(tiny).filter((name) => /\.(json|jinja)$/.test(name));

const onnxFiles = [
  'onnx/vision_encoder.onnx',
  'onnx/embed_tokens.onnx',
  'onnx/decoder_model_merged_quantized.onnx',
];

beforeAll(() => {
  vi.stubGlobal('document', { baseURI: 'https://lab.test/sub/' });
});
afterAll(() => {
  vi.unstubAllGlobals();
});

/** A server with these files, each of 7 bytes, in the folder of the model. */
function serve(files: readonly string[], missing: () => Response): void {
  vi.stubGlobal('fetch', async (url: URL) => {
    const path = url.href.split('https://lab.test/sub/models/some/model/')[1]!;
    if (!files.includes(path)) return missing();
    const type = path.endsWith('.json') ? 'application/json' : 'application/octet-stream';
    return new Response(small.includes(path) ? readFileSync(join(tiny, path)) : null, {
      headers: { 'content-type': type, 'content-length': '7' },
    });
  });
}

const servers: [string, () => Response][] = [
  ['404', () => new Response('Not found', { status: 404 })],
  [
    'the page',
    () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html; charset=utf-8' } }),
  ],
];

test('a place component beside the others is known', async () => {
  serve([...small, ...onnxFiles, 'place.safetensors'], servers[0]![1]);
  expect((await openServedModel('some/model'))?.model.place).toBe(0.2);
});

test.each(servers)(
  'a server that answers what it has not with %s: only what is there is taken',
  async (_, missing) => {
    serve([...small, ...onnxFiles], missing);
    const opened = await openServedModel('some/model');
    expect(opened?.model.dtype).toEqual({
      vision_encoder: 'fp32',
      embed_tokens: 'fp32',
      decoder_model_merged: 'q8',
    });
    expect(opened?.model.sizeBytes).toBe(7 * (small.length + 3));
    expect(opened?.model.place).toBeNull();
    // The same files: the same that a model need not have are known to be there.
    expect(opened?.source).toEqual(ownOrigin);
  },
);

test.each(servers)('a server that answers what it has not with %s: no model is none', async (_, missing) => {
  serve([], missing);
  expect(await openServedModel('some/model')).toBeNull();
});

test.each(servers)(
  'a server that answers what it has not with %s: a missing part is named',
  async (_, missing) => {
    serve([...small.filter((name) => name !== 'tokenizer_config.json'), ...onnxFiles.slice(0, 2)], missing);
    await expect(openServedModel('some/model')).rejects.toThrow(
      /missing are tokenizer_config\.json, .*decoder_model_merged/,
    );
  },
);
