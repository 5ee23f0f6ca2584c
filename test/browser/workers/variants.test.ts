/**
 * Every form of export in the inference worker: loaded from files and asked, with adapters and without. SwiftShader has no
 * 16-bit floats: forms with such floats run on WebGPU where there are some, as in `npm run test:webgpu2`. Not here: the
 * exact numbers (surgery-variants.test.ts).
 */
import { proxy, type Remote } from 'comlink';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { targetModules } from '../../../models/config.ts';
import { decoderShapeOf, moduleShape } from '../../../models/decoder-shape.ts';
import type { ExportVariant } from '../../../models/onnx/write/export-variant.ts';
import type { ModelSource } from '../../../models/source.ts';
import type { TokenizedConversation } from '../../../workers/messages.ts';
import { modelAtHand } from '../../fixtures/model-source.ts';
import { wrapObserved } from '../../fixtures/observed-worker.ts';
import { smolVlmTemplate } from '../../fixtures/smolvlm-files.ts';
import { noiseAdapter } from '../../fixtures/variant-decoder.ts';
import { variantConfig, variantDtype, variantFiles, variants } from '../../fixtures/variants.ts';
import type { ObservedInference } from './inference-observed.worker.ts';

const { text_config: text, vision_config: vision } = variantConfig;
const targets = Array.from({ length: text.num_hidden_layers }, (_, layer) =>
  targetModules.map((module) => {
    const [outFeatures, inFeatures] = moduleShape(module, decoderShapeOf(text));
    const parent = /^[qkvo]_/.test(module) ? 'self_attn' : 'mlp';
    return { name: `layers.${layer}.${parent}.${module}`, inFeatures, outFeatures };
  }),
).flat();

const ignore = proxy(() => {});
const image = {
  id: 'noise',
  sizePx: vision.image_size,
  pixels: Uint8ClampedArray.from({ length: 4 * vision.image_size ** 2 }, (_, i) => (i * 7919) % 256),
};
const question = 'Where is red?';

const running: Worker[] = [];
function start(): Remote<ObservedInference> {
  const worker = new Worker(new URL('./inference-observed.worker.ts', import.meta.url), { type: 'module' });
  running.push(worker);
  return wrapObserved<ObservedInference>(worker);
}
afterAll(() => {
  for (const worker of running) worker.terminate();
});

const forms = Object.entries(variants).map(
  ([name, form], i) =>
    [name, form, modelAtHand(`variant-${i}`, variantConfig, variantDtype(form), variantFiles(form))] as const,
);

/** No adapter, one of all modules, and one of some modules. */
const adapters = [
  null,
  noiseAdapter(targets, { rank: 4, alpha: 8 }, 0.02),
  noiseAdapter(targets, { rank: 2, alpha: 8, scaling: 'rslora' }, 0.02, ['v_proj', 'up_proj']),
] as const;

/** Losses on the processor with each adapter, by the form's name. */
const losses = new Map<string, number[]>();

describe('on wasm', () => {
  let inference: Remote<ObservedInference>;
  let conversation: TokenizedConversation;
  beforeAll(() => {
    inference = start();
  });

  const lossWith = async (adapter: Adapter | null): Promise<number> => {
    await inference.useAdapter(adapter);
    return (await inference.loss([conversation]))[0]!;
  };

  test.each(forms)('%s', async (name, form, { model, source }) => {
    if (form.embedding === 'q4') {
      await expect(inference.load(model, source, 'wasm', ignore)).rejects.toMatchObject({
        name: 'UnsupportedModelError',
        message: expect.stringContaining('(embed_tokens_q4.onnx) on a GPU only. Choose fp32 or fp16'),
      });
      return;
    }
    const loaded = await inference.load(model, source, 'wasm', ignore);
    expect(loaded).toMatchObject({ device: 'wasm', imageTokens: 4, hiddenSize: 128 });
    expect(loaded.sizeBytes).toBe(model.sizeBytes);
    await inference.encode([image], true);
    [conversation] = (await inference.tokenize([
      { id: 'c', imageId: image.id, turns: [{ question, answer: 'red (1,2)' }] },
    ])) as [TokenizedConversation];
    // <|im_start|>User:<fake_token_around_image><global-img><image>: the end of a turn is trained.
    expect([...conversation.inputIds.slice(0, 1), ...conversation.inputIds.slice(-1)]).toEqual([1, 2]);

    const computed: number[] = [];
    for (const adapter of adapters) computed.push(await lossWith(adapter));
    expect(new Set(computed).size).toBe(3);
    expect(await lossWith(noiseAdapter(targets, { rank: 4, alpha: 8 }, 0))).toBe(computed[0]);
    losses.set(name, computed);

    await inference.useAdapter(adapters[1]);
    const prompts = [1, 2].map((i) => ({ id: `${i}`, imageId: image.id, question }));
    const answers = await inference.answer(prompts, 6, ignore);
    expect(answers.map(({ id }) => id)).toEqual(['1', '2']);
    expect(answers[1]!.text).toBe(answers[0]!.text);
    const asked = await inference.ask({ id: '1', imageId: image.id, question }, 6, ignore);
    expect(asked).toEqual(answers[0]);
  });

  test('a chat template may stand in a file of its own; a model without one is refused plainly', async () => {
    const [, , { model, source }] = forms[0]!;
    const { files } = source as Extract<ModelSource, { kind: 'files' }>;
    const tokenize = async (more: Readonly<Record<string, Blob>>) => {
      const { chat_template: _, ...settings } = JSON.parse(await files['tokenizer_config.json']!.text());
      const changed = { ...files, 'tokenizer_config.json': new Blob([JSON.stringify(settings)]), ...more };
      await inference.load(model, { kind: 'files', files: changed }, 'wasm', ignore);
      return inference.tokenize([{ id: 'c', imageId: 'i', turns: [{ question, answer: 'red (1,2)' }] }]);
    };
    expect(await tokenize({ 'chat_template.jinja': new Blob([smolVlmTemplate]) })).toEqual([
      { ...conversation, imageId: 'i' },
    ]);
    const json = new Blob([JSON.stringify({ chat_template: smolVlmTemplate })]);
    expect(await tokenize({ 'chat_template.json': json })).toEqual([{ ...conversation, imageId: 'i' }]);
    await expect(tokenize({})).rejects.toMatchObject({
      name: 'ModelFileError',
      message: expect.stringContaining('expected a chat_template'),
    });
  });

  /** Loads the first form with changed files, and gives what load() and a conversation gave. */
  const loadWith = async (
    change: (small: Record<string, object>) => Record<string, object | string | null>,
  ) => {
    const [, , { model, source }] = forms[0]!;
    const files = { ...(source as Extract<ModelSource, { kind: 'files' }>).files };
    const small: Record<string, object> = {};
    for (const path of Object.keys(files).filter((path) => path.endsWith('.json')))
      small[path] = JSON.parse(await files[path]!.text());
    for (const [path, content] of Object.entries(change(small))) {
      if (content === null) delete files[path];
      else files[path] = new Blob([typeof content === 'string' ? content : JSON.stringify(content)]);
    }
    const loaded = await inference.load(model, { kind: 'files', files }, 'wasm', ignore);
    const [tokenized] = await inference.tokenize([
      { id: 'c', imageId: image.id, turns: [{ question, answer: 'red (1,2)' }] },
    ]);
    const [encoded] = await inference.encode([image], false);
    return { loaded, tokenized, features: encoded!.features };
  };
  const textOnly = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}";

  test('of several chat templates the one is used that transformers uses, and it is said', async () => {
    const plain = await loadWith(() => ({}));
    expect(plain.loaded.notice).toBeNull();
    const two = await loadWith(({ 'tokenizer_config.json': settings }) => ({
      'tokenizer_config.json': { ...settings, chat_template: textOnly },
      'chat_template.json': { chat_template: smolVlmTemplate },
    }));
    expect(two.tokenized).toEqual(plain.tokenized);
    expect(two.loaded.notice).toBe(
      'The chat template is that of chat_template.json, where transformers looks first. tokenizer_config.json has another, which is not used.',
    );
    // A file ends with a newline, which Jinja drops.
    const same = await loadWith(() => ({ 'chat_template.jinja': `${smolVlmTemplate}\n` }));
    expect(same.tokenized).toEqual(plain.tokenized);
    expect(same.loaded.notice).toBeNull();
  });

  test('a chat template without the image is refused at load, and the one that would do is named', async () => {
    await expect(loadWith(() => ({ 'chat_template.jinja': textOnly }))).rejects.toMatchObject({
      name: 'ModelFileError',
      message: expect.stringMatching(
        /chat_template\.jinja: expected a chat template in which one image gives one image slot, got one in which it gives none \(<image>\)\. The template in tokenizer_config\.json would do/,
      ),
    });
  });

  test("the image processor's settings may leave out defaults, or stand where transformers 5 writes them", async () => {
    const { features } = await loadWith(() => ({}));
    const nested = await loadWith(({ 'preprocessor_config.json': settings }) => ({
      'preprocessor_config.json': null,
      'processor_config.json': { image_processor: settings!, processor_class: 'SmolVLMProcessor' },
    }));
    expect(nested.features).toEqual(features);
    const left = await loadWith(() => ({
      'preprocessor_config.json': { image_processor_type: 'SmolVLMImageProcessorFast' },
      'processor_config.json': null,
    }));
    expect(left.features).toEqual(features);
  });

  test('a config.json that leaves out keys, with defaults that are wrong of the weights, is refused by the key', async () => {
    const without = (key: string) =>
      loadWith(({ 'config.json': config }) => {
        const { [key]: _, ...text } = (config as { text_config: Record<string, unknown> }).text_config;
        const { head_dim: __, ...rest } = text;
        return { 'config.json': { ...config, text_config: rest } };
      });
    await expect(without('num_attention_heads')).rejects.toMatchObject({
      name: 'ModelFileError',
      message: expect.stringMatching(
        /config\.json: expected text_config\.num_attention_heads 4, as the weights in .*decoder_model_merged_q4\.onnx have, got 32, which is transformers' default/,
      ),
    });
    // A default that is right of the weights: nothing is said.
    expect((await without('model_type')).loaded.notice).toBeNull();
  });

  test('a tokenizer of an unknown kind is refused as a file, and the worker goes on', async () => {
    await expect(
      loadWith(({ 'tokenizer.json': tokenizer }) => ({
        'tokenizer.json': { ...tokenizer, pre_tokenizer: { type: 'Quantum' } },
      })),
    ).rejects.toMatchObject({
      name: 'ModelFileError',
      message: expect.stringContaining(
        'tokenizer.json: expected a tokenizer of a kind that transformers.js knows',
      ),
    });
    expect((await loadWith(() => ({}))).loaded.device).toBe('wasm');
  });

  test('the same weights in another form give the same losses', () => {
    const plain = losses.get('q4 in blocks of 32, as the embedded model')!;
    const others = [
      'q, k and v packed',
      'rotary inside',
      'plain attention and norms',
      'q, k and v packed, names scrambled, plain norms',
    ];
    for (const other of others) {
      losses.get(other)!.forEach((loss, i) => {
        expect(loss / plain[i]!).toBeCloseTo(1, 5);
      });
    }
    // 16-bit floats differ by rounding.
    for (const other of ['q4f16', 'q4f16, plain attention and norms, names scrambled']) {
      losses.get(other)!.forEach((loss, i) => {
        expect(loss / plain[i]!).toBeCloseTo(1, 2);
      });
    }
    losses.get('fp16')!.forEach((loss, i) => {
      expect(loss / losses.get('fp32')![i]!).toBeCloseTo(1, 2);
    });
  });
});

const hasHalves = ({ decoder, embedding, vision }: ExportVariant): boolean =>
  [decoder, embedding, vision].some((dtype) => dtype.endsWith('f16') || dtype === 'fp16');

describe('on webgpu', () => {
  test('halves are refused plainly where the GPU has none, and the worker goes on', async (context) => {
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    context.skip(adapter!.features.has('shader-f16'), 'this GPU has 16-bit floats');
    const inference = start();
    for (const [, form, { model, source }] of forms) {
      if (!hasHalves(form)) continue;
      await expect(inference.load(model, source, 'webgpu', ignore)).rejects.toMatchObject({
        name: 'UnsupportedModelError',
        message: expect.stringMatching(
          /does not compute with 16-bit floats, which .+\.onnx asks for\. Choose/,
        ),
      });
    }
    const [, , { model, source }] = forms[0]!;
    expect(await inference.load(model, source, 'wasm', ignore)).toMatchObject({ device: 'wasm' });
  });

  const some = [
    'plain attention and norms',
    'q, k and v packed, rotary inside, names scrambled',
    'q8 in blocks of 128 with zero points, head in blocks',
    'fp32, names scrambled, plain norms, head as Gemm, data in two files',
    'q4f16',
    'q4f16 with float zero points, q, k and v packed, rotary inside, data in two files',
    'fp16, plain norms, head tied, data beside',
  ];
  test.for(forms.filter(([name]) => some.includes(name)))('%s', async ([name, form, at], context) => {
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    const lacksHalves = hasHalves(form) && !adapter!.features.has('shader-f16');
    context.skip(lacksHalves, 'this GPU has no 16-bit floats');
    const { model, source } = at;
    const inference = start();
    await inference.load(model, source, 'webgpu', ignore);
    await inference.encode([image], true);
    const conversations = await inference.tokenize([
      { id: 'c', imageId: image.id, turns: [{ question, answer: 'red (1,2)' }] },
    ]);
    const computed: number[] = [];
    for (const adapter of adapters) {
      await inference.useAdapter(adapter);
      computed.push(...(await inference.loss(conversations)));
    }
    await inference.useAdapter(noiseAdapter(targets, { rank: 4, alpha: 8 }, 0));
    expect(await inference.loss(conversations)).toEqual(computed.slice(0, 1));
    expect(computed.every(Number.isFinite)).toBe(true);
    // The processor cannot look up an embedding in blocks. 16-bit floats differ by rounding.
    losses.get(name)?.forEach((loss, i) => {
      expect(computed[i]! / loss).toBeCloseTo(1, hasHalves(form) ? 2 : 4);
    });
  });
});
