/** A run that must do without its GPU, or trusts it. Not here: the choice itself (device.test.ts). */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sparkleTiny } from '../../../models/registry.ts';
import { ownOrigin } from '../../../models/source.ts';
import { doubtOf } from '../../../src/experiment/device.ts';
import { testGpu } from '../../../src/experiment/gpu-trust.ts';
import { runExperiment } from '../../../src/experiment/run.ts';
import type { Workers } from '../../../src/experiment/services.ts';
import { servicesOf, shortConfig, standIns } from '../../fixtures/stand-in-workers.ts';

const good = { name: 'attention', error: 1e-7, limit: 1e-5 };

beforeAll(() => {
  vi.stubGlobal('navigator', { userAgent: 'test' });
});
afterAll(() => {
  vi.unstubAllGlobals();
});

/** The stand-ins, with what the workers were loaded for. */
function watched() {
  const { workers } = standIns();
  const devices: unknown[] = [];
  const restarted: string[] = [];
  const watch = async (service: Promise<unknown>) => {
    const real = (await service) as Record<string, (...args: unknown[]) => Promise<unknown>>;
    return {
      ...real,
      selfTest: async () => ({ checks: [{ ...good, error: 1 }], failure: null }),
      load: (...args: unknown[]) => {
        devices.push(args[4] ?? args[2]);
        return real.load!(...args);
      },
      train: (...args: unknown[]) => {
        (args[1] as (event: unknown) => void)({ kind: 'estimate', seconds: 200 });
        return real.train!(...args);
      },
    };
  };
  const wrapped = {
    ...workers,
    inference: () => watch(workers.inference()),
    trainer: () => watch(workers.trainer()),
    restart: (which: string) => restarted.push(which),
    avoidSubgroups: () => {},
    useTilings: () => {},
  } as unknown as Workers;
  return { workers: wrapped, devices, restarted };
}

test('a GPU that is doubted neither answers nor trains: the run goes on on the processor and says so', async () => {
  const { workers, devices } = watched();
  const notices: string[] = [];
  const { ending } = await runExperiment(
    shortConfig,
    servicesOf(workers, {
      onEvent: (event) => event.kind === 'notice' && notices.push(event.message),
      trustGpu: async (use) => `Not for ${use}.`,
    }),
  );
  expect(ending).toBe('finished');
  expect(devices).toEqual(['wasm', 'wasm']);
  expect(notices).toEqual([
    'Not for inference. Answers are computed on the processor (WebAssembly), which is slower.',
    'Not for training. Training is computed on the processor (WebAssembly): about 3 minutes for the steps ahead. Let it go on, or press Stop: what was answered is kept.',
  ]);
});

test('a GPU that is trusted does both', async () => {
  const { workers, devices } = watched();
  const asked: string[] = [];
  await runExperiment(
    shortConfig,
    servicesOf(workers, {
      trustGpu: async (use) => {
        asked.push(use);
        return null;
      },
    }),
  );
  expect(asked).toEqual(['inference', 'training']);
  expect(devices).toEqual(['auto', 'webgpu']);
});

test('only what will be used is tested', async () => {
  const asked: string[] = [];
  const { workers } = watched();
  const config = { ...shortConfig, trainOn: [], device: 'wasm' as const };
  await runExperiment(
    config,
    servicesOf(workers, {
      trustGpu: async (use) => {
        asked.push(use);
        return null;
      },
    }),
  );
  expect(asked).toEqual([]);
});

test.each([
  ['a test that takes time is told', 20, ['testing the GPU', 'testing the GPU']],
  ['what is known at once is not', 0, []],
])('%s', async (_, waitMs, told) => {
  const doing: string[] = [];
  await runExperiment(
    shortConfig,
    servicesOf(watched().workers, {
      onEvent: (event) => event.kind === 'progress' && doing.push(event.doing),
      trustGpu: async () => {
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
        return null;
      },
    }),
  );
  expect(doing.filter((each) => /GPU/.test(each) && !/opening/.test(each))).toEqual(told);
});

test('a large model is not trained without a GPU: said before anything is asked', async () => {
  const { workers, devices } = watched();
  const large = { ...sparkleTiny, name: 'Large', sizeBytes: 200e6 };
  const record = await runExperiment(
    shortConfig,
    servicesOf(workers, {
      openModel: async () => ({ model: large, source: ownOrigin }),
      trustGpu: async () => 'No GPU.',
    }),
  );
  expect(record).toMatchObject({ ending: 'failed' });
  expect(record.message).toMatch(/^No GPU\. Large is too large to be trained on the processor\./);
  expect(devices).toEqual([]);
});

test('an inference worker whose GPU failed is ended; the trainer’s is not', async () => {
  const { workers, restarted } = watched();
  await testGpu('training', 'auto', workers);
  expect(restarted).toEqual([]);
  const result = await testGpu('inference', 'auto', workers);
  expect(doubtOf(result)).toMatch(/attention/);
  expect(restarted).toEqual(['inference']);
});

test.each([
  ['right with subgroups: they are used', ['used'], [false], 'used', null],
  [
    'wrong with subgroups, right without: they are avoided',
    ['wrong', 'avoided'],
    [false, true],
    'avoided',
    null,
  ],
  [
    'wrong either way: refused with the numbers of the first try',
    ['wrong', 'wrong'],
    [false, true],
    'used',
    /off by 5 %/,
  ],
  ['wrong without any: not tried again', ['absent and wrong'], [false], 'absent', /off by 5 %/],
])('%s', async (_, outcomes, told, subgroups, doubt) => {
  const avoided: boolean[] = [];
  const results = outcomes.map((outcome) => ({
    checks: [{ ...good, error: outcome.includes('wrong') ? 0.05 : good.error }],
    failure: null,
    subgroups: outcome.startsWith('absent') ? 'absent' : outcome === 'avoided' ? 'avoided' : 'used',
  }));
  const workers = {
    inference: async () => ({ selfTest: async () => results.shift() }),
    restart: () => {},
    avoidSubgroups: (areAvoided: boolean) => avoided.push(areAvoided),
  } as unknown as Workers;
  const result = await testGpu('inference', 'auto', workers);
  expect(results).toEqual([]);
  expect(avoided).toEqual(told);
  expect(result!.subgroups).toBe(subgroups);
  if (doubt) expect(doubtOf(result)).toMatch(doubt);
  else expect(doubtOf(result)).toBeNull();
});

test.each([
  ['the tilings that training was tested with are used from then on', { forward: 'staged' }],
  ['a test without tilings leaves the usual ones', undefined],
])('%s', async (_, tilings) => {
  const used: unknown[] = [];
  const workers = {
    trainer: async () => ({ selfTest: async () => ({ checks: [good], failure: null, tilings }) }),
    useTilings: (chosen: unknown) => used.push(chosen),
  } as unknown as Workers;
  expect((await testGpu('training', 'auto', workers))!.tilings).toEqual(tilings);
  expect(used).toEqual([tilings ?? {}]);
});
