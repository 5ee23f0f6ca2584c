/** The server of the built lab: which copy of a file it sends, with which headers, and what it does with bad requests. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { get, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hubAddress } from '../../../src/app/models/hub-listing.ts';
import { serveModelFolder } from '../../../src/headless/model-folder.ts';
import { compressFolder } from '../../../src/serve/compressed-copies.ts';
import { cacheControl, labHeaders, pagePolicy } from '../../../src/serve/headers.ts';
import { type ServedLab, serveFolder } from '../../../src/serve/server.ts';
import { readOptions } from '../../../src/serve/start.ts';

const script = `export const words = ${JSON.stringify(Array.from({ length: 500 }, (_, i) => `word ${i}`))};`;
/** As random as weights whose every bit counts. */
const noise = crypto.getRandomValues(new Uint8Array(20_000));

let folder: string;
let model: string;
let lab: ServedLab;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sparkle-served-'));
  model = mkdtempSync(join(tmpdir(), 'sparkle-model-'));
  for (const path of ['assets', 'models/tiny/onnx']) mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><title>A page</title>${'<p>text</p>'.repeat(99)}`,
  );
  writeFileSync(join(folder, 'assets/words-1a2b.js'), script);
  writeFileSync(join(folder, 'assets/engine-3c4d.wasm'), new Uint8Array(9000));
  writeFileSync(join(folder, 'models/tiny/onnx/vision.onnx'), noise);
  writeFileSync(join(model, 'config.json'), '{}');
  await compressFolder(folder);
  lab = await serveFolder(folder, 0, [serveModelFolder({ id: 'owner/model', folder: model })]);
});
afterAll(async () => {
  await lab.close();
  for (const made of [folder, model]) rmSync(made, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it came over the wire. */
  readonly body: Buffer;
}

/** By node:http, since fetch unpacks what it gets and hides the length. */
const ask = (path: string, headers: OutgoingHttpHeaders = {}): Promise<Answer> =>
  new Promise((answered, failed) => {
    const { hostname, port } = new URL(lab.url);
    get({ hostname, port, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', failed);
      response.on('end', () =>
        answered({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    }).on('error', failed);
  });

const take = (encodings: string) => ({ 'Accept-Encoding': encodings });

describe('copies', () => {
  test('are made of what gets smaller, and of nothing else', () => {
    expect(readdirSync(join(folder, 'assets')).sort()).toEqual(
      ['engine-3c4d.wasm', 'words-1a2b.js'].flatMap((name) => [name, `${name}.br`, `${name}.gz`]),
    );
    expect(readdirSync(join(folder, 'models/tiny/onnx'))).toEqual(['vision.onnx']);
  });

  test.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['br;q=0.0,gzip;q=0.000', undefined],
    ['identity', undefined],
  ])('a browser that takes "%s" gets %s', async (accepted, encoding) => {
    const { status, headers, body } = await ask('/assets/words-1a2b.js', take(accepted));
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBe(encoding);
    expect(Number(headers['content-length'])).toBe(body.length);
    expect(headers.vary).toBe('Accept-Encoding');
    expect(headers['content-type']).toBe('text/javascript');
    const unpack = encoding === 'br' ? brotliDecompressSync : encoding === 'gzip' ? gunzipSync : Buffer.from;
    expect(unpack(body).toString()).toBe(script);
    if (encoding) expect(body.length).toBeLessThan(script.length / 2);
  });

  test('of WebAssembly keep its type, which compiling while it arrives asks for', async () => {
    const { headers } = await ask('/assets/engine-3c4d.wasm', take('br'));
    expect(headers).toMatchObject({ 'content-type': 'application/wasm', 'content-encoding': 'br' });
  });

  test('have tags of their own, and an unchanged one is not sent again', async () => {
    const answers = await Promise.all(['br', 'gzip', 'identity'].map((accepted) => ask('/', take(accepted))));
    const tags = answers.map(({ headers }) => headers.etag!);
    expect(new Set(tags).size).toBe(3);
    const again = await ask('/', { ...take('br'), 'If-None-Match': tags[0] });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect((await ask('/', { ...take('gzip'), 'If-None-Match': tags[0] })).status).toBe(200);
  });
});

describe('headers', () => {
  test('isolate and bind every answer, also one without a file or a body', async () => {
    const { headers } = await ask('/');
    const answers = [
      await ask('/'),
      await ask('/', { 'If-None-Match': headers.etag }),
      await ask('/assets/words-1a2b.js'),
      await ask('/no-such-file'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 304, 200, 404]);
    for (const answer of answers)
      expect(answer.headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/,
        ),
        'permissions-policy': expect.stringContaining('camera=(self), microphone=()'),
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
  });

  test('let a browser keep files whose names hold a hash, and ask for all others again', async () => {
    const kept = async (path: string) => (await ask(path)).headers['cache-control'];
    expect(await kept('/assets/words-1a2b.js')).toMatch(/max-age=\d{7,}.*immutable/);
    expect([await kept('/'), await kept('/models/tiny/onnx/vision.onnx')]).toEqual(['no-cache', 'no-cache']);
  });

  test('let the page reach the hub and nobody else, compile no text and load no script from elsewhere', () => {
    const rules = Object.fromEntries(
      pagePolicy
        .split('; ')
        .map((rule): [string, string[]] => [rule.split(' ')[0]!, rule.split(' ').slice(1)]),
    );
    expect(rules['connect-src']).toEqual([
      "'self'",
      hubAddress,
      'https://*.huggingface.co',
      'https://*.hf.co',
    ]);
    for (const name of ['script-src', 'worker-src', 'style-src', 'font-src'])
      expect(rules[name]!.filter((source) => source !== "'self'" && source !== "'wasm-unsafe-eval'")).toEqual(
        [],
      );
    expect(pagePolicy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*(?!\.)/);
    for (const name of ['default-src', 'base-uri', 'form-action']) expect(rules[name]).toEqual(["'none'"]);
    // A meta element must not have these.
    expect(pagePolicy).not.toMatch(/frame-ancestors|sandbox|report-uri/);
    expect(labHeaders['Content-Security-Policy']).toContain(pagePolicy);
  });

  test('are those that README tells hosts to send', () => {
    const readme = readFileSync(resolve(import.meta.dirname, '../../../README.md'), 'utf8');
    const lines = Object.entries(labHeaders).map(([name, value]) => `  ${name}: ${value}`);
    expect(readme).toContain(
      `/*\n${lines.join('\n')}\n/assets/*\n  Cache-Control: ${cacheControl('/assets/a.js')}\n`,
    );
  });

  test('weights have the type of bytes, and come unpacked where packing saves nothing', async () => {
    const { headers, body } = await ask('/models/tiny/onnx/vision.onnx', take('br, gzip'));
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(headers['content-encoding']).toBeUndefined();
    expect(body.equals(noise)).toBe(true);
  });
});

describe('bad requests', () => {
  test.each([
    '/models/tiny/onnx/decoder.onnx',
    '/models/other/config.json',
    '/assets',
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/%00',
    '/%E0%A4%A',
    '/models/owner/model/none.json',
    '/models/owner/model/../../../index.html',
  ])('%s is 404 and no page', async (path) => {
    const { status, body } = await ask(path);
    expect([status, body.length]).toEqual([404, 0]);
  });

  test.each(['bytes=2-5', 'bytes=5-2', 'bytes=-5', 'bytes=999999-', 'nonsense'])(
    'a wish for a part (%s) gets the whole',
    async (range) => {
      const { status, headers, body } = await ask('/assets/words-1a2b.js', { Range: range });
      expect([status, body.toString()]).toEqual([200, script]);
      expect(headers['content-range']).toBeUndefined();
    },
  );

  // A file that opens and then fails to be read, for root too: the memory of a process from its first byte.
  test.skipIf(process.platform !== 'linux')('a file that fails to be read ends its answer only', async () => {
    symlinkSync('/proc/self/mem', join(folder, 'failing.json'));
    await expect(ask('/failing.json')).rejects.toThrow();
    expect((await ask('/')).status).toBe(200);
  });
});

test('a model of another folder has the address where the page looks for it', async () => {
  const { status, headers, body } = await ask('/models/owner/model/config.json');
  expect([status, body.toString()]).toEqual([200, '{}']);
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'cross-origin-embedder-policy': 'require-corp',
  });
});

test('a port that is taken is named, with what to do', async () => {
  const port = Number(new URL(lab.url).port);
  await expect(serveFolder(folder, port)).rejects.toThrow(
    `Port ${port} of this machine is taken, perhaps by a lab that was started before. Use or end that one, or take another port: npm start -- --port ${port + 1}.`,
  );
});

test('npm start takes a port and nothing else', () => {
  expect(readOptions([])).toEqual({ port: 5173 });
  expect(readOptions(['--port', '8080'])).toEqual({ port: 8080 });
  expect(readOptions(['--help'])).toBeNull();
  for (const port of ['0', '65536', 'many', '-1', ''])
    expect(() => readOptions([`--port=${port}`])).toThrow(`a number from 1 to 65535, but got "${port}"`);
  expect(() => readOptions(['--host'])).toThrow();
});
