/** The readers of a dataset on anything at all: never an exception, and what is kept is well formed. */
import { createCanvas } from '@napi-rs/canvas';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readImageHeader } from '../../../src/files/image-header.ts';
import { importDataset } from '../../../src/sparkle/dataset/dataset-import.ts';
import { readDatasetLine } from '../../../src/sparkle/dataset/dataset-line.ts';
import { decodeInNode } from '../../fixtures/decode-in-node.ts';
import { fuzzRuns } from '../../fixtures/fuzz-runs.ts';
import { unicodePath, writtenZip } from '../../fixtures/written-zip.ts';

const runs = { numRuns: fuzzRuns };

/** Texts that are near to a good line: keys that count, with any values. */
const nearLine = fc
  .record(
    {
      query: fc.oneof(fc.string(), fc.constant('<image>Where?'), fc.anything()),
      response: fc.oneof(fc.string(), fc.anything()),
      images: fc.oneof(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('a.png', '../a', '/a', '__proto__'))),
        fc.anything(),
      ),
      history: fc.anything(),
      system: fc.oneof(fc.string(), fc.constant('<image>'), fc.anything()),
      objects: fc.oneof(
        fc.anything(),
        fc.record({
          ref: fc.anything(),
          bbox: fc.array(fc.array(fc.oneof(fc.double(), fc.anything()))),
          image_id: fc.anything(),
        }),
      ),
      label: fc.oneof(fc.boolean(), fc.anything()),
      conversations: fc.oneof(fc.anything(), fc.array(fc.dictionary(fc.string(), fc.anything()))),
      answer: fc.anything(),
      image: fc.anything(),
      messages: fc.oneof(
        fc.anything(),
        fc.array(
          fc.record({
            role: fc.oneof(fc.constantFrom('system', 'user', 'assistant', 'tool'), fc.anything()),
            content: fc.oneof(
              fc.string(),
              fc.anything(),
              fc.array(fc.record({ type: fc.constantFrom('text', 'image', 'video'), image: fc.anything() })),
            ),
          }),
          { maxLength: 3 },
        ),
      ),
    },
    { requiredKeys: [] },
  )
  .map((value) => {
    try {
      return JSON.stringify(value) ?? '';
    } catch {
      return ''; // a bigint, which JSON has not
    }
  });

/** A good line with some characters taken out or put in. */
const bentLine = fc.tuple(fc.nat(), fc.nat(8), fc.string()).map(([at, count, text]) => {
  const good = '{"query": "<image>Where is red?", "response": "left", "images": ["images/000000.png"]}';
  const place = at % good.length;
  return good.slice(0, place) + text + good.slice(place + count);
});

test('a line is a question with its image, or a reason', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), nearLine, bentLine), (text) => {
      const reading = readDatasetLine(text);
      if ('reason' in reading) {
        expect(reading.reason).toMatch(/^[A-Z].*\.$/s);
        expect(reading.reason.length).toBeLessThan(200);
        return;
      }
      expect(reading.query).toBe(reading.query.trim());
      expect(reading.query).not.toBe('');
      expect(reading.query).not.toContain('<image>');
      expect(reading.response).not.toBe('');
      expect(reading.image).not.toMatch(/^\/|^[a-z]+:|(^|\/)\.{1,2}(\/|$)|\\/i);
    }),
    runs,
  );
});

test('a file is an image of some size, or none', async () => {
  const starts = [
    '\x89PNG\r\n\x1a\n\0\0\0\rIHDR',
    '\xff\xd8\xff',
    'GIF89a',
    'RIFF\0\0\0\0WEBPVP8 ',
    'RIFF....WEBPVP8L\0\0\0\0/',
    'RIFF....WEBPVP8X',
  ];
  const bytes = fc
    .tuple(fc.constantFrom('', ...starts), fc.uint8Array({ maxLength: 80 }))
    .map(([start, rest]) => Uint8Array.from([...strToU8(start, true), ...rest]));
  await fc.assert(
    fc.asyncProperty(bytes, async (given) => {
      const header = await readImageHeader(new Blob([given]));
      if (!header) return;
      expect(header.width).toBeGreaterThan(0);
      expect(header.height).toBeGreaterThan(0);
    }),
    runs,
  );
});

test('a ZIP with bytes changed, cut or repeated is read, or refused in one sentence', async () => {
  const line = JSON.stringify({ query: '<image>Where?', response: 'left', images: ['a.gif'] });
  const gif = new Uint8Array(await createCanvas(30, 20).encode('gif'));
  const lines = strToU8(`${line}\n${line}\n`);
  const zip64 = writtenZip(
    [
      { name: 'data.jsonl', data: lines, isZip64: true },
      {
        name: 'b.gif',
        data: gif,
        isDeflated: true,
        isZip64: true,
        extra: unicodePath(strToU8('b.gif'), 'a.gif'),
      },
    ],
    { isZip64: true },
  );
  const goods = [
    zipSync({ 'data.jsonl': lines, 'a.gif': [gif, { level: 9 }] }),
    new Uint8Array(await zip64.arrayBuffer()),
  ];
  const bent = fc
    .tuple(
      fc.constantFrom(...goods),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
      fc.nat(),
      fc.constantFrom(0, 0, 0, 1, 2),
    )
    .map(([good, changes, anyPlace, cut]) => {
      const bytes = good.slice();
      const place = anyPlace % good.length;
      for (const [at, value] of changes) bytes[at % good.length] = value;
      return cut === 0 ? bytes : cut === 1 ? bytes.slice(0, place) : bytes.slice(place);
    });
  await fc.assert(
    fc.asyncProperty(fc.oneof(bent, bent, fc.uint8Array({ maxLength: 300 })), async (bytes) => {
      const reading = await importDataset(new Blob([new Uint8Array(bytes)]), decodeInNode);
      if ('problem' in reading) {
        expect(reading.problem).toMatch(/^[^\n]{10,250}\.$/);
        return;
      }
      const { questions, images, problems } = reading.dataset;
      expect(questions.every(({ image }) => images.has(image))).toBe(true);
      expect(questions.length + problems.length).toBeLessThan(200);
    }),
    runs,
  );
});
