/**
 * The run where something goes wrong: whatever ends it, and whenever, the record says so and keeps what was finished.
 * The three workers are stand-ins that fail on demand; the real ones are in test/browser and test/e2e.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TrainCheckpoint } from '../../models/train-checkpoint.ts';
import { ExperimentConfig } from '../../src/experiment/config.ts';
import {
  type Phase,
  type RunEvent,
  type RunSoFar,
  runExperiment,
  type Workers,
} from '../../src/experiment/run.ts';
import { scoredItems, trainingConversation } from '../../src/sparkle/generate.ts';
import type { Scene } from '../../src/sparkle/scene.ts';
import type { ImageFile } from '../../workers/data.ts';
import type { Prompt } from '../../workers/inference.ts';
import type { TrainEvent, TrainSummary } from '../../workers/trainer.ts';
import { recordedAdapter, recordedCheckpoint } from '../fixtures/recorded-run.ts';

const config = ExperimentConfig.parse({
  training: { steps: 4, batchSize: 2 },
  evaluation: { tasks: ['direction', 'spp4'], items: 3 },
});
const silent = new AbortController().signal;

beforeAll(() => {
  vi.stubGlobal('navigator', { userAgent: 'test' });
});
afterAll(() => {
  vi.unstubAllGlobals();
});

/** What the stand-ins do other than well. */
interface Trouble {
  /** Answers are right but for these. */
  readonly answer?: (prompts: readonly Prompt[], adapter: unknown) => readonly Prompt[];
  readonly streams?: boolean;
  readonly conversations?: (start: number) => void;
  /** Throws as a worker that dies, or gives how train() ends. */
  readonly step?: (step: number) => Partial<TrainSummary> | undefined;
}

/** What the stand-in says to an imported question. */
const importedAnswer = ' A Cat. ';
const longestQuestion = 200;

/** Where the stand-in's training is after so many steps. */
const checkpointAt = (step: number, batchSize = 2): TrainCheckpoint => ({
  ...recordedCheckpoint(step),
  conversation: step * batchSize,
  isComplete: step === config.training.steps,
});

function standIns({ answer = (prompts) => prompts, streams = true, conversations, step }: Trouble = {}) {
  const answers = new Map<string, string>();
  const trainedOn: string[][] = [];
  const limits: number[] = [];
  const decoded: string[] = [];
  let adapter: unknown = null;
  let waiting = 0;
  let restarts = 0;
  const fed: number[] = [];
  let shouldStop = false;
  let arrived = () => {};
  const data = {
    evaluationItems: async ({ seed, evaluation }: ExperimentConfig) => {
      const all = evaluation.tasks.flatMap((task) => scoredItems(seed, 'evaluation', task, evaluation.items));
      for (const { id, answer } of all) answers.set(id, answer);
      return all;
    },
    blindBaselines: async ({ evaluation }: ExperimentConfig) =>
      evaluation.tasks.map((task) => ({ task, bestConstant: 0.1, random: 0.05, best: 0.1, greedy: null })),
    decode: async (files: readonly ImageFile[]) => {
      decoded.push(...files.map(({ name }) => name));
      return files.map(({ id }) => ({ id, sizePx: 1, pixels: new Uint8ClampedArray(4) }));
    },
    draw: async (scenes: readonly Scene[]) =>
      scenes.map(({ id }) => ({ id, sizePx: 1, pixels: new Uint8ClampedArray(4) })),
    trainingConversations: async ({ seed, trainOn }: ExperimentConfig, start: number, count: number) => {
      conversations?.(start);
      fed.push(start);
      return Array.from({ length: count }, (_, i) => trainingConversation(seed, trainOn, 2, start + i)!);
    },
  };
  const inference = {
    load: async () => ({ device: 'wasm', notice: null, hiddenSize: 1, imageTokens: 1, sizeBytes: 1 }),
    forgetImages: async () => {},
    encode: async (images: readonly { id: string }[]) =>
      images.map(({ id }) => ({ id, features: new Float32Array(1) })),
    measure: async (turns: readonly { question: string; answer: string }[]) =>
      turns.map(({ question, answer }) =>
        question.length > longestQuestion
          ? { problem: 'Expected a first turn of at most 512 tokens, got more.' }
          : { answerTokens: answer.length },
      ),
    tokenize: async (all: readonly { turns: readonly { question: string }[] }[]) => {
      trainedOn.push(...all.map(({ turns }) => turns.map(({ question }) => question)));
      return all;
    },
    useAdapter: async (next: unknown) => {
      adapter = next;
    },
    stop: async () => {},
    answer: async (prompts: readonly Prompt[], tokens: number, onAnswers: (answers: unknown[]) => void) => {
      limits.push(tokens);
      const given = answer(prompts, adapter).map(({ id }) => ({
        id,
        text: answers.get(id) ?? importedAnswer,
        tokens: 1,
      }));
      if (streams) onAnswers(given);
      return given;
    },
  };
  const trainer = {
    load: async () => ({ adapter: 'a GPU', isSoftware: false }),
    exportAdapter: async () => recordedAdapter,
    addConversations: async (examples: readonly object[]) => {
      waiting += examples.length;
      arrived();
    },
    stop: async () => {
      shouldStop = true;
      arrived();
    },
    train: async (
      { steps, batchSize }: ExperimentConfig['training'],
      onEvent: (event: TrainEvent) => void,
      from: TrainCheckpoint | null,
      until: number,
    ) => {
      for (let at = from?.step ?? 0; at < until && !shouldStop; at++) {
        while (waiting < batchSize && !shouldStop)
          await new Promise<void>((resolve) => {
            arrived = resolve;
          });
        if (shouldStop) break;
        const trouble = step?.(at);
        if (trouble) return trouble;
        waiting -= batchSize;
        const metrics = { gradNorm: 1, learningRate: 1, tokensPerSecond: 1, paddingShare: 0, stepMs: 1 };
        onEvent({ kind: 'step', metrics: { step: at, loss: 1 / (at + 1), ...metrics } });
        if (at % 2 === 1) onEvent({ kind: 'checkpoint', checkpoint: checkpointAt(at + 1, batchSize) });
        await new Promise((resolve) => setTimeout(resolve));
      }
      const ending = shouldStop ? 'stopped' : until < steps ? 'paused' : 'finished';
      return { ending, message: null, stepsDone: 1, adapter: recordedAdapter, isGpuLost: false };
    },
  };
  return {
    workers: {
      data: async () => data,
      inference: async () => inference,
      trainer: async () => trainer,
      restart: () => {
        restarts++;
        waiting = 0;
      },
    } as unknown as Workers,
    restarts: () => restarts,
    fed,
    adapterAtEnd: () => adapter,
    trainedOn,
    limits,
    decoded,
  };
}

test('all goes well: phases in order, every item answered twice, the trained adapter used and kept', async () => {
  const events: RunEvent[] = [];
  const { workers, adapterAtEnd } = standIns();
  const record = await runExperiment(config, workers, (event) => events.push(event), silent);
  expect(record).toMatchObject({ ending: 'finished', message: null, adapter: recordedAdapter });
  expect(events.flatMap((event) => (event.kind === 'phase' ? event.phase : []))).toEqual([
    'data',
    'baseline',
    'train',
    'evaluate',
    'result',
  ]);
  expect(adapterAtEnd()).toBe(recordedAdapter);
  expect(events.filter(({ kind }) => kind === 'checkpoint')).toHaveLength(2);
  expect(record.steps.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
  expect(record.report?.tasks.map(({ task, items, before }) => [task, items, before.correct])).toEqual([
    ['direction', 3, 3],
    ['spp4', 3, 3],
  ]);
  expect(record.report?.training).toEqual({
    steps: 4,
    lossFirst: 0.75,
    lossLast: expect.closeTo(7 / 24, 12),
    secondsPerStep: 0.001,
    validation: null,
  });
});

test('answers that come only with the whole count too, each once', async () => {
  const judged: string[] = [];
  const record = await runExperiment(
    config,
    standIns({ streams: false }).workers,
    (event) => {
      if (event.kind === 'items') judged.push(...event.items.map(({ item }) => item.id));
    },
    silent,
  );
  expect(record.ending).toBe('finished');
  expect(judged.length).toBe(12);
});

test('an answer left out fails the run instead of counting as wrong', async () => {
  const { workers } = standIns({ answer: (prompts) => prompts.slice(1) });
  const record = await runExperiment(config, workers, () => {}, silent);
  expect(record).toMatchObject({ ending: 'failed', report: null });
  expect(record.message).toMatch(/Expected 6 answers, got 4/);
});

test('training on nothing starts no trainer, and the base model answers again', async () => {
  const { workers, adapterAtEnd } = standIns();
  const withoutTrainer: Workers = {
    ...workers,
    trainer: () => Promise.reject(new Error('no WebGPU here')),
  };
  const record = await runExperiment({ ...config, trainOn: [] }, withoutTrainer, () => {}, silent);
  expect(record).toMatchObject({ ending: 'finished', adapter: null, steps: [] });
  expect(record.report?.environment).toMatchObject({ gpu: null, isSoftwareGpu: null });
  expect(adapterAtEnd()).toBeNull();
});

test('data that fail in training end it, with the reason and the adapter', async () => {
  const { workers } = standIns({
    conversations: (start) => {
      if (start >= 4) throw new Error('the canvas is gone');
    },
  });
  const record = await runExperiment(config, workers, () => {}, silent);
  expect(record).toMatchObject({ ending: 'failed', adapter: recordedAdapter });
  expect(record.message).toMatch(/its data failed: the canvas is gone/);
  expect(record.items.every(({ before }) => before !== null)).toBe(true);
});

test('a trainer that dies leaves the steps and the baseline', async () => {
  const { workers } = standIns({
    step: (step) => {
      if (step === 2) throw new Error('The trainer worker stopped working.');
    },
  });
  const record = await runExperiment(config, workers, () => {}, silent);
  expect(record).toMatchObject({ ending: 'failed', message: 'The trainer worker stopped working.' });
  expect(record.steps.length).toBe(2);
  expect(record.items.every(({ before }) => before !== null)).toBe(true);
});

test('an engine that breaks after training leaves the adapter and the baseline', async () => {
  const { workers } = standIns({
    answer: (prompts, adapter) => {
      if (adapter) throw new Error('The inference engine failed.');
      return prompts;
    },
  });
  const record = await runExperiment(config, workers, () => {}, silent);
  expect(record).toMatchObject({ ending: 'failed', adapter: recordedAdapter });
  expect(record.message).toBe('The inference engine failed.');
  expect(record.items.every(({ before, after }) => before && !after)).toBe(true);
});

test.each<[Phase, { items: boolean; adapter: boolean }]>([
  ['data', { items: false, adapter: false }],
  ['baseline', { items: false, adapter: false }],
  ['train', { items: true, adapter: false }],
  ['evaluate', { items: true, adapter: true }],
])('stopped as %s begins: stopped, with what was finished', async (phase, kept) => {
  const controller = new AbortController();
  const record = await runExperiment(
    config,
    standIns().workers,
    (event) => {
      if (event.kind === 'phase' && event.phase === phase) controller.abort();
    },
    controller.signal,
  );
  expect(record).toMatchObject({ ending: 'stopped', message: null, report: null });
  expect(record.items.some(({ before }) => before !== null)).toBe(kept.items);
  expect(record.adapter !== null).toBe(kept.adapter);
  expect(record.steps.length).toBe(phase === 'evaluate' ? 4 : 0);
});

test('stopped in the middle of training: the steps and the adapter so far', async () => {
  const controller = new AbortController();
  const record = await runExperiment(
    config,
    standIns().workers,
    (event) => {
      if (event.kind === 'step' && event.step.step === 1) controller.abort();
    },
    controller.signal,
  );
  expect(record).toMatchObject({ ending: 'stopped', adapter: recordedAdapter });
  expect(record.steps.length).toBe(2);
});

describe('a trainer that is lost on the way', () => {
  const runWith = async (trouble: Trouble) => {
    const events: RunEvent[] = [];
    const { workers, ...seen } = standIns(trouble);
    const record = await runExperiment(config, workers, (event) => events.push(event), silent);
    const notices = events.flatMap((event) => (event.kind === 'notice' ? event.message : []));
    return { record, events, notices, ...seen };
  };
  const lost = {
    ending: 'failed',
    message: 'The GPU reported an error: the device was lost.',
    stepsDone: 3,
    adapter: recordedAdapter,
    isGpuLost: true,
  } as const;

  test.each<[string, () => Partial<TrainSummary>]>([
    [
      'a worker that dies',
      () => {
        throw new Error('The trainer worker stopped working.');
      },
    ],
    ['a GPU that is lost', () => lost],
  ])('%s: a fresh one goes on from the checkpoint, and it is told', async (_, strike) => {
    let strikes = 0;
    const { record, events, notices, restarts, fed } = await runWith({
      step: (step) => (step === 3 && strikes++ === 0 ? strike() : undefined),
    });
    expect(record).toMatchObject({ ending: 'finished', message: null });
    expect(record.steps.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
    expect(restarts()).toBe(1);
    expect(events).toContainEqual({ kind: 'rewind', steps: 2 });
    expect(notices).toEqual([
      expect.stringMatching(/(stopped working|lost).* goes on by itself from step 2/),
    ]);
    // Conversation 4 is the first that step 2 needs.
    expect(fed.slice(fed.lastIndexOf(4))).toEqual([4, 6]);
  });

  test('again and again: after three times it ends, with the checkpoint kept', async () => {
    const { record, notices, restarts } = await runWith({ step: (step) => (step === 3 ? lost : undefined) });
    expect(record).toMatchObject({ ending: 'failed', message: lost.message, adapter: recordedAdapter });
    expect(record.steps.map(({ step }) => step)).toEqual([0, 1, 2]);
    expect([restarts(), notices.length]).toEqual([3, 3]);
  });

  test("a failure that is not the GPU's comes to an end at once", async () => {
    const bad = { ...lost, message: 'the loss is not a finite number', isGpuLost: false };
    const { record, restarts } = await runWith({ step: (step) => (step === 1 ? bad : undefined) });
    expect(record).toMatchObject({ ending: 'failed', message: bad.message });
    expect(restarts()).toBe(0);
  });

  test('a worker is ended by plan after 256 steps, and none of the data comes twice', async () => {
    const { workers, restarts, fed } = standIns();
    const long = { ...config, training: { ...config.training, steps: 300 } };
    const record = await runExperiment(long, workers, () => {}, silent);
    expect(record.ending).toBe('finished');
    expect(record.steps.map(({ step }) => step)).toEqual(Array.from({ length: 300 }, (_, step) => step));
    expect(restarts()).toBe(1);
    expect(fed).toEqual(Array.from({ length: 300 }, (_, step) => 2 * step));
  });
});

describe('a run that is gone on with', () => {
  const played = async (stopAt: (event: RunEvent) => boolean) => {
    const controller = new AbortController();
    let checkpoint: TrainCheckpoint | null = null;
    const record = await runExperiment(
      config,
      standIns().workers,
      (event) => {
        if (event.kind === 'checkpoint') checkpoint = event.checkpoint;
        if (stopAt(event)) controller.abort();
      },
      controller.signal,
    );
    return { items: record.items, steps: record.steps, checkpoint };
  };
  const resume = async (soFar: RunSoFar) => {
    const asked: string[] = [];
    const trained: number[] = [];
    const { workers } = standIns({
      answer: (prompts) => {
        asked.push(...prompts.map(({ id }) => id));
        return prompts;
      },
      step: (step) => void trained.push(step),
    });
    const record = await runExperiment(config, workers, () => {}, silent, undefined, undefined, soFar);
    return { record, asked, trained };
  };
  const all = [0, 1, 2, 3];

  test.each<[string, (event: RunEvent) => boolean, { asked: number; trained: number[] }]>([
    ['in training', (event) => event.kind === 'step' && event.step.step === 2, { asked: 6, trained: [2, 3] }],
    ['before its first checkpoint', (event) => event.kind === 'step', { asked: 6, trained: all }],
    ['in the baseline', (event) => event.kind === 'items', { asked: 9, trained: all }],
    [
      'in the evaluation',
      (event) => event.kind === 'items' && event.items[0]!.after !== null,
      { asked: 3, trained: [] },
    ],
  ])('stopped %s: only what is lacking is done', async (_, stopAt, lacking) => {
    const { record, asked, trained } = await resume(await played(stopAt));
    expect(record).toMatchObject({ ending: 'finished', message: null, adapter: recordedAdapter });
    expect(record.report).toMatchObject({ isResumed: true, environment: { gpu: expect.any(String) } });
    expect(record.items.every(({ before, after }) => before && after)).toBe(true);
    expect(record.steps.map(({ step }) => step)).toEqual(all);
    expect([asked.length, trained]).toEqual([lacking.asked, lacking.trained]);
  });

  test('that fails again at once keeps what it had', async () => {
    const soFar = await played((event) => event.kind === 'step' && event.step.step === 2);
    const workers = {
      ...standIns().workers,
      inference: () => Promise.reject(new Error('no engine')),
    };
    const record = await runExperiment(config, workers, () => {}, silent, undefined, undefined, soFar);
    expect(record).toMatchObject({ ending: 'failed', message: 'no engine', items: soFar.items });
    expect(record.steps).toHaveLength(2);
  });
});

describe('imported data', () => {
  const image = { format: 'png', width: 3, height: 2, blob: new Blob() } as const;
  const dataset = {
    questions: [
      { line: 1, query: 'What is it?', response: 'a cat', image: 'cat.png' },
      { line: 2, query: 'What else?', response: 'a dog', image: 'cat.png' },
      { line: 4, query: 'And here?', response: 'a cat', image: 'b/dog.png' },
      { line: 5, query: 'long '.repeat(80), response: 'a cat', image: 'b/dog.png' },
    ],
    images: new Map([
      ['cat.png', image],
      ['b/dog.png', image],
    ]),
    recipe: null,
  };
  const open = async (id: string) => {
    if (id === 'pets') return dataset;
    throw new Error(`The imported dataset ${id} is not in this browser.`);
  };
  const run = async (data: ExperimentConfig['data'], change: Partial<ExperimentConfig> = {}) => {
    const events: RunEvent[] = [];
    const { workers, ...seen } = standIns();
    const record = await runExperiment(
      { ...config, ...change, data },
      workers,
      (event) => events.push(event),
      silent,
      open,
    );
    const notices = events.flatMap((event) => (event.kind === 'notice' ? event.message : []));
    return { record, notices, ...seen };
  };

  test('is scored besides the tasks: normalised answers, its own baseline, what cannot be read left out and told', async () => {
    const { record, notices, decoded, limits } = await run(
      { training: null, test: 'pets' },
      { evaluation: { ...config.evaluation, items: 4 } },
    );
    expect(record).toMatchObject({ ending: 'finished', message: null });
    expect(record.report?.tasks.map(({ task, kind, items }) => [task, kind, items])).toEqual([
      ['direction', 'basic', 4],
      ['spp4', 'composite', 4],
      ['imported', 'imported', 3],
    ]);
    expect(record.report?.tasks[2]).toMatchObject({
      before: { correct: 2, parsed: 3 },
      blindBaseline: 0.75,
      lengthRatio: null,
    });
    // Each image once, though two questions are about the first.
    expect(decoded).toEqual(['cat.png', 'b/dog.png']);
    expect(notices).toEqual([
      expect.stringMatching(
        /^Test data: 1 of 12 questions are left out.*"long long .*…": Expected a first turn/,
      ),
    ]);
    // Half as long again as the longest right answer, and 8 tokens more.
    expect(limits).toContain(Math.ceil(1.5 * 'a cat'.length) + 8);
  });

  test('trains: the questions of an image are the turns of one conversation, every image comes in turn', async () => {
    const { record, trainedOn, notices } = await run({ training: 'pets', test: null }, { trainOn: [] });
    expect(record).toMatchObject({ ending: 'finished', adapter: recordedAdapter });
    expect(trainedOn).toHaveLength(8);
    for (let round = 0; round < 4; round++) {
      const turns = trainedOn.slice(2 * round, 2 * round + 2).map((each) => [...each].sort());
      expect(turns.sort((a, b) => a.length - b.length)).toEqual([
        ['And here?'],
        ['What else?', 'What is it?'],
      ]);
    }
    expect(notices).toEqual([expect.stringMatching(/^Training data: 1 of 4 questions are left out/)]);
  });

  test('that is not there ends the run at once, with the reason', async () => {
    const { record } = await run({ training: 'birds', test: null });
    expect(record).toMatchObject({
      ending: 'failed',
      message: 'The imported dataset birds is not in this browser.',
      items: [],
    });
    const nowhere = await runExperiment(
      { ...config, data: { training: null, test: 'pets' } },
      standIns().workers,
      () => {},
      silent,
    );
    expect(nowhere.message).toMatch(/no imported dataset pets here/);
  });
});
