/**
 * The state of a run: one value that goes through its stages, each of which adds to it. Whatever ends the run, what is in it
 * is kept. Not here: the stages (stage/), the report made of it (report.ts).
 */

import type { Remote } from 'comlink';
import type { Adapter } from '../../models/adapter/adapter.ts';
import type { TrainConfig } from '../../models/config.ts';
import type { TrainCheckpoint } from '../../models/train-checkpoint.ts';
import type { Inference } from '../../workers/inference.ts';
import type { LoadedModel, StepMetrics } from '../../workers/messages.ts';
import type { PhotoScene, ScoredItem, ScoredTask } from '../sparkle/dataset/imported.ts';
import type { Scene } from '../sparkle/scene/scene.ts';
import type { SceneImage } from '../sparkle/task/item.ts';
import type { ExperimentConfig } from './config.ts';
import type { Devices } from './device.ts';
import type { Hashes } from './hashes.ts';
import type { TrainingData } from './imported-data.ts';
import type { OpenedModel } from './open-model.ts';
import type { CurvePoint, ItemResult, Report, RunOutcome } from './report.ts';
import { countAwake } from './sleep.ts';

/** What a run that ended early has. A run of the same config continues from it. */
export interface RunSoFar {
  readonly items: readonly ItemResult[];
  readonly steps: readonly StepMetrics[];
  readonly curve: readonly CurvePoint[];
  /** null if training has to begin anew. */
  readonly checkpoint: TrainCheckpoint | null;
}

/** A run from its first moment on. */
export interface RunState {
  readonly config: ExperimentConfig;
  readonly startedAt: Date;
  /** Its time since it was begun, or resumed. */
  readonly awake: ReturnType<typeof countAwake>;
  readonly isResumed: boolean;
  /** Where training begins: the checkpoint of a resumed run; null for the first step. */
  readonly checkpoint: TrainCheckpoint | null;
  /** Steps that were trained and are part of the adapter. */
  readonly steps: StepMetrics[];
  /** The points of the learning curve, by step; empty if none is wanted. */
  curve: readonly CurvePoint[];
  /** By the id of the item. */
  readonly results: Map<string, ItemResult>;
  adapter: Adapter | null;
  /** The trainer's GPU; null if it was never opened. */
  gpu: TrainCheckpoint['gpu'] | null;
  /** null until the second evaluation is done. */
  report: Report | null;
}

/**
 * Draws scenes and decodes photos, in the given order, as large as the model sees them; null for a photo whose file is
 * damaged.
 */
export type Draw = (scenes: readonly (Scene | PhotoScene)[]) => Promise<(SceneImage | null)[]>;

/** The items that the model can read, also by form: an answer may have `maxNewTokens`, what runs longer is cut. */
export interface Questions {
  readonly items: readonly ScoredItem[];
  readonly groups: readonly { readonly items: readonly ScoredItem[]; readonly maxNewTokens: number }[];
}

/** Inference with the base model loaded. */
export interface LoadedInference {
  inference: Remote<Inference>;
  loaded: LoadedModel;
}

/** A run whose data are made and whose model is loaded. */
export interface PreparedRun extends RunState, OpenedModel, LoadedInference {
  /** Of the model's files (fingerprint.ts). */
  readonly fingerprint: string;
  readonly hashes: Omit<Hashes, 'items'>;
  readonly devices: Devices;
  readonly draw: Draw;
  /** Without those whose photo turned out to be damaged. */
  questions: Questions;
  /** The blind baseline of each task, 0 to 1; that of imported questions is of those that are asked. */
  readonly baselines: Map<ScoredTask, number>;
  /** null if nothing is left to train. */
  readonly trainingData: TrainingData | null;
  /** How it is trained: as the config says, with the steps that its budget gives (stage/budget.ts). */
  readonly training: TrainConfig;
  /** Whether inference has the images of the items: not after it was loaded again. */
  hasImages: boolean;
}

/** A new run, or one that continues with what an earlier run of that config had. */
export function beginRun(config: ExperimentConfig, soFar: RunSoFar | null): RunState {
  const { items = [], steps = [], curve = [], checkpoint = null } = soFar ?? {};
  const stepsDone = checkpoint?.step ?? 0;
  return {
    config,
    startedAt: new Date(),
    awake: countAwake(),
    isResumed: soFar !== null,
    checkpoint,
    steps: steps.filter(({ step }) => step < stepsDone),
    curve: curve.filter(({ step }) => step <= stepsDone),
    results: new Map(items.map((result) => [result.item.id, result])),
    adapter: checkpoint?.adapter ?? null,
    gpu: checkpoint?.gpu ?? null,
    report: null,
  };
}

/** The run as it is kept. `message` says why it failed; null otherwise. */
export const outcomeOf = (
  { startedAt, config, steps, curve, results, report, adapter }: RunState,
  ending: RunOutcome['ending'],
  message: string | null,
): RunOutcome => ({
  startedAt: startedAt.toISOString(),
  ending,
  message,
  config,
  steps,
  curve,
  items: [...results.values()],
  report,
  adapter,
});
