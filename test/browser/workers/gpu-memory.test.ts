/**
 * A GPU whose memory is exhausted, in each way that a browser reports it: training ends with the last good adapter and
 * says what to do, and loading a model that does not fit is refused. The errors are injected, because a software GPU has
 * all the machine's memory.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { LoraConfig, TrainConfig } from '../../../models/config.ts';
import { sparkleTiny } from '../../../models/registry.ts';
import { ownOrigin } from '../../../models/source.ts';
import { Trainer } from '../../../workers/trainer.ts';
import { sparkleTinyExamples } from '../../fixtures/training-model.ts';

const lora = LoraConfig.parse({ rank: 4, alpha: 8 });
const training = TrainConfig.parse({ steps: 4, batchSize: 2, warmupSteps: 1, learningRate: 4e-3 });
const advice =
  /^The GPU's memory is exhausted \(.*\)\. Use a smaller batch with more batches a step, a lower rank or a smaller model.*What was learned is kept\.$/;

/** The device that the trainer opens, and the error that its upload buffers throw; null if there is none. */
let device: GPUDevice;
let failing: Error | null = null;
const requestDevice = GPUAdapter.prototype.requestDevice;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  device = await requestDevice.call(this, descriptor);
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (buffer) => {
    if (failing && buffer.mappedAtCreation) throw failing;
    return createBuffer(buffer);
  };
  return device;
};
/** Chromium's own words. */
const mappedFailure = new RangeError(
  "Failed to execute 'createBuffer' on 'GPUDevice': createBuffer failed, size (113541120) is too large for the implementation when mappedAtCreation == true",
);

const trainer = new Trainer();
const load = () => trainer.load(sparkleTiny, ownOrigin, lora, 1);
beforeEach(() => {
  failing = null;
});
afterAll(() => {
  trainer.dispose();
  GPUAdapter.prototype.requestDevice = requestDevice;
});

describe('memory is exhausted', () => {
  const ways: Record<string, () => void> = {
    "by WebGPU's own error, whatever fails after it": () => {
      for (const error of [
        new GPUOutOfMemoryError('Not enough memory left.'),
        new GPUValidationError('[Invalid Buffer] is invalid.'),
      ])
        device.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error, cancelable: true }));
    },
    'in words of the driver': () => {
      const error = new GPUInternalError('vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY');
      device.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error, cancelable: true }));
    },
    'by a buffer that could not be mapped': () => {
      failing = mappedFailure;
    },
  };
  test.each(Object.entries(ways))('in training, %s', async (_, exhaust) => {
    await load();
    const start = await trainer.exportAdapter();
    trainer.addConversations(sparkleTinyExamples(8));
    const summary = await trainer.train(training, (event) => {
      if (event.kind === 'step' && event.metrics.step === 1) exhaust();
    });
    failing = null;
    expect(summary).toMatchObject({ ending: 'failed', message: expect.stringMatching(advice) });
    expect(summary.stepsDone).toBeGreaterThanOrEqual(2);
    expect(summary.stepsDone).toBeLessThan(4);
    // The steps before have learned something: B began at zero.
    const learned = summary.adapter.modules.flatMap(({ loraB }) => [...loraB]);
    expect(learned.every(Number.isFinite)).toBe(true);
    expect(learned.some((value) => value !== 0)).toBe(true);
    expect(await trainer.exportAdapter()).toEqual(summary.adapter);
    expect(start.modules.every(({ loraB }) => loraB.every((value) => value === 0))).toBe(true);
  });

  test('when a model is loaded: it is refused, its device given back, and another can be loaded', async () => {
    failing = mappedFailure;
    await expect(load()).rejects.toThrow(advice);
    expect((await device.lost).reason).toBe('destroyed');
    failing = null;
    await load();
    expect((await trainer.exportAdapter()).modules).toHaveLength(42);
  });
});
