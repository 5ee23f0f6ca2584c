/**
 * The exported model, run by transformers.js, against an independent forward pass in PyTorch, whose numbers are in
 * models/sparkle-tiny/reference.json. Expected answers are only in that file.
 */
import { readFileSync } from 'node:fs';
import { AutoModelForImageTextToText, type Processor, RawImage, Tensor } from '@huggingface/transformers';
import { beforeAll, expect, test } from 'vitest';
import { ModelConfig } from '../../../models/config.ts';
import { sparkleTiny } from '../../../models/registry.ts';
import { embeddedProcessor } from '../../fixtures/embedded-model.ts';

/**
 * Two float32 programs add in different orders. Measured: 1.4e-6 for logits, and 4e-6 for features, whose reference is
 * rounded to five decimals.
 */
const relativeTolerance = 2e-5;

interface Run {
  readonly answer: string;
  readonly first_logits_head: number[];
  readonly first_logits_argmax: number;
  readonly first_logits_norm: number;
}
interface ReferenceItem {
  readonly image: string;
  readonly question: string;
  readonly input_ids: number[];
  readonly image_features_norm: number;
  readonly image_features_head: number[];
  readonly q4: Run;
}
const master = new URL('../../../models/sparkle-tiny/', import.meta.url).pathname;
const { items } = JSON.parse(readFileSync(`${master}reference.json`, 'utf8')) as { items: ReferenceItem[] };

const {
  text_config: { vocab_size: vocabulary },
} = ModelConfig.parse(JSON.parse(readFileSync(`${master}config.json`, 'utf8')));

type Model = Awaited<ReturnType<typeof AutoModelForImageTextToText.from_pretrained>>;
let processor: Processor;
let model: Model;

beforeAll(async () => {
  ({ processor } = await embeddedProcessor());
  model = await AutoModelForImageTextToText.from_pretrained(sparkleTiny.id, {
    dtype: sparkleTiny.dtype,
    device: 'auto',
  });
});

const norm = (values: ArrayLike<number>): number =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));

/** The largest difference, relative to the root mean square of the whole vector that `expected` begins. */
function headError(
  came: ArrayLike<number>,
  head: readonly number[],
  vectorNorm: number,
  vectorLength: number,
): number {
  const scale = vectorNorm / Math.sqrt(vectorLength);
  return Math.max(...head.map((expected, i) => Math.abs(came[i]! - expected))) / scale;
}

async function prepare(item: ReferenceItem) {
  const image = await RawImage.read(`${master}${item.image}`);
  const prompt = processor.apply_chat_template(
    [{ role: 'user', content: [{ type: 'image' }, { type: 'text', text: item.question }] }],
    { add_generation_prompt: true, tokenize: false },
  ) as string;
  return { image, inputs: await processor(prompt, [image], { do_image_splitting: false }) };
}

test.each(items.map((item) => [item.image, item] as const))(
  '%s: prompt, features, logits and answer',
  async (_name, item) => {
    const { image, inputs } = await prepare(item);
    expect(inputs.input_ids.tolist()[0].map(Number)).toEqual(item.input_ids);
    // No resize: the encoder gets the pixels themselves, scaled to [-1, 1].
    const pixels = inputs.pixel_values.data as Float32Array;
    const plane = image.width * image.height;
    expect(pixels.length).toBe(3 * plane);
    for (const at of [0, 1234, plane - 1]) {
      for (let channel = 0; channel < 3; channel++) {
        const level = image.data[at * image.channels + channel]!;
        expect(pixels[channel * plane + at]).toBeCloseTo((level / 255) * 2 - 1, 6);
      }
    }

    const features = (
      await model.sessions.vision_encoder.run({ pixel_values: inputs.pixel_values.ort_tensor })
    ).image_features.data as Float32Array;
    const featureError = headError(
      features,
      item.image_features_head,
      item.image_features_norm,
      features.length,
    );
    expect(featureError).toBeLessThan(relativeTolerance);
    expect(norm(features) / item.image_features_norm).toBeCloseTo(1, 5);

    const { logits } = await model({ ...inputs, num_logits_to_keep: new Tensor('int64', [1n], []) });
    const last = logits.data as Float32Array;
    expect(logits.dims).toEqual([1, 1, vocabulary]);
    const logitError = headError(last, item.q4.first_logits_head, item.q4.first_logits_norm, last.length);
    expect(logitError).toBeLessThan(relativeTolerance);
    expect(norm(last) / item.q4.first_logits_norm).toBeCloseTo(1, 5);
    expect(last.indexOf(Math.max(...last))).toBe(item.q4.first_logits_argmax);

    const generated = (await model.generate({ ...inputs, max_new_tokens: 128, do_sample: false })) as Tensor;
    const ids = generated.tolist()[0].slice(item.input_ids.length);
    expect(processor.tokenizer!.decode(ids, { skip_special_tokens: true }).trim()).toBe(item.q4.answer);
  },
);
