/** Whether a GPU allows an experiment on a base model, and what is said if it does not. */
import { expect, test } from 'vitest';
import { hubModels, sparkleTiny, sparkleTinyShape } from '../../../models/registry.ts';
import { defaultConfig, ExperimentConfig } from '../../../src/experiment/config.ts';
import { misfitOf, needsOf } from '../../../src/experiment/model-fit.ts';

const [small, large] = hubModels.map(({ shape }) => shape) as [
  typeof sparkleTinyShape,
  typeof sparkleTinyShape,
];
const { withF16 } = hubModels[0]!.dtypes;
const gpu = (megabytes: number) => ({ maxBufferBytes: megabytes * 1e6, hasF16: true });

test('a GPU of today holds the whole family with the default settings', () => {
  for (const { shape, dtypes } of hubModels)
    expect(misfitOf(shape, dtypes.withF16, defaultConfig, gpu(2147))).toBeNull();
  expect(misfitOf(sparkleTinyShape, sparkleTiny.dtype, defaultConfig, gpu(134))).toBeNull();
});

test('where the LM head alone is too large, models that fit are named', () => {
  // In 4 bits it fits.
  expect(misfitOf(large, withF16, defaultConfig, gpu(134))).toBeNull();
  const floats = { ...withF16, decoder_model_merged: 'fp32' } as const;
  expect(misfitOf(large, floats, defaultConfig, gpu(134))).toBe(
    'To train on it, a batch of 8 needs 190 MB in one buffer, and this GPU allows 134 MB. With these settings sparkle-tiny, SmolVLM-256M-Instruct or SmolVLM2-256M-Video-Instruct would fit.',
  );
});

test('where the logits of a batch are too large, a batch that fits is named', () => {
  const config = ExperimentConfig.parse({ training: { batchSize: 16 }, questionsPerImage: 12 });
  const said = misfitOf(small, withF16, config, gpu(134));
  expect(said).toMatch(/a batch of 16 needs \d+ MB in one buffer, and this GPU allows 134 MB/);
  const fitting = Number(/A batch of (\d+) would fit/.exec(said!)![1]);
  const withBatch = (batchSize: number) =>
    misfitOf(small, withF16, { ...config, training: { ...config.training, batchSize } }, gpu(134));
  expect(withBatch(fitting)).toBeNull();
  expect(withBatch(fitting + 1)).not.toBeNull();
});

test('more rank, batch, validation and questions need more memory to train, and the same to answer', () => {
  const base = needsOf(small, withF16, defaultConfig, 'gpu');
  for (const change of [
    { lora: { rank: 32 } },
    { training: { batchSize: 16 } },
    { training: { validationItems: 8 } },
    { questionsPerImage: 24 },
  ]) {
    const more = needsOf(small, withF16, ExperimentConfig.parse(change), 'gpu');
    expect(more.trainingBytes).toBeGreaterThan(base.trainingBytes);
    expect(more.answeringBytes).toBe(base.answeringBytes);
  }
});

test('on the processor each worker holds the decoder and a pass; a batch makes no difference', () => {
  const onCores = (cores: number, change: object = {}) =>
    needsOf(sparkleTinyShape, sparkleTiny.dtype, ExperimentConfig.parse(change), { cores }).trainingBytes;
  expect(onCores(2)).toBeGreaterThan(1.9 * onCores(1));
  expect(onCores(3)).toBe(onCores(2));
  expect(onCores(64)).toBe(onCores(5));
  expect(onCores(2, { questionsPerImage: 24 })).toBeGreaterThan(onCores(2));
  expect(onCores(2, { training: { batchSize: 16 } })).toBe(onCores(2));
});
