/** Downloading one file from a server that breaks off, lies, knows no ranges or sends something else. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ListedFile } from '../../../models/listing.ts';
import { downloadFile, type Pieces } from '../../../src/app/models/download.ts';
import { fetchListing, fileAddress, readListing } from '../../../src/app/models/hub-listing.ts';
import { type StandInHub, startHub } from '../../fixtures/hub-server.ts';

const id = 'somebody/a-model';
const path = 'onnx/decoder_model_merged_q4.onnx';
/** Two pieces and a bit. */
const bytes = Uint8Array.from({ length: 18_000_001 }, (_, i) => (i * 2_654_435_761) >>> 24);
const file: ListedFile = {
  path,
  sizeBytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
};
const waitsMs = [0, 0, 0];

let hub: StandInHub;
beforeAll(async () => {
  hub = await startHub({ [id]: { [path]: bytes, 'config.json': new TextEncoder().encode('{}') } });
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.trouble = {};
  hub.requests.length = 0;
});

function memoryPieces(full: () => boolean = () => false) {
  let kept: Blob[] = [];
  const pieces: Pieces = {
    read: async () => kept,
    append: async (piece) => {
      if (full()) throw new Error('Expected room, but the storage is full.');
      kept = [...kept, new Blob([piece])];
    },
    clear: async () => {
      kept = [];
    },
  };
  const size = () => kept.reduce((sum, piece) => sum + piece.size, 0);
  return { pieces, size, content: () => new Blob(kept).arrayBuffer(), count: () => kept.length };
}

const load = (pieces: Pieces, options: { signal?: AbortSignal; of?: ListedFile; seen?: number[] } = {}) =>
  downloadFile(fileAddress(hub.url, id, path), options.of ?? file, pieces, {
    signal: options.signal ?? new AbortController().signal,
    onProgress: (loaded) => options.seen?.push(loaded),
    waitsMs,
  });

const expectWhole = async (content: ArrayBuffer) =>
  expect(createHash('sha256').update(new Uint8Array(content)).digest('hex')).toBe(file.sha256);

describe('a good server', () => {
  test('sends the file, which is kept in pieces as it comes', async () => {
    const { pieces, content, count } = memoryPieces();
    const seen: number[] = [];
    await load(pieces, { seen });
    await expectWhole(await content());
    expect(count()).toBe(3);
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(bytes.length);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  test('is asked only for what is missing after a stop', async () => {
    const { pieces, content, size } = memoryPieces();
    const controller = new AbortController();
    hub.trouble = { slowMs: 1 };
    const stopped = downloadFile(fileAddress(hub.url, id, path), file, pieces, {
      signal: controller.signal,
      onProgress: (loaded) => loaded > 9_000_000 && controller.abort(new Error('stopped')),
      waitsMs,
    });
    await expect(stopped).rejects.toThrow('stopped');
    const before = size();
    expect(before).toBeGreaterThan(9_000_000);
    hub.trouble = {};
    await load(pieces);
    expect(hub.requests).toEqual([path, `${path} from ${before}`]);
    await expectWhole(await content());
  });

  test('is not asked at all for a file that is there, which is checked', async () => {
    const { pieces } = memoryPieces();
    await pieces.append(bytes);
    await load(pieces);
    expect(hub.requests).toEqual([]);
  });
});

describe('breaks', () => {
  test('in the middle, again and again, cost nothing that had come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9_000_000 }), { maxLength: 6 }), async (cuts) => {
        hub.requests.length = 0;
        hub.trouble = { breakAfter: (_, request) => cuts[request - 1] ?? null };
        const { pieces, content } = memoryPieces();
        await load(pieces);
        await expectWhole(await content());
        const starts = hub.requests.slice(1).map((request) => Number(request.split(' from ')[1] ?? 0));
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      }),
      { numRuns: 8 },
    );
  });

  test('without a byte between them end the download, plainly, and the next one goes on', async () => {
    const { pieces, size, content } = memoryPieces();
    hub.trouble = { breakAfter: (_, request) => (request === 1 ? 1_000_000 : 0) };
    await expect(load(pieces)).rejects.toThrow(
      /decoder_model_merged_q4\.onnx: the connection broke 3 times after \d+ of 18000001 bytes .*What came is kept/,
    );
    expect(size()).toBeGreaterThan(0);
    const before = size();
    hub.trouble = {};
    await load(pieces);
    expect(hub.requests.at(-1)).toBe(`${path} from ${before}`);
    await expectWhole(await content());
  });

  test('a server that is busy for a while is asked again', async () => {
    const { pieces, content } = memoryPieces();
    hub.trouble = { status: (_, request) => (request <= 2 ? [429, 503][request - 1]! : null) };
    await load(pieces);
    await expectWhole(await content());
  });

  test('a server that knows no ranges sends it again, and what is there is skipped', async () => {
    const { pieces, content } = memoryPieces();
    await pieces.append(bytes.slice(0, 9_999_999));
    hub.trouble = { ignoresRange: true };
    await load(pieces);
    expect(hub.requests).toEqual([path]);
    await expectWhole(await content());
  });

  test('a full storage is told as it is, and what was kept stays', async () => {
    let writes = 0;
    const { pieces, size } = memoryPieces(() => ++writes > 1);
    await expect(load(pieces)).rejects.toThrow('Expected room, but the storage is full.');
    expect(size()).toBe(8 * 2 ** 20);
    expect(hub.requests).toEqual([path]);
  });
});

describe('something else than announced', () => {
  test('another content is removed and said', async () => {
    const { pieces, size } = memoryPieces();
    hub.trouble = { content: () => bytes.with(12_345, bytes[12_345]! ^ 1) };
    await expect(load(pieces)).rejects.toThrow(
      /its content is not what the hub says it is \(SHA-256 .*download it again/,
    );
    expect(size()).toBe(0);
    hub.trouble = {};
    await load(pieces);
  });

  test('pieces that were damaged where they lay are found out', async () => {
    const { pieces, size } = memoryPieces();
    await pieces.append(bytes.slice(0, 5_000_000).with(7, 1));
    await expect(load(pieces)).rejects.toThrow(/its content is not what/);
    expect(size()).toBe(0);
  });

  test('more bytes, or fewer than were kept, are no such file', async () => {
    const { pieces, size } = memoryPieces();
    const short = { ...file, sizeBytes: 10_000_000 };
    await expect(load(pieces, { of: short })).rejects.toThrow(/expected 10000000 bytes, but more are coming/);
    expect(size()).toBe(0);
    await pieces.append(bytes);
    await expect(load(pieces, { of: short })).rejects.toThrow(/but 18000001 were kept/);
    hub.trouble = { content: () => bytes.slice(0, 100) };
    const { pieces: long } = memoryPieces();
    await long.append(bytes.slice(0, 5000));
    await expect(load(long)).rejects.toThrow(/fewer bytes than it announced/);
  });

  test('a missing file is refused at once, and nothing is lost', async () => {
    const { pieces, size } = memoryPieces();
    await pieces.append(bytes.slice(0, 5000));
    hub.trouble = { status: () => 404 };
    await expect(load(pieces)).rejects.toThrow(/got HTTP 404/);
    expect(size()).toBe(5000);
    expect(hub.requests.length).toBe(1);
  });
});

describe("the hub's list of files", () => {
  const { signal } = new AbortController();

  test('has sizes and hashes, and no folders', async () => {
    const listing = await fetchListing(id, hub.url, signal);
    expect(listing).toEqual([
      { ...file, gitHash: null },
      { path: 'config.json', sizeBytes: 2, sha256: null, gitHash: expect.stringMatching(/^[0-9a-f]{40}$/) },
    ]);
  });

  test('of a model that is not there, or from nowhere, is told', async () => {
    await expect(fetchListing('somebody/nothing', hub.url, signal)).rejects.toThrow(
      /HTTP 401.*no such model that everybody may read/,
    );
    await expect(fetchListing(id, 'http://127.0.0.1:9', signal)).rejects.toThrow(
      /127\.0\.0\.1:9 could not be reached/,
    );
  });

  test('whatever comes: a list of plain paths, or a plain message', () => {
    const entry = fc.record(
      {
        type: fc.constantFrom('file', 'directory', 'link'),
        path: fc.oneof(fc.string(), fc.constantFrom('../x', 'a//b', 'onnx/a.onnx', '/etc', 'a\\b')),
        size: fc.oneof(fc.nat(), fc.double(), fc.string()),
        lfs: fc.oneof(fc.constant(undefined), fc.record({ oid: fc.string(), size: fc.nat() })),
      },
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(entry).map((entries) => JSON.stringify(entries)),
    );
    fc.assert(
      fc.property(text, (body) => {
        let listing: ListedFile[];
        try {
          listing = readListing(body);
        } catch (error) {
          expect((error as Error).message).toMatch(/^Expected the hub's list of the model's files, got/);
          return;
        }
        for (const { path: each, sizeBytes, sha256 } of listing) {
          expect(
            new URL(each, 'http://host/folder/').pathname.startsWith('/folder/') || /[:?#]/.test(each),
          ).toBe(true);
          expect(each.split('/').some((part) => part === '' || part === '..' || part === '.')).toBe(false);
          expect(Number.isInteger(sizeBytes) && sizeBytes >= 0).toBe(true);
          expect(sha256 === null || /^[0-9a-f]{64}$/.test(sha256)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
