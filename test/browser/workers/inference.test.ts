/** The inference worker in a real worker, on the processor and on WebGPU: parity, adapters, batches, stop, bad input. */
import { proxy, type Remote } from 'comlink';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { isSoftwareAdapter } from '../../../models/gpu/adapter.ts';
import { type BaseModel, sparkleTiny } from '../../../models/registry.ts';
import { ownOrigin } from '../../../models/source.ts';
import reference from '../../../models/sparkle-tiny/reference.json';
import type { Answer, LoadedModel, TokenizedConversation } from '../../../workers/messages.ts';
import { filledAdapter } from '../../fixtures/loud-adapter.ts';
import { wrapObserved } from '../../fixtures/observed-worker.ts';
import type { ObservedInference } from './inference-observed.worker.ts';

const pictures = import.meta.glob<string>('../../../models/sparkle-tiny/reference/*.png', {
  query: '?url',
  import: 'default',
  eager: true,
});
const { items } = reference;
const ignore = proxy(() => {});

async function readPicture(image: string) {
  const blob = await (await fetch(pictures[`../../../models/sparkle-tiny/${image}`]!)).blob();
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none' });
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  return { id: image, sizePx: bitmap.width, pixels: new Uint8ClampedArray(data) };
}

const running: Worker[] = [];
function start(name = ''): Remote<ObservedInference> {
  const worker = new Worker(new URL('./inference-observed.worker.ts', import.meta.url), {
    type: 'module',
    name,
  });
  running.push(worker);
  return wrapObserved<ObservedInference>(worker);
}
afterAll(() => {
  for (const worker of running) worker.terminate();
});

/** An adapter of seeded noise; with `zeroB` it changes nothing. */
function noiseAdapter(rank: number, zeroB: boolean): Adapter {
  let state = 12345;
  const noise = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
  return filledAdapter(rank, 2 * rank, noise, () => (zeroB ? 0 : 0.05 * noise()));
}

/** Base and adapted loss on each device. */
const losses: [number, number][] = [];

describe.each(['wasm', 'webgpu'] as const)('on %s', (device) => {
  let inference: Remote<ObservedInference>;
  let loaded: LoadedModel;
  let conversation: TokenizedConversation;
  const question = items[0]!.question;
  const pair = [items[0]!, items[2]!].map(({ image }) => ({ id: image, imageId: image, question }));

  beforeAll(async () => {
    inference = start();
    const progress: { file: string; loadedBytes: number }[] = [];
    loaded = await inference.load(
      sparkleTiny,
      ownOrigin,
      device,
      proxy((each) => void progress.push(each)),
    );
    expect(new Set(progress.map(({ file }) => file))).toContain(
      `${sparkleTiny.path}/onnx/decoder_model_merged_q4.onnx`,
    );
    const images = await Promise.all(items.slice(0, 3).map(({ image }) => readPicture(image)));
    await inference.encode(images, true);
    [conversation] = (await inference.tokenize([
      {
        id: 'c',
        imageId: items[0]!.image,
        turns: [
          { question, answer: 'black (6,3)' },
          { question: 'Where is red?', answer: 'red (1,2)' },
        ],
      },
    ])) as [TokenizedConversation];
  });

  test('says what it loaded, and when WebGPU is only software', async () => {
    expect(loaded).toMatchObject({ device, imageTokens: 36, hiddenSize: 192 });
    expect(loaded.sizeBytes).toBeGreaterThan(6e6);
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (device === 'webgpu' && isSoftwareAdapter(adapter!.info)) expect(loaded.notice).toMatch(/software/);
    else expect(loaded.notice).toBeNull();
  });

  test('features are those of the reference', async () => {
    const [encoded] = await inference.encode([await readPicture(items[4]!.image)], false);
    const { image_features_head: head, image_features_norm: norm } = items[4]!;
    expect(encoded!.features.length).toBe(36 * 192);
    expect(Math.hypot(...encoded!.features) / norm).toBeCloseTo(1, 4);
    head.forEach((value, i) => {
      expect(encoded!.features[i]).toBeCloseTo(value, 3);
    });
  });

  test('answers are those of the reference, alone and streamed', async () => {
    const pieces: string[] = [];
    const answer = await inference.ask(
      { id: 'a', imageId: items[0]!.image, question },
      16,
      proxy((piece) => void pieces.push(piece)),
    );
    expect(answer.text).toBe(items[0]!.q4.answer);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('').trim()).toBe(answer.text);
    const [region] = await inference.answer(
      [{ id: 'r', imageId: items[2]!.image, question: items[2]!.question }],
      16,
      ignore,
    );
    expect(region!.text).toBe(items[2]!.q4.answer);
  });

  test('a batch answers as each prompt alone', async () => {
    // Discs and a lattice: this model tells them apart, while it sees only faintly where something is.
    const crowd = device === 'wasm' ? items : [items[0]!, items[4]!];
    await inference.encode(await Promise.all(crowd.map(({ image }) => readPicture(image))), true);
    const prompts = crowd.map(({ image }) => ({
      id: image,
      imageId: image,
      question: 'What does the image show?',
    }));
    const together = await inference.answer(prompts, 8, ignore);
    expect(together.map(({ id }) => id)).toEqual(prompts.map(({ id }) => id));
    const alone: Answer[] = [];
    for (const prompt of prompts) alone.push(...(await inference.answer([prompt], 8, ignore)));
    expect(together).toEqual(alone);
    expect(new Set(together.map(({ text }) => text)).size).toBeGreaterThan(1);
  });

  test('long answers in blocks of tokens are those of one token a call, with an adapter and without', async () => {
    const few = device === 'wasm' ? items : items.slice(2, 3);
    await inference.encode(await Promise.all(few.map(({ image }) => readPicture(image))), true);
    const prompts = few.map((item) => ({ id: item.image, imageId: item.image, question: item.question }));
    for (const adapter of [noiseAdapter(8, false), null]) {
      await inference.useAdapter(adapter);
      const blocks = await inference.answer(prompts, device === 'wasm' ? 40 : 10, ignore);
      const streamed: Answer[] = [];
      for (const prompt of prompts)
        streamed.push(await inference.ask(prompt, device === 'wasm' ? 40 : 10, ignore));
      expect(blocks).toEqual(streamed);
    }
    expect(Math.max(...few.map(({ q4 }) => q4.answer.length))).toBeGreaterThan(8);
  });

  test('an adapter of zeros changes no bit, a random one does, and the base comes back', async () => {
    const [base] = await inference.loss([conversation]);
    const answers = await inference.answer(pair, 4, ignore);
    expect(base).toBeGreaterThan(0);
    await inference.useAdapter(noiseAdapter(4, true));
    expect(await inference.loss([conversation])).toEqual([base]);
    await inference.useAdapter(noiseAdapter(8, false));
    const [changed] = await inference.loss([conversation]);
    expect(Math.abs(changed! - base!)).toBeGreaterThan(0.1);
    expect(await inference.answer(pair, 4, ignore)).not.toEqual(answers);
    await inference.useAdapter(null);
    expect(await inference.loss([conversation])).toEqual([base]);
    expect(await inference.answer(pair, 4, ignore)).toEqual(answers);
    losses.push([base!, changed!]);
  });

  test('bad input is refused plainly and the worker goes on', async () => {
    const good = noiseAdapter(2, false);
    const foreign = { ...good.modules[0]!, name: 'layers.9.self_attn.q_proj' };
    await expect(inference.useAdapter({ ...good, modules: [foreign] })).rejects.toMatchObject({
      name: 'AdapterError',
      message: expect.stringContaining('each once, got layers.9.self_attn.q_proj'),
    });
    await expect(inference.useAdapter({ ...good, rank: 3 })).rejects.toThrow(
      'Expected layers.0.self_attn.q_proj to map 192 to 192',
    );
    await expect(inference.answer([{ id: 'x', imageId: 'nowhere', question }], 8, ignore)).rejects.toThrow(
      'Expected image nowhere',
    );
    await expect(
      inference.ask({ id: 'x', imageId: null, question: 'red '.repeat(600) }, 8, ignore),
    ).rejects.toThrow('at most 512 tokens');
    await expect(
      inference.encode([{ id: 's', sizePx: 8, pixels: new Uint8ClampedArray(256) }], true),
    ).rejects.toThrow('192 x 192');
    const { tokens } = await inference.ask(
      { id: 'x', imageId: null, question: 'How many objects are there?' },
      2,
      ignore,
    );
    expect(tokens).toBeGreaterThan(0);
  });

  test('stop ends between tokens', async () => {
    // A route: an answer of many blocks of tokens.
    const { image, question: long, q4 } = items.find(({ question: asked }) => asked.startsWith('Starting'))!;
    await inference.encode([await readPicture(image)], true);
    const answer = await inference.ask(
      { id: 's', imageId: image, question: long },
      200,
      proxy(() => inference.stop()),
    );
    expect(answer.text.length).toBeLessThan(q4.answer.length);
    expect(q4.answer.startsWith(answer.text)).toBe(true);
  });

  test('loaded again, it is kept: no file, no adapter, its images, the same answers', async () => {
    const prompt = pair[0]!;
    await inference.useAdapter(null);
    await inference.encode([await readPicture(items[0]!.image)], true);
    const before = await inference.answer([prompt], 8, ignore);
    await inference.useAdapter(noiseAdapter(8, false));
    const fetched: string[] = [];
    const again = await inference.load(
      sparkleTiny,
      ownOrigin,
      device,
      proxy(({ file }) => void fetched.push(file)),
    );
    expect(again).toEqual(loaded);
    expect(fetched).toEqual([]);
    expect(await inference.answer([prompt], 8, ignore)).toEqual(before);
  });

  test('images are kept by the set: those of another have no part in it', async () => {
    const [first, second] = [items[0]!.image, items[1]!.image];
    await inference.encode([await readPicture(first)], true, 'seed 1');
    expect(await inference.keptImages('seed 1')).toEqual([first]);
    expect(await inference.keptImages('seed 2')).toEqual([]);
    await inference.encode([await readPicture(second)], true, 'seed 2');
    expect(await inference.keptImages('seed 1')).toEqual([]);
    expect(await inference.keptImages('seed 2')).toEqual([second]);
  });

  test('fetches nothing from elsewhere', async () => {
    const channel = new BroadcastChannel('inference-requests');
    const heard = new Promise<string[]>((resolve) => {
      channel.onmessage = ({ data }) => resolve(data);
    });
    channel.postMessage('which?');
    const addresses = await heard;
    channel.close();
    expect(addresses.some((address) => address.endsWith('.wasm'))).toBe(true);
    expect(addresses.filter((address) => new URL(address).origin !== location.origin)).toEqual([]);
  });
});

test('both devices compute the same losses', () => {
  const [processor, gpu] = losses;
  expect(gpu![0]).toBeCloseTo(processor![0], 4);
  expect(gpu![1]).toBeCloseTo(processor![1], 4);
});

test('a model for another device takes the place of the one before, and back again', async () => {
  const inference = start();
  const answers: Answer[][] = [];
  for (const device of ['webgpu', 'wasm', 'webgpu'] as const) {
    const fetched: string[] = [];
    const { device: got } = await inference.load(
      sparkleTiny,
      ownOrigin,
      device,
      proxy(({ file }) => void fetched.push(file)),
    );
    expect(got).toBe(device);
    expect(fetched).toContain(`${sparkleTiny.path}/onnx/vision_encoder.onnx`);
    await inference.useAdapter(noiseAdapter(4, true));
    const { image, question } = items[0]!;
    await inference.encode([await readPicture(image)], true);
    answers.push(await inference.answer([{ id: 'a', imageId: image, question }], 8, ignore));
  }
  expect(answers[0]![0]!.text).toBe(items[0]!.q4.answer);
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
});

test('stop keeps the batches that are finished', async () => {
  const inference = start();
  await inference.load(sparkleTiny, ownOrigin, 'wasm', ignore);
  await inference.encode([await readPicture(items[0]!.image)], true);
  const prompts = Array.from({ length: 70 }, (_, i) => ({
    id: `${i}`,
    imageId: items[0]!.image,
    question: items[0]!.question,
  }));
  const heard: Answer[] = [];
  const answers = await inference.answer(
    prompts,
    12,
    proxy((batch) => {
      heard.push(...batch);
      return inference.stop();
    }),
  );
  expect(answers.length).toBeGreaterThan(0);
  expect(answers.length).toBeLessThan(70);
  expect(answers).toEqual(heard);
});

test('a failed pass is named, and so is every call after it', async () => {
  const inference = start();
  await inference.load(sparkleTiny, ownOrigin, 'wasm', ignore);
  await inference.encode([await readPicture(items[0]!.image)], true);
  const [conversation] = await inference.tokenize([
    { id: 'c', imageId: items[0]!.image, turns: [{ question: 'Where?', answer: 'red' }] },
  ]);
  const inputIds = conversation!.inputIds.with(-1, 99999);
  const broken = { name: 'EngineBroken', message: expect.stringContaining('must be started again') };
  await expect(inference.loss([{ ...conversation!, inputIds }])).rejects.toMatchObject(broken);
  await expect(
    inference.ask({ id: 'x', imageId: null, question: 'Where?' }, 2, ignore),
  ).rejects.toMatchObject(broken);
});

describe('model files that are missing or damaged', () => {
  const load = (name: string, model: BaseModel = sparkleTiny) =>
    start(name).load(model, ownOrigin, 'wasm', ignore);

  test('a missing folder and a missing file are named', async () => {
    await expect(load('', { ...sparkleTiny, path: 'models/nowhere' })).rejects.toThrow(
      'models/nowhere/config.json: expected a file of the model sparkle-tiny, got HTTP 404',
    );
    const dtype = { ...sparkleTiny.dtype, vision_encoder: 'q4' as const };
    await expect(load('', { ...sparkleTiny, dtype })).rejects.toThrow(
      'models/sparkle-tiny/onnx/vision_encoder_q4.onnx: expected a file',
    );
  });

  test.each([
    ['decoder_model_merged_q4.onnx', 'cut', 'expected an ONNX model'],
    ['vision_encoder.onnx', 'page', 'beginning with "<!doctype html>'],
    ['tokenizer.json', 'cut', 'expected JSON'],
    ['config.json', 'page', 'expected JSON'],
  ])('%s, %s', async (file, damage, message) => {
    await expect(load(JSON.stringify({ file: `/${file}`, damage }))).rejects.toThrow(message);
  });
});
