/** Which device answers and which trains, from what was found, and how that is said. */
import { describe, expect, test } from 'vitest';
import { answeringDevice, type GpuKind, gpuKindOf } from '../../../models/gpu/answering-device.ts';
import { aboutTime, chooseDevices, doubtOf, doubtsOf } from '../../../src/experiment/device.ts';

const good = { name: 'attention', error: 1e-7, limit: 1e-5 };
const bad = { checks: [{ ...good, error: 1 }], failure: null };
const small = { name: 'Small', sizeBytes: 64e6 };
const large = { name: 'Large', sizeBytes: 64e6 + 1 };
const unknown = { name: 'Unknown', sizeBytes: null };
const any = { device: 'auto', trainingDevice: 'auto' } as const;

describe('doubt', () => {
  test('there is none of a GPU that is right, or of none', () => {
    expect(doubtOf(null)).toBeNull();
    expect(doubtOf({ checks: [good], failure: null })).toBeNull();
  });

  test('names what is wrong, by how much, and what is allowed', () => {
    const checks = [good, { ...good, name: 'gradient', error: 1, limit: 1e-4 }];
    expect(doubtOf({ checks, failure: null })).toBe(
      'The GPU computes wrong numbers and is not used (gradient off by 100 %, at most 0.01 %). A newer graphics driver or browser may mend it.',
    );
  });

  test.each([Number.NaN, Number.MAX_VALUE])('%s is no number', (error) => {
    expect(doubtOf({ checks: [{ ...good, error }], failure: null })).toMatch(/attention off by/);
  });

  test('tells why a test broke off', () => {
    expect(doubtOf({ checks: [good], failure: 'the GPU was lost.' })).toBe(
      'The GPU cannot be used. the GPU was lost.',
    );
  });
});

test.each([
  [0.2, 'about 2 seconds'],
  [99, 'about 99 seconds'],
  [150, 'about 3 minutes'],
  [5400, 'about 90 minutes'],
  [10_000, 'about 2.8 hours'],
])('%s seconds are %s', (seconds, words) => {
  expect(aboutTime(seconds)).toBe(words);
});

describe('a run', () => {
  test('uses the GPU unless it is doubted, each use by itself', () => {
    const devicesWith = (training: string | null, inference: string | null) => {
      const found = { wanted: any, gpu: 'real', doubts: { training, inference }, trained: small } as const;
      const { training: trains, answering } = chooseDevices(found);
      return [answering.device, trains.device, answering.notice, trains.timeNotice(150)];
    };
    expect(devicesWith(null, null)).toEqual(['auto', 'webgpu', null, null]);
    expect(devicesWith(null, 'No.')).toEqual([
      'wasm',
      'webgpu',
      'No. Answers are computed on the processor (WebAssembly), which is slower.',
      null,
    ]);
    expect(devicesWith('No.', null)).toEqual([
      'auto',
      'wasm',
      null,
      expect.stringMatching(
        /^No\. Training is computed on the processor .*: about 3 minutes for the steps ahead/,
      ),
    ]);
  });

  test.each([
    ['a model that is too large', large, true],
    ['one that just fits', small, false],
    ['one of unknown size', unknown, false],
    ['none', null, false],
  ])('without a GPU to train %s', (_, trained, isRefused) => {
    const doubts = { training: 'No.', inference: null };
    const { obstacle } = chooseDevices({ wanted: any, gpu: 'missing', doubts, trained }).training;
    expect(obstacle !== null).toBe(isRefused);
    // With a GPU nothing stands in the way.
    const trusted = { training: null, inference: null };
    const found = { wanted: { ...any, device: 'wasm' }, gpu: 'real', doubts: trusted, trained } as const;
    expect(chooseDevices(found).training.obstacle).toBeNull();
  });

  test.each([
    // A GPU in software is slower than the processor itself: it trains only what that cannot hold, or on demand.
    [
      'auto',
      'software',
      small,
      'wasm',
      /^WebGPU has no graphics card .* Training is computed on the processor/,
    ],
    ['auto', 'software', large, 'webgpu', null],
    ['auto', 'software', unknown, 'webgpu', null],
    ['auto', 'real', small, 'webgpu', null],
    ['gpu', 'software', small, 'webgpu', null],
    ['gpu', 'real', small, 'webgpu', null],
    ['processor', 'real', small, 'wasm', /^Training is computed on the processor .*: about 3 minutes/],
    ['processor', 'software', small, 'wasm', /^Training is computed on the processor/],
  ] as const)(
    'asked to train on %s, with a GPU that is %s',
    (trainingDevice, gpu, trained, device, notice) => {
      const doubts = { training: null, inference: null };
      const { training } = chooseDevices({ wanted: { ...any, trainingDevice }, gpu, doubts, trained });
      expect(training.device).toBe(device);
      expect(training.obstacle).toBeNull();
      if (notice) expect(training.timeNotice(150)).toMatch(notice);
      else expect(training.timeNotice(150)).toBeNull();
    },
  );

  test('a model too large for the processor that was asked for: what to choose instead', () => {
    const doubts = { training: null, inference: null };
    const wanted = { ...any, trainingDevice: 'processor' } as const;
    const { obstacle } = chooseDevices({ wanted, gpu: 'real', doubts, trained: large }).training;
    expect(obstacle!.ofRun).toMatch(/^Large is too large to be trained on the processor\./);
    expect(obstacle!.ofForm).toMatch(/Choose auto under Training runs on/);
  });

  test('a missing GPU is a reason for the trainer only: inference looks for itself', () => {
    const untested = { training: null, inference: null };
    expect(doubtsOf(true, untested)).toEqual({ training: 'This browser gives no WebGPU.', inference: null });
    expect(doubtsOf(false, untested)).toEqual(untested);
    expect(doubtsOf(false, { training: null, inference: bad })).toEqual({
      training: null,
      inference: expect.stringMatching(/^The GPU computes wrong numbers/),
    });
  });
});

test.each<['auto' | 'webgpu' | 'wasm', GpuKind, 'webgpu' | 'wasm', RegExp | null]>([
  ['auto', 'real', 'webgpu', null],
  ['auto', 'software', 'wasm', /no graphics card .* on the processor/],
  ['auto', 'missing', 'wasm', /gives no WebGPU/],
  ['webgpu', 'real', 'webgpu', null],
  ['webgpu', 'software', 'webgpu', /no graphics card .* in software, which is slow/],
  ['webgpu', 'missing', 'wasm', /gives no WebGPU/],
  ['wasm', 'real', 'wasm', null],
  ['wasm', 'software', 'wasm', null],
  ['wasm', 'missing', 'wasm', null],
])('asked for %s with a GPU that is %s, %s answers', (wanted, gpu, device, notice) => {
  const choice = answeringDevice(wanted, gpu);
  expect(choice.device).toBe(device);
  if (notice) expect(choice.notice).toMatch(notice);
  else expect(choice.notice).toBeNull();
});

test('an adapter that computes on the processor is software, no adapter is missing', () => {
  const info = { isFallbackAdapter: false, vendor: 'google', architecture: 'swiftshader', description: '' };
  const adapter = (change: object) => ({ info: { ...info, ...change } as GPUAdapterInfo });
  expect(gpuKindOf(null)).toBe('missing');
  expect(gpuKindOf(adapter({}))).toBe('software');
  expect(gpuKindOf(adapter({ vendor: 'nvidia', architecture: 'ada' }))).toBe('real');
});
