/**
 * The memory an experiment needs on a base model, and whether a GPU allows it, known before anything is downloaded. Not
 * here: the formulas (models/memory.ts), asking the GPU (models/gpu/adapter.ts).
 */
import type { GpuLimits } from '../../models/gpu/adapter.ts';
import {
  answeringMemory,
  conversationTokens,
  processorTrainingBytes,
  type TrainingLoad,
  trainingMemory,
} from '../../models/memory.ts';
import { crewSize, imagesPerPass, lossesPerPass, promptsPerPass } from '../../models/pass-sizes.ts';
import {
  type Dtypes,
  hubModels,
  type ModelShape,
  sparkleTiny,
  sparkleTinyShape,
} from '../../models/registry.ts';
import { words } from '../words/words.ts';
import type { ExperimentConfig } from './config.ts';

/** The memory that training and answering need, computed from shapes alone. */
interface ModelNeeds {
  readonly trainingBytes: number;
  readonly answeringBytes: number;
}

const loadOf = (
  shape: ModelShape,
  { lora, training, questionsPerImage }: ExperimentConfig,
): TrainingLoad => ({
  rank: lora.rank,
  batchSize: training.batchSize,
  validationBatchSize: training.validationItems > 0 ? Math.min(lossesPerPass, training.batchSize) : 0,
  ...conversationTokens(shape, questionsPerImage),
});

/** The memory an experiment needs on a model of that shape, trained on the GPU or on a processor of so many cores. */
export function needsOf(
  shape: ModelShape,
  dtype: Dtypes,
  config: ExperimentConfig,
  trainedOn: 'gpu' | { readonly cores: number },
): ModelNeeds {
  // A scored question counts like an image with three questions of training: answers about routes are long.
  const { tokens } = conversationTokens(shape, 3);
  const load = { images: imagesPerPass(shape.vision), prompts: promptsPerPass, tokens };
  return {
    trainingBytes:
      trainedOn === 'gpu'
        ? trainingMemory(shape, dtype.decoder_model_merged, loadOf(shape, config)).totalBytes
        : processorTrainingBytes(shape, loadOf(shape, config), crewSize(trainedOn.cores)),
    answeringBytes: answeringMemory(shape, dtype, load).totalBytes,
  };
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

/** Why a GPU cannot train a model with these settings, and what would fit; null if it can, as far as can be known. */
export function misfitOf(
  shape: ModelShape,
  dtype: Dtypes,
  config: ExperimentConfig,
  { maxBufferBytes }: GpuLimits,
): string | null {
  const largest = (of: ModelShape, batchSize: number) => {
    const changed = { ...config, training: { ...config.training, batchSize } };
    return trainingMemory(of, dtype.decoder_model_merged, loadOf(of, changed)).largestBufferBytes;
  };
  const { batchSize } = config.training;
  const needed = largest(shape, batchSize);
  if (needed <= maxBufferBytes) return null;
  const smaller = Array.from({ length: batchSize - 1 }, (_, i) => batchSize - 1 - i);
  const fitting = smaller.find((size) => largest(shape, size) <= maxBufferBytes);
  const others = [{ name: sparkleTiny.name, shape: sparkleTinyShape }, ...hubModels]
    .filter((each) => largest(each.shape, batchSize) <= maxBufferBytes)
    .map(({ name }) => name);
  const advice =
    fitting !== undefined
      ? `A batch of ${fitting} would fit; with more batches a step it trains the same.`
      : others.length > 0
        ? `With these settings ${new Intl.ListFormat(words.value.format.dateLocale, { type: 'disjunction' }).format(others)} would fit.`
        : 'Choose a smaller batch or fewer questions per image.';
  return `To train on it, a batch of ${batchSize} needs ${megabytes(needed)} in one buffer, and this GPU allows ${megabytes(maxBufferBytes)}. ${advice}`;
}
