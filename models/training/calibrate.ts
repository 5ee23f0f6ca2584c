/**
 * Times training passes on a device, with random weights in a model's shape, so that nothing has to be loaded.
 * Not here: what follows for a run (src/experiment/duration.ts), the device that is calibrated (src/experiment/device.ts).
 */
import { tensor1d, zeros } from '@tensorflow/tfjs';
import { layOut } from '../adapter/layout.ts';
import type { TrainingDevice } from '../backend.ts';
import { createBatch, disposeBatch, type Sequence } from '../batch.ts';
import { randomDecoder } from '../gpu/self-test-case.ts';
import { openBackend } from '../open-backend.ts';
import { crewSize } from '../pass-sizes.ts';
import type { Member } from '../plain/member.ts';
import config from '../sparkle-tiny/config.json';
import { type DecoderWeights, targetsOf } from '../weights.ts';

/** Tokens of a conversation: half of one in a run, to be quick. */
const tokens = 192;

/** Random weights in the embedded model's shape. */
export const embeddedShape = (): DecoderWeights =>
  randomDecoder(config.text_config as Parameters<typeof randomDecoder>[0]);

/** Seconds that a device takes for a token of training the embedded model, many conversations after another. Throws as openBackend. */
export async function calibrateTraining(
  device: TrainingDevice,
  startMember: (() => Member) | null,
): Promise<number> {
  const [seconds] = await timeTraining(device, startMember, embeddedShape(), 1);
  return seconds!;
}

/**
 * Seconds that a device takes for a token of a training conversation of a model with these weights, once for each of
 * `passes`: loss and gradient, without the update. Throws as openBackend, and GpuError if the GPU reports an error.
 */
export async function timeTraining(
  device: TrainingDevice,
  startMember: (() => Member) | null,
  weights: DecoderWeights,
  passes: number,
): Promise<number[]> {
  const layout = layOut(targetsOf(weights), { rank: 8, alpha: 16 });
  const backend = await openBackend(device, weights, layout, startMember);
  try {
    const lora = { layout, flat: tensor1d(new Float32Array(layout.size)) };
    const gradient = zeros([layout.size]);
    // As many as are computed at once.
    const sequences = Array<Sequence>(crewSize(navigator.hardwareConcurrency)).fill(conversation());
    const seconds: number[] = [];
    // The first pass allocates memory and compiles; those after it are timed.
    for (let pass = 0; pass <= passes; pass++) {
      const { batch } = createBatch(sequences, weights, config.image_token_id);
      const startMs = performance.now();
      const losses = await backend.lossesAndGradient(lora, batch, gradient);
      await losses.data();
      await backend.settle();
      if (pass > 0) seconds.push((performance.now() - startMs) / 1000 / (sequences.length * tokens));
      disposeBatch(batch);
      losses.dispose();
    }
    backend.check();
    return seconds;
  } finally {
    backend.dispose();
  }
}

/** A conversation in which every second token is an answer's. */
function conversation(): Sequence {
  const inputIds = Int32Array.from({ length: tokens }, (_, i) => 5 + ((7 * i + i * i) % 500));
  return {
    inputIds,
    labels: inputIds.map((id, i) => (i % 2 === 1 ? id : -100)),
    features: new Float32Array(0),
  };
}
