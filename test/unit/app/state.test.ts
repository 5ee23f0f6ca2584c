/** The page's state without a page: the form's values, a run from its events, a question, names, the time left. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answers, ask, askProblem, stopAsking } from '../../../src/app/ask/state.ts';
import { modelState, noteAbsent } from '../../../src/app/models/state.ts';
import { notices } from '../../../src/app/page/notice.ts';
import { judged, latestItem, phase, startRun, steps, stopRun } from '../../../src/app/run/state.ts';
import { noLabel } from '../../../src/app/runs/label-store.ts';
import { holdNewRun, runName, runs, shownRun } from '../../../src/app/runs/state.ts';
import {
  activePreset,
  chooseArm,
  chooseModel,
  config,
  configForm,
  takeConfig,
  takePreset,
  toggleSkill,
} from '../../../src/app/setup/state.ts';
import { askStatus, runStatus, workers } from '../../../src/app/workers.ts';
import { defaultConfig, presets } from '../../../src/experiment/config.ts';
import type { RunEvent } from '../../../src/experiment/event.ts';
import { optionOf } from '../../../src/experiment/option.ts';
import type { Services } from '../../../src/experiment/services.ts';
import type { Task } from '../../../src/sparkle/tasks.ts';
import { recordedItems, recordedRun } from '../../fixtures/recorded-run.ts';

const { fieldText, leave, problems, type } = configForm;
const steps4 = optionOf('steps');
const rate = optionOf('learningRate');

beforeEach(() => {
  takeConfig(defaultConfig);
  notices.value = [];
  noteAbsent();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const abortOf = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
};

test('a valid text goes into the config, a wrong one only into the field, with a message', () => {
  type(steps4, '40');
  expect(config.value.training.steps).toBe(40);
  type(steps4, '40x');
  expect(config.value.training.steps).toBe(40);
  expect(fieldText(steps4)).toBe('40x');
  expect(problems.value.get('steps')).toBe('Steps: expected a whole number from 0 to 5000, got "40x".');
  leave(steps4);
  expect(fieldText(steps4)).toBe('40x');
  type(steps4, '41');
  leave(steps4);
  expect(problems.value.size).toBe(0);
  expect(fieldText(steps4)).toBe('41');
});

test('a number is not rewritten while it is typed', () => {
  for (const text of ['0', '0.', '0.0', '0.00', '0.001', '0.0010']) {
    type(rate, text);
    expect(fieldText(rate)).toBe(text);
  }
  expect(config.value.training.learningRate).toBe(0.001);
  leave(rate);
  expect(fieldText(rate)).toBe('0.001');
});

test('skills are toggled in the order of the paper; the control gives way to a skill', () => {
  toggleSkill('distance');
  expect(config.value.trainOn).toEqual(['direction', 'localization']);
  toggleSkill('distance');
  expect(config.value.trainOn).toEqual(['direction', 'distance', 'localization']);
  chooseArm('composite');
  toggleSkill('distance');
  expect(config.value.trainOn).toEqual(['distance']);
});

test('a preset keeps what to train on and the seed, and is known again', () => {
  type(optionOf('seed'), '9');
  chooseArm(['direction']);
  takePreset('quick');
  expect(config.value).toEqual({ ...presets.quick.config, trainOn: ['direction'], seed: 9 });
  expect(activePreset.value).toBe('quick');
  type(steps4, '41');
  expect(activePreset.value).toBeNull();
});

test('another model brings its learning rate, unless a person chose one; a preset sets the model’s', () => {
  const rateOf = () => config.value.training.learningRate;
  expect(rateOf()).toBe(6e-3);
  chooseModel('folder:mine');
  expect(rateOf()).toBe(4e-3);
  expect(fieldText(rate)).toBe('0.004');
  takePreset('quick');
  expect(config.value.model).toBe('folder:mine');
  expect(rateOf()).toBe(4e-3);
  expect(activePreset.value).toBe('quick');
  chooseModel('sparkle-tiny');
  expect(config.value).toEqual(presets.quick.config);
  type(rate, '0.002');
  chooseModel('folder:mine');
  expect(rateOf()).toBe(2e-3);
  // A wrong text stays in its field; the value is the one before.
  takeConfig(defaultConfig);
  type(rate, 'fast');
  chooseModel('folder:mine');
  expect(fieldText(rate)).toBe('fast');
  expect(rateOf()).toBe(6e-3);
});

test('a run shows what its events say, and where the browser keeps nothing it is in the list until the page is closed', async () => {
  const record = recordedRun({ spp4: { broken: 0, fixed: 10, kept: 2 } });
  const [first, second] = recordedItems({ spp4: { broken: 1, fixed: 1, kept: 0 } });
  const seen: unknown[] = [];
  const play = async (_config: unknown, { onEvent: tell }: Services) => {
    tell({ kind: 'phase', phase: 'baseline' });
    tell({
      kind: 'items',
      items: [
        { ...first!, after: null },
        { ...second!, after: null },
      ],
    });
    seen.push(phase.value, latestItem.value?.item.id, judged.value);
    tell({ kind: 'phase', phase: 'train' });
    for (const step of record.steps) tell({ kind: 'step', step });
    seen.push(phase.value, steps.value.length);
    tell({ kind: 'notice', message: 'a software GPU' });
    tell({ kind: 'phase', phase: 'evaluate' });
    tell({ kind: 'items', items: [second!] });
    seen.push(judged.value);
    return record;
  };
  await startRun(record.config, { play });
  expect(seen).toEqual([
    'baseline',
    second!.item.id,
    { when: 'before', items: 2, correct: 1 },
    'train',
    12,
    { when: 'after', items: 1, correct: 1 },
  ]);
  expect(runStatus.value).toBe('idle');
  expect(shownRun.value?.report).toEqual(record.report);
  expect(runs.value.map(({ state }) => state)).toEqual(['finished']);
  const told = notices.value.map(({ text }) => text).join('\n');
  expect(told).toContain('a software GPU');
});

test('stop reaches the run, and the run that comes back is shown', async () => {
  const record = recordedRun({ spp4: { broken: 0, fixed: 1, kept: 0 } }, { ending: 'stopped', report: null });
  const running = startRun(record.config, {
    play: async (_config, { signal }) => {
      await abortOf(signal);
      return record;
    },
  });
  expect(runStatus.value).toBe('running');
  stopRun();
  expect(runStatus.value).toBe('stopping');
  await running;
  expect(runStatus.value).toBe('idle');
  expect(shownRun.value?.ending).toBe('stopped');
});

test('stop in a long training step ends the workers, and the run keeps its adapter and its steps', async () => {
  const record = recordedRun({ spp4: { broken: 0, fixed: 1, kept: 0 } }, { ending: 'stopped', report: null });
  let end = () => {};
  const dispose = vi.spyOn(workers, 'dispose').mockImplementation(() => end());
  // As src/experiment/run.ts ends when its trainer is ended in the midst of a step: nothing else makes it return.
  const running = startRun(record.config, {
    play: async (_config, { onEvent: tell }) => {
      tell({ kind: 'phase', phase: 'train' });
      for (const step of record.steps) tell({ kind: 'step', step });
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      return record;
    },
  });
  stopRun();
  await running;
  expect(dispose).toHaveBeenCalledTimes(1);
  expect(shownRun.value?.adapter).toEqual(record.adapter);
  expect(shownRun.value?.steps).toHaveLength(12);
});

test('a run that comes back at once from its stop costs no worker but the trainer', async () => {
  const record = recordedRun({ spp4: { broken: 0, fixed: 1, kept: 0 } }, { ending: 'stopped', report: null });
  const dispose = vi.spyOn(workers, 'dispose');
  const restart = vi.spyOn(workers, 'restart');
  const running = startRun(record.config, {
    play: async (_config, { signal }) => {
      await abortOf(signal);
      return record;
    },
  });
  stopRun();
  await running;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(dispose).not.toHaveBeenCalled();
  expect(restart.mock.calls).toEqual([['trainer']]);
});

test('an event that comes after its run is not taken for the next', async () => {
  const record = recordedRun({ spp4: { broken: 0, fixed: 1, kept: 0 } });
  let tellLate: (event: RunEvent) => void = () => {};
  await startRun(record.config, {
    play: async (_config, { onEvent: tell }) => {
      tellLate = tell;
      tell({ kind: 'step', step: record.steps[0]! });
      return record;
    },
  });
  expect(steps.value).toHaveLength(1);
  tellLate({ kind: 'step', step: record.steps[1]! });
  tellLate({ kind: 'notice', message: 'late' });
  expect(steps.value).toHaveLength(1);
  expect(notices.value.map(({ text }) => text)).not.toContain('late');
});

test('a run that is stopped while the model loads leaves no model that loads for ever', async () => {
  const record = recordedRun({ spp4: { broken: 0, fixed: 0, kept: 0 } }, { ending: 'stopped', report: null });
  const seen: string[] = [];
  await startRun(record.config, {
    play: async (_config, { onEvent: tell }) => {
      tell({ kind: 'phase', phase: 'data' });
      tell({ kind: 'progress', phase: 'data', doing: 'loading model.onnx', done: 1, total: 2 });
      seen.push(modelState.value.kind);
      return record;
    },
  });
  expect([...seen, modelState.value.kind]).toEqual(['loading', 'absent']);
});

test('a run and a question wait for each other', async () => {
  const play = vi.fn();
  askStatus.value = 'answering';
  await startRun(defaultConfig, { play });
  expect(play).not.toHaveBeenCalled();
  askStatus.value = 'idle';
  const inference = vi.spyOn(workers, 'inference');
  runStatus.value = 'running';
  await ask();
  expect(inference).not.toHaveBeenCalled();
  runStatus.value = 'idle';
});

/** Workers that answer "left" in one piece, and hand out what they were asked. */
function answeringWorkers() {
  const asked = { devices: [] as string[], late: (_piece: string) => {} };
  const inference = {
    selfTest: async () => null,
    load: async (_model: unknown, _source: unknown, device: string) => {
      asked.devices.push(device);
      return { notice: null };
    },
    encode: async () => [],
    useAdapter: async () => {},
    stop: async () => {},
    ask: async (_prompt: unknown, _tokens: number, onPiece: (piece: string) => void) => {
      onPiece('le');
      asked.late = onPiece;
      return { id: 'ask', text: 'left' };
    },
  };
  const data = { draw: async () => [] };
  // Only what a question uses is there.
  vi.spyOn(workers, 'inference').mockResolvedValue(inference as never);
  vi.spyOn(workers, 'data').mockResolvedValue(data as never);
  return { asked, inference };
}

test('a piece that comes after the whole answer is not written twice', async () => {
  const { asked } = answeringWorkers();
  await ask();
  expect(answers.value.map(({ text }) => text)).toEqual(['left']);
  asked.late('ft');
  expect(answers.value.map(({ text }) => text)).toEqual(['left']);
});

test('a question loads the model once for a device, and again when the device is changed', async () => {
  const { asked } = answeringWorkers();
  await ask();
  await ask();
  type(optionOf('device'), 'wasm');
  await ask();
  expect(asked.devices).toEqual(['auto', 'wasm']);
});

test('a question that fails ends all workers and says so; one that is stopped while it loads says nothing', async () => {
  const { inference } = answeringWorkers();
  let fail = (_error: Error) => {};
  const dispose = vi.spyOn(workers, 'dispose').mockImplementation(() => fail(new Error('ended')));
  inference.encode = async () => {
    throw new Error('The data worker stopped working.');
  };
  await ask();
  expect(dispose).toHaveBeenCalledTimes(1);
  expect(askProblem.value).toBe(
    'The model could not answer: The data worker stopped working. Its workers were ended; ask again to start new ones.',
  );
  const load = vi.fn(
    () =>
      new Promise<never>((_, reject) => {
        fail = reject;
      }),
  );
  inference.load = load;
  const asking = ask();
  await vi.waitFor(() => expect(load).toHaveBeenCalled());
  await stopAsking();
  await asking;
  expect(askStatus.value).toBe('idle');
  expect(modelState.value.kind).toBe('absent');
  expect(notices.value).toEqual([]);
});

test('stopping an answer whose worker has died is no error of its own', async () => {
  answeringWorkers();
  vi.spyOn(workers, 'inference').mockRejectedValue(new Error('gone'));
  askStatus.value = 'answering';
  await expect(stopAsking()).resolves.toBeUndefined();
  askStatus.value = 'idle';
});

test('a failed run says why and ends all workers', async () => {
  const record = recordedRun(
    { spp4: { broken: 0, fixed: 0, kept: 0 } },
    { ending: 'failed', message: 'The GPU was lost.', report: null },
  );
  const dispose = vi.spyOn(workers, 'dispose');
  await startRun(defaultConfig, { play: async () => record });
  expect(dispose).toHaveBeenCalledTimes(1);
  expect(notices.value.map(({ text }) => text).join('\n')).toContain(
    'The GPU was lost. What it had finished is kept',
  );
});

test('a run is named by what is not the default', () => {
  expect(runName(defaultConfig)).toBe('direction + distance + localization');
  expect(runName({ ...defaultConfig, seed: 3, trainOn: [] })).toBe('nothing (control) · seed 3');
  expect(runName({ ...presets.quick.config, trainOn: 'composite' })).toBe(
    'composite tasks (control) · steps 50 · warm-up steps 5 · items per task 24',
  );
  const scoring = (tasks: Task[]) =>
    runName({ ...defaultConfig, evaluation: { ...defaultConfig.evaluation, tasks } });
  expect(scoring(['map', 'spp4@maze'])).toBe(
    'direction + distance + localization · tasks maps; path 4 × 4, mazes',
  );
  expect(scoring(['map', 'map@told', 'grid', 'touching', 'crossings'])).toBe(
    'direction + distance + localization · 5 tasks',
  );
});

test('two runs of one second have two ids', async () => {
  const at = new Date('2026-11-21T10:15:30.123Z');
  runs.value = [];
  expect((await holdNewRun(at, defaultConfig)).id).toBe('2026-11-21T10-15-30-s1');
  runs.value = [
    {
      id: '2026-11-21T10-15-30-s1',
      startedAt: '',
      state: 'finished',
      reason: null,
      config: null,
      report: null,
      label: noLabel,
    },
  ];
  expect((await holdNewRun(at, defaultConfig)).id).toBe('2026-11-21T10-15-30-s1-2');
});
