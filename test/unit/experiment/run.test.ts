/**
 * The run where something goes wrong: whatever ends it, the outcome says so and keeps what was finished.
 * The three workers are stand-ins that fail on demand; the real ones are in test/browser and test/e2e.
 */
import { describe, expect, test, vi } from 'vitest';
import type { ExperimentConfig } from '../../../src/experiment/config.ts';
import type { Phase, RunEvent } from '../../../src/experiment/event.ts';
import { type OpenModel, openEmbeddedModel } from '../../../src/experiment/open-model.ts';
import { runExperiment } from '../../../src/experiment/run.ts';
import type { Workers } from '../../../src/experiment/services.ts';
import { recordedAdapter } from '../../fixtures/recorded-run.ts';
import {
  shortConfig as config,
  observedRun,
  servicesOf,
  skipPauses,
  standIns,
  stoppedRun,
  type Trouble,
} from '../../fixtures/stand-in-workers.ts';

skipPauses();

test('all goes well: phases in order, every item answered twice, the trained adapter used and kept', async () => {
  const { workers, adapterAtEnd } = standIns();
  const { record, events } = await observedRun(workers);
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

test('what the computer slept is none of the time of the run', async () => {
  let sleptMs = 0;
  const [clock, date] = [performance.now.bind(performance), Date.now];
  vi.spyOn(performance, 'now').mockImplementation(() => clock() + sleptMs);
  vi.spyOn(Date, 'now').mockImplementation(() => date() + sleptMs);
  const onEvent = (event: RunEvent) => {
    if (event.kind === 'phase' && event.phase === 'train') sleptMs = 8 * 3_600_000;
  };
  const { report } = await runExperiment(config, servicesOf(standIns().workers, { onEvent }));
  vi.restoreAllMocks();
  expect(sleptMs).toBeGreaterThan(0);
  expect(report!.secondsTotal).toBeLessThan(120);
});

test('answers that come only with the whole count too, each once', async () => {
  const { record, events } = await observedRun(standIns({ streams: false }).workers);
  expect(record.ending).toBe('finished');
  expect(events.flatMap((event) => (event.kind === 'items' ? event.items : [])).length).toBe(12);
});

test.each([
  [{ training: { ...config.training, steps: 1, batchSize: 1 } }, 'got a training on one picture.'],
  [{ training: { ...config.training, validationItems: 1 } }, 'got one validation item.'],
])('answers that cannot be shuffled end the run before the model is loaded: %j', async (change, message) => {
  const { workers, encoded } = standIns();
  const { record } = await observedRun(workers, { ...config, trainOn: 'shuffled', ...change });
  expect(record).toMatchObject({ ending: 'failed', message: expect.stringContaining(message), items: [] });
  expect(encoded).toEqual([]);
});

test('a strength of place for a model that has no component to set it ends the run before anything is asked', async () => {
  const { workers, limits } = standIns();
  const without: OpenModel = async (id) => {
    const opened = await openEmbeddedModel(id);
    return { ...opened, model: { ...opened.model, name: 'Other', place: null } };
  };
  const { record } = await observedRun(workers, { ...config, place: 0.5 }, { openModel: without });
  expect(record).toMatchObject({
    ending: 'failed',
    message:
      'Expected strength of place 0.2, because Other has no place.safetensors by which it could be set, got 0.5. Leave it at 0.2, or choose a model that has the file.',
  });
  expect(limits).toEqual([]);
  expect((await observedRun(workers, config, { openModel: without })).record.ending).toBe('finished');
});

test('an answer left out fails the run instead of counting as wrong', async () => {
  const { workers } = standIns({ answer: (prompts) => prompts.slice(1) });
  const record = await runExperiment(config, servicesOf(workers));
  expect(record).toMatchObject({ ending: 'failed', report: null });
  expect(record.message).toMatch(/Expected 6 answers, got 4/);
});

test('training on nothing starts no trainer, and the base model answers again', async () => {
  const { workers, adapterAtEnd } = standIns();
  const withoutTrainer: Workers = {
    ...workers,
    trainer: () => Promise.reject(new Error('no WebGPU here')),
  };
  const record = await runExperiment({ ...config, trainOn: [] }, servicesOf(withoutTrainer));
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
  const record = await runExperiment(config, servicesOf(workers));
  expect(record).toMatchObject({ ending: 'failed', adapter: recordedAdapter });
  expect(record.message).toMatch(/its data failed: the canvas is gone/);
  expect(record.items.every(({ before }) => before !== null)).toBe(true);
});

test('a stop that ends the worker which makes data is a stop, not a failure', async () => {
  const controller = new AbortController();
  const { workers } = standIns({
    encode: () => {
      controller.abort();
      throw new Error('The inference worker was ended.');
    },
  });
  const record = await runExperiment(config, servicesOf(workers, { signal: controller.signal }));
  expect(record).toMatchObject({ ending: 'stopped', message: null });
  expect(record.items.every(({ before }) => before !== null)).toBe(true);
});

test('a trainer that dies leaves the steps and the baseline', async () => {
  const { workers } = standIns({
    step: (step) => {
      if (step === 2) throw new Error('The trainer worker stopped working.');
    },
  });
  const record = await runExperiment(config, servicesOf(workers));
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
  const record = await runExperiment(config, servicesOf(workers));
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
  const { record } = await stoppedRun((event) => event.kind === 'phase' && event.phase === phase);
  expect(record).toMatchObject({ ending: 'stopped', message: null, report: null });
  expect(record.items.some(({ before }) => before !== null)).toBe(kept.items);
  expect(record.adapter !== null).toBe(kept.adapter);
  expect(record.steps.length).toBe(phase === 'evaluate' ? 4 : 0);
});

test('stopped in the middle of training: the steps and the adapter so far', async () => {
  const { record } = await stoppedRun((event) => event.kind === 'step' && event.step.step === 1);
  expect(record).toMatchObject({ ending: 'stopped', adapter: recordedAdapter });
  expect(record.steps.length).toBe(2);
});

test('patience without validation is told to have no effect; with it there is nothing to tell', async () => {
  const noticesWith = async (change: Partial<ExperimentConfig['training']>) => {
    const training = { ...config.training, ...change };
    const { record, notices } = await observedRun(standIns().workers, { ...config, training });
    expect(record.ending).toBe('finished');
    return notices;
  };
  expect(await noticesWith({ patience: 2 })).toEqual([expect.stringMatching(/^Patience has no effect/)]);
  expect(await noticesWith({ patience: 2, validationItems: 4 })).toEqual([]);
  expect(await noticesWith({})).toEqual([]);
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
    if (id === 'cat') return { ...dataset, questions: dataset.questions.slice(0, 2) };
    throw new Error(`The imported dataset ${id} is not in this browser.`);
  };
  const run = async (
    data: ExperimentConfig['data'],
    change: Partial<ExperimentConfig> = {},
    trouble: Trouble = {},
  ) => {
    const { workers, ...seen } = standIns(trouble);
    const played = await observedRun(workers, { ...config, ...change, data }, { openDataset: open });
    return { ...played, ...seen };
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
      // Of the three that are asked, two have the same answer.
      blindBaseline: 2 / 3,
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

  const cannot = 'cannot be decoded: its file is cut off or damaged.';

  test('a photo that is damaged is left out of the test with its questions, before anything is asked', async () => {
    const isDamaged = (name: string) => name === 'cat.png';
    const change = { evaluation: { ...config.evaluation, items: 4 } };
    const { record, notices } = await run({ training: null, test: 'pets' }, change, { isDamaged });
    expect(record).toMatchObject({ ending: 'finished', message: null });
    expect(record.report?.tasks[2]).toMatchObject({ task: 'imported', items: 1, blindBaseline: 1 });
    expect(record.items.filter(({ item }) => item.task === 'imported').map(({ item }) => item.id)).toEqual([
      'imported-4',
    ]);
    expect(notices[1]).toBe(`Test data: The image "cat.png" ${cannot} 2 questions are left out.`);
  });

  test('one that fails after the baseline, when inference is loaded again, is left out too', async () => {
    let isTrained = false;
    const { record, notices } = await run(
      { training: null, test: 'pets' },
      { evaluation: { ...config.evaluation, items: 4 } },
      {
        device: 'webgpu',
        isDamaged: (name) => isTrained && name === 'b/dog.png',
        step: () => {
          if (isTrained) return;
          isTrained = true;
          return { ending: 'failed', message: 'The GPU was lost.', isGpuLost: true };
        },
      },
    );
    expect(record).toMatchObject({ ending: 'finished', message: null });
    expect(record.report?.tasks[2]).toMatchObject({ items: 2, before: { correct: 1 }, blindBaseline: 0.5 });
    expect(notices).toContain(`Test data: The image "b/dog.png" ${cannot} 1 question is left out.`);
  });

  test('a set of which no photo can be decoded ends the run before anything is asked', async () => {
    const change = { evaluation: { ...config.evaluation, items: 4 } };
    const data = { training: null, test: 'pets' };
    const { record, limits } = await run(data, change, { isDamaged: () => true });
    expect(record).toMatchObject({ ending: 'failed', report: null });
    expect(record.message).toMatch(
      /^No question of imported can be asked\. The images "cat\.png", "b\/dog\.png" /,
    );
    expect(limits).toEqual([]);
  });

  test('a photo that fails in training is left out, another takes its place, and the run goes on', async () => {
    let decoded = 0;
    const isDamaged = (name: string) => name === 'cat.png' && ++decoded > 1;
    const data = { training: 'pets', test: null };
    const { record, trainedOn, notices } = await run(data, { trainOn: [] }, { isDamaged });
    expect(record).toMatchObject({ ending: 'finished', message: null, adapter: recordedAdapter });
    expect(record.steps).toHaveLength(4);
    // Once the cat was seen; all that follows is about the dog.
    expect(trainedOn).toHaveLength(8);
    expect(trainedOn.filter((turns) => turns.length === 2)).toHaveLength(1);
    expect(trainedOn.filter((turns) => turns[0] === 'And here?')).toHaveLength(7);
    expect(notices[1]).toBe(`Training data: The image "cat.png" ${cannot} Training goes on without.`);
    expect(notices).toHaveLength(2);
  });

  test('if every photo fails in training, it ends with the reason, and the answers are kept', async () => {
    const data = { training: 'pets', test: null };
    const { record } = await run(data, { trainOn: [] }, { isDamaged: () => true });
    expect(record).toMatchObject({ ending: 'failed' });
    expect(record.message).toMatch(/its data failed: None of the images of the training data can be decoded/);
    expect(record.items.every(({ before }) => before !== null)).toBe(true);
  });

  test('a photo that is held out for validation and damaged is left out; if all are, the run says so', async () => {
    const change = { trainOn: [], training: { ...config.training, validationItems: 1 } };
    const { record, heldOut } = await run({ training: 'pets', test: null }, change);
    expect(record.ending).toBe('finished');
    expect(heldOut).toEqual([1]);
    const failed = await run({ training: 'pets', test: null }, change, { isDamaged: () => true });
    expect(failed.record).toMatchObject({ ending: 'failed' });
    expect(failed.record.message).toMatch(
      /^None of the images that are held out for validation can be decoded/,
    );
  });

  test('that cannot be trained on ends the run before anything is asked', async () => {
    const validating = { trainOn: [], training: { ...config.training, validationItems: 4 } };
    const { record, limits } = await run({ training: 'cat', test: null }, validating);
    expect(record).toMatchObject({ ending: 'failed' });
    expect(record.message).toMatch(/^Expected training data of at least two images/);
    expect(limits).toEqual([]);
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
      servicesOf(standIns().workers),
    );
    expect(nowhere.message).toMatch(/no imported dataset pets here/);
  });
});
