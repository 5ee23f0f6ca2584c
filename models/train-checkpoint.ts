/**
 * The state of training, as plain data and as two files: all that is needed to resume as if nothing had happened. Every
 * random choice of training is a function of the seed and the step, so the state of no random generator is needed.
 * Not here: making and using checkpoints (workers/trainer.ts), where the files are kept (src/app/storage).
 */
import { z } from 'zod';
import type { Adapter, LoraModule } from './adapter/adapter.ts';
import { floatTensor, readSafetensors, type SafeTensor, toFloat32, writeSafetensors } from './safetensors.ts';

/** The state of training between two steps. */
export interface TrainCheckpoint {
  /** Id of the base model. */
  readonly model: string;
  readonly seed: number;
  /** The GPU it was trained on, as the browser names it, for the report. */
  readonly gpu: { readonly adapter: string; readonly isSoftware: boolean };
  /** Steps done. This is also the number of the next step, counted from 0, and AdamW's step count. */
  readonly step: number;
  /** The number of the first conversation of the training data that is still needed. */
  readonly conversation: number;
  /** Whether training is over; `adapter` is then the one to use. */
  readonly isComplete: boolean;
  readonly adapter: Adapter;
  /** AdamW's running mean of the gradient, in the shape of the adapter. */
  readonly gradientMean: Adapter;
  /** AdamW's running mean of the squared gradient, in the same shape. */
  readonly squareMean: Adapter;
  /** The adapter of the lowest validation loss so far; null before the first validation. */
  readonly best: BestAdapter | null;
  /** Validations in a row that were no better than the best. */
  readonly validationsSinceBest: number;
}

/** The adapter of the lowest validation loss: the loss in nats, and the number of steps after which it was measured. */
interface BestAdapter {
  readonly step: number;
  readonly loss: number;
  readonly adapter: Adapter;
}

/** A checkpoint that is damaged or belongs to another training. The message says what was expected and what came. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** The two files: numbers as JSON, and matrices as safetensors with names such as `adapter.<module>.lora_A`. */
interface CheckpointFiles {
  readonly json: string;
  readonly tensors: Uint8Array<ArrayBuffer>;
}

const Head = z.strictObject({
  version: z.literal(1),
  model: z.string(),
  seed: z.int().min(0),
  gpu: z.strictObject({ adapter: z.string(), isSoftware: z.boolean() }),
  step: z.int().min(0),
  conversation: z.int().min(0),
  isComplete: z.boolean(),
  /** The settings of the adapter, the same for each part. */
  lora: z.strictObject({
    rank: z.int().min(1),
    alpha: z.number().positive(),
    scaling: z.literal('rslora').exactOptional(),
    place: z.number().min(0).max(1).exactOptional(),
  }),
  best: z.strictObject({ step: z.int().min(0), loss: z.number() }).nullable(),
  validationsSinceBest: z.int().min(0),
});

const parts = ['adapter', 'gradientMean', 'squareMean'] as const;

/** The checkpoint as files. */
export function writeCheckpoint(checkpoint: TrainCheckpoint): CheckpointFiles {
  const { adapter, gradientMean: _mean, squareMean: _square, best, ...numbers } = checkpoint;
  const { modules: _, ...lora } = adapter;
  const tensors = new Map<string, SafeTensor>();
  for (const part of parts) addTensors(tensors, part, checkpoint[part]);
  if (best) addTensors(tensors, 'best', best.adapter);
  const head: z.infer<typeof Head> = {
    version: 1,
    ...numbers,
    lora,
    best: best && { step: best.step, loss: best.loss },
  };
  return { json: `${JSON.stringify(head, null, 2)}\n`, tensors: writeSafetensors(tensors) };
}

function addTensors(tensors: Map<string, SafeTensor>, part: string, { rank, modules }: Adapter): void {
  for (const { name, inFeatures, outFeatures, loraA, loraB } of modules) {
    tensors.set(`${part}.${name}.lora_A`, floatTensor([rank, inFeatures], loraA));
    tensors.set(`${part}.${name}.lora_B`, floatTensor([outFeatures, rank], loraB));
  }
}

/**
 * The checkpoint that the JSON describes. `readTensors` gives the file with the matrices of a step, or null if it is
 * missing. Throws CheckpointError or SafetensorsError. Whether the checkpoint fits a model is checked where it is used.
 */
export async function readCheckpoint(
  json: string,
  readTensors: (step: number) => Promise<Uint8Array<ArrayBuffer> | null>,
): Promise<TrainCheckpoint> {
  const { version: _, lora, best, ...numbers } = readHead(json);
  const bytes = await readTensors(numbers.step);
  if (!bytes)
    throw new CheckpointError(
      `The checkpoint is damaged: its matrices of step ${numbers.step} are not there.`,
    );
  const tensors = readSafetensors(bytes, 'checkpoint');
  const adapterOf = (part: string): Adapter => ({ ...lora, modules: modulesOf(tensors, part) });
  const [adapter, gradientMean, squareMean] = parts.map(adapterOf) as [Adapter, Adapter, Adapter];
  return {
    ...numbers,
    adapter,
    gradientMean,
    squareMean,
    best: best && { ...best, adapter: adapterOf('best') },
  };
}

function readHead(json: string): z.infer<typeof Head> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new CheckpointError(`The checkpoint is damaged: expected JSON, got ${json.length} characters.`);
  }
  const parsed = Head.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new CheckpointError(
    `The checkpoint is not what this version of the lab writes: at "${path.join('.')}", ${message}.`,
  );
}

function modulesOf(tensors: ReadonlyMap<string, SafeTensor>, part: string): LoraModule[] {
  const start = `${part}.`;
  const modules = [...tensors].flatMap(([key, A]): LoraModule[] => {
    if (!key.startsWith(start) || !key.endsWith('.lora_A')) return [];
    const name = key.slice(start.length, -'.lora_A'.length);
    const B = tensors.get(`${start}${name}.lora_B`);
    const [, inFeatures] = A.shape;
    const outFeatures = B?.shape[0];
    if (!B || inFeatures === undefined || outFeatures === undefined)
      throw new CheckpointError(`The checkpoint is damaged: ${part} has no lora_B of ${name}.`);
    return [{ name, inFeatures, outFeatures, loraA: toFloat32(A), loraB: toFloat32(B) }];
  });
  if (modules.length === 0) throw new CheckpointError(`The checkpoint is damaged: it has no ${part}.`);
  return modules;
}
