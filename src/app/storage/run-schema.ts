/**
 * What a stored run must look like to be believed: checked when it is read back, because another version of
 * the lab or a full disk may have written it. Not here: the files (run-store.ts), the meaning (src/experiment/report.ts).
 */
import { z } from 'zod';
import { ExperimentConfig } from '../../experiment/config.ts';
import type { ItemResult, Report, RunRecord } from '../../experiment/report.ts';
import { isTask, type Task } from '../../sparkle/item.ts';

const task = z.custom<Task>((name) => typeof name === 'string' && isTask(name));
const count = z.int().min(0);
const node = z.object({ column: z.int(), row: z.int() });

const scene = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('points'),
      id: z.string(),
      objects: z.array(z.looseObject({ name: z.string(), x: z.number(), y: z.number(), radius: z.number() })),
    })
    .loose(),
  z
    .object({
      kind: z.literal('lattice'),
      id: z.string(),
      size: z.int(),
      start: node,
      end: node,
      hasNodeLabels: z.boolean(),
    })
    .loose(),
]);

const score = z
  .object({ isParsed: z.boolean(), isCorrect: z.boolean(), lengthRatio: z.number().nullable() })
  .loose();
const answer = z.object({ text: z.string(), score }).nullable();

export const StoredItem: z.ZodType<ItemResult> = z.object({
  item: z
    .object({
      id: z.string(),
      task,
      form: z.enum([
        'direction',
        'comparison',
        'pair',
        'number',
        'coordinates',
        'region',
        'description',
        'path',
        'route',
      ]),
      scene,
      names: z.array(z.string()),
      question: z.string(),
      answer: z.string(),
    })
    .loose(),
  before: answer,
  after: answer,
});

export const StoredStep: z.ZodType<RunRecord['steps'][number]> = z.object({
  step: count,
  loss: z.number(),
  gradNorm: z.number(),
  learningRate: z.number(),
  tokensPerSecond: z.number(),
  paddingShare: z.number(),
  stepMs: z.number(),
});

const tally = z.object({ correct: count, parsed: count });

export const StoredReport: z.ZodType<Report> = z.object({
  config: ExperimentConfig,
  tasks: z.array(
    z.object({
      task,
      kind: z.enum(['basic', 'composite']),
      items: count,
      before: tally,
      after: tally,
      p: z.number().min(0).max(1),
      blindBaseline: z.number().min(0).max(1),
    }),
  ),
  training: z.object({
    steps: count,
    lossFirst: z.number().nullable(),
    lossLast: z.number().nullable(),
    secondsPerStep: z.number().nullable(),
  }),
  secondsTotal: z.number().min(0),
  environment: z.object({
    userAgent: z.string(),
    gpu: z.string().nullable(),
    isSoftwareGpu: z.boolean().nullable(),
    inferenceDevice: z.enum(['webgpu', 'wasm']),
  }),
});

/** record.json: written last, so its presence says that the run is whole. */
export const StoredEnding = z.object({
  version: z.literal(1),
  id: z.string(),
  startedAt: z.string(),
  ending: z.enum(['finished', 'stopped', 'failed']),
  message: z.string().nullable(),
  hasAdapter: z.boolean(),
});
export type StoredEnding = z.infer<typeof StoredEnding>;
