/**
 * The folder that goes to a cluster, by the names of its files, and experiment.json: what the lab must know again when the
 * answers come back. Not here: making the files (takeaway.ts), reading the answers (results.ts).
 */
import { z } from 'zod';
import { ExperimentConfig } from '../experiment/config.ts';

/** Where the parts of the folder lie. */
export const experimentFile = 'experiment.json';
export const trainFile = 'train.jsonl';
export const validationFile = 'validation.jsonl';
export const testFile = 'test.jsonl';
export const pluginFile = 'sparkle_template.py';
export const modelFolder = 'model';

/** What train.sh and infer.sh write there. */
export const adapterFolder = 'adapter';
export const logFile = 'training/logging.jsonl';
export const beforeFile = 'before.jsonl';
export const answersFile = 'answers.jsonl';
export const versionsFile = 'versions.json';
export const resultsFile = 'results.zip';

/** A file of the folder. Its bytes are made when they are asked for, in order. */
export interface TakenFile {
  readonly path: string;
  readonly bytes: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const count = z.int().min(0);

/** experiment.json. */
export const TakenExperiment = z.strictObject({
  kind: z.literal('sparkle-takeaway'),
  version: z.literal(1),
  /** ISO 8601. */
  takenAt: z.iso.datetime(),
  lab: z.object({ version: z.string(), commit: z.string().nullable() }),
  config: ExperimentConfig,
  /** Steps of training: those of the config, or those that its budget gives. */
  steps: count,
  /** The fingerprint of the base model's files. */
  weights: z.string(),
  /** Of the files that it was made of, and of all asked items with their right answers. */
  hashes: z.object({
    model: z.record(z.string(), z.string()),
    items: z.string(),
    trainingData: z.string().nullable(),
    testData: z.string().nullable(),
  }),
  /** The strength of place that the model sees at; null if it has none to set. */
  place: z.number().nullable(),
  /** The sizes of the decoder, by which an adapter of another model is told. */
  decoder: z.object({
    hidden: count,
    intermediate: count,
    layers: count,
    heads: count,
    keyValueHeads: count,
    headSize: count,
  }),
  /** The items that are asked, in the order of test.jsonl, with the path of the image that is shown; null for none. */
  asked: z.array(z.object({ id: z.string(), image: z.string().nullable() })),
});
export type TakenExperiment = z.infer<typeof TakenExperiment>;
