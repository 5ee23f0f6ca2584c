/**
 * The built page as a plain host serves it: from a sub-folder, without the headers that allow threads. Workers,
 * model files and WebAssembly must still be found, and the model answer.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import { foreign, openWatchedPage } from '../fixtures/watched-page.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};
const folder = resolve(import.meta.dirname, '../../dist');

let server: Server;
let browser: Browser;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname.replace(
      /^\/deep\/lab\/$/,
      '/deep/lab/index.html',
    );
    const file = join(folder, path.replace(/^\/deep\/lab\//, ''));
    if (!path.startsWith('/deep/lab/') || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
    response.end(readFileSync(file));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/deep/lab/`;
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
});
afterAll(async () => {
  await browser.close();
  server.close();
});

test('the model loads and answers', async () => {
  const { page, requests, complaints } = await openWatchedPage(browser);
  await page.goto(url);
  await page.locator('canvas').first().waitFor();
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect.poll(() => page.locator('.ask-answer').textContent(), { timeout: 120_000 }).toMatch(/\S/);
  expect(foreign(requests, url)).toEqual([]);
  expect(complaints).toEqual([]);
});
