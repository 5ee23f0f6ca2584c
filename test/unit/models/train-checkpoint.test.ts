/** Checkpoints as files: what is written is read back, and damaged files are refused with a plain message. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SafetensorsError } from '../../../models/safetensors.ts';
import { CheckpointError, readCheckpoint, writeCheckpoint } from '../../../models/train-checkpoint.ts';
import { fuzzRuns } from '../../fixtures/fuzz-runs.ts';
import { recordedCheckpoint } from '../../fixtures/recorded-run.ts';

const checkpoint = recordedCheckpoint(25);
const { json, tensors } = writeCheckpoint(checkpoint);
const read = (text: string, bytes: Uint8Array<ArrayBuffer> | null = tensors) =>
  readCheckpoint(text, async () => bytes);

test('what is written comes back, also before the first validation and with rsLoRA', async () => {
  expect(await read(json)).toEqual(checkpoint);
  const scaling = { scaling: 'rslora' } as const;
  const early = {
    ...checkpoint,
    isComplete: true,
    best: null,
    adapter: { ...checkpoint.adapter, ...scaling },
    gradientMean: { ...checkpoint.gradientMean, ...scaling },
    squareMean: { ...checkpoint.squareMean, ...scaling },
  };
  const files = writeCheckpoint(early);
  expect(await read(files.json, files.tensors)).toEqual(early);
});

test('the matrices are asked for by the step', async () => {
  const asked: number[] = [];
  await readCheckpoint(json, async (step) => {
    asked.push(step);
    return tensors;
  });
  expect(asked).toEqual([25]);
});

test.each([
  ['no JSON', 'half a f', tensors, /damaged: expected JSON, got 8 characters/],
  ['another version', json.replace('"version": 1', '"version": 2'), tensors, /at "version"/],
  ['a step that is none', json.replace('"step": 25', '"step": -1'), tensors, /at "step"/],
  ['no matrices', json, null, /its matrices of step 25 are not there/],
  ['matrices cut off', json, tensors.slice(0, -4), /expected a safetensors file/],
  [
    'matrices of another kind',
    json,
    writeCheckpoint({ ...checkpoint, best: null }).tensors,
    /damaged: it has no best/,
  ],
])('%s: refused, with the reason', async (_, text, bytes, message) => {
  await expect(read(text, bytes)).rejects.toThrow(message);
});

test('any damage is refused or harmless: never another error', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(json.length + tensors.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (at, flip) => {
        const bytes = tensors.slice();
        let text = json;
        if (at < json.length)
          text = `${json.slice(0, at)}${String.fromCharCode(json.charCodeAt(at) ^ flip)}${json.slice(at + 1)}`;
        else bytes[at - json.length]! ^= flip;
        try {
          await read(text, bytes);
        } catch (error) {
          if (!(error instanceof CheckpointError || error instanceof SafetensorsError)) throw error;
        }
      },
    ),
    { numRuns: fuzzRuns },
  );
});
