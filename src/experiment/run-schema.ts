/**
 * The schema of a stored run, checked when it is read: another version of the lab may have written it, or a full disk cut
 * it off. Not here: where runs are stored (src/app/runs/store.ts), the meaning (report.ts).
 */
import { z } from 'zod';
import { importedTasks, type ScoredItem } from '../sparkle/dataset/imported.ts';
import { verdictNames } from '../sparkle/reasons.ts';
import { type AnswerForm, answerForms } from '../sparkle/style/query.ts';
import { type StyleName, styles } from '../sparkle/style/styles.ts';
import { isTask } from '../sparkle/task/task-name.ts';
import { type Task, taskKinds } from '../sparkle/tasks.ts';
import { ExperimentConfig } from './config.ts';
import { type CurvePoint, type ItemResult, type Report, type RunRecord, withHolm } from './report.ts';
import { matchNames } from './statistics/reasons.ts';

const task = z.custom<Task>((name) => typeof name === 'string' && isTask(name));
const count = z.int().min(0);
const node = z.object({ column: z.int(), row: z.int() });
const point = z.object({ x: z.number(), y: z.number() });
const object = z.object({ name: z.string(), radius: z.number(), ...point.shape });
const byte = z.int().min(0).max(255);
const color = z.tuple([byte, byte, byte]);
const look = z.object({
  objects: z.enum(['translucent', 'labels']).exactOptional(),
  background: z.union([color, z.enum(['noise', 'gradient'])]).exactOptional(),
  noiseSeed: count.exactOptional(),
  font: z.enum(['serif', 'mono']).exactOptional(),
});
const lineWidth = z.number().exactOptional();

const shape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('line'), from: point, to: point, lineWidth: z.number(), color }),
  z.object({ kind: z.literal('circle'), centre: point, radius: z.number(), lineWidth, color }),
  z.object({
    kind: z.literal('rectangle'),
    corner: point,
    width: z.number(),
    height: z.number(),
    lineWidth,
    color,
  }),
  z.object({ kind: z.literal('text'), centre: point, text: z.string(), height: z.number(), color }),
]);

const scene = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('points'),
      id: z.string(),
      objects: z.array(object),
      distractors: z.array(object).exactOptional(),
      look: look.exactOptional(),
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
      blocked: z.array(z.tuple([node, node])).exactOptional(),
      rotationDeg: z.number().exactOptional(),
      jitter: z.array(point).exactOptional(),
      look: look.exactOptional(),
    })
    .loose(),
  z
    .object({
      kind: z.literal('figure'),
      id: z.string(),
      shapes: z.array(shape),
      places: z.array(z.object({ name: z.string(), ...point.shape })).exactOptional(),
      told: z.string().exactOptional(),
    })
    .loose(),
]);

const otherStyles = (Object.keys(styles) as StyleName[]).filter((name) => name !== 'embedded');

const score = z
  .object({ isParsed: z.boolean(), isCorrect: z.boolean(), lengthRatio: z.number().nullable() })
  .loose();
const device = z.enum(['webgpu', 'wasm', 'ms-swift']);
/** Who gave an answer. */
export const StoredAnswerer = z.object({ device, model: z.string() });
const answer = z.object({ text: z.string(), score, by: StoredAnswerer.exactOptional() }).nullable();

/** An item, made or imported. */
export const StoredQuestion: z.ZodType<ScoredItem> = z.union([
  z
    .object({
      id: z.string(),
      task,
      form: z.custom<AnswerForm>((name) => typeof name === 'string' && Object.hasOwn(answerForms, name)),
      scene,
      shown: scene.nullable().exactOptional(),
      names: z.array(z.string()),
      question: z.string(),
      answer: z.string(),
      style: z.enum(otherStyles).exactOptional(),
      options: z.array(z.string()).exactOptional(),
    })
    .loose(),
  z
    .object({
      id: z.string(),
      task: z.enum(importedTasks),
      form: z.literal('text'),
      scene: z.object({
        kind: z.literal('photo'),
        id: z.string(),
        dataset: z.string(),
        path: z.string(),
      }),
      question: z.string(),
      answer: z.string(),
      options: z.array(z.string()).exactOptional(),
    })
    .loose(),
]);

export const StoredItem: z.ZodType<ItemResult> = z.object({
  item: StoredQuestion,
  before: answer,
  after: answer,
});

const validation = z.object({ loss: z.number(), accuracy: z.number() });

export const StoredStep: z.ZodType<RunRecord['steps'][number]> = z.object({
  step: count,
  loss: z.number(),
  gradNorm: z.number(),
  learningRate: z.number(),
  tokensPerSecond: z.number().exactOptional(),
  paddingShare: z.number().exactOptional(),
  stepMs: z.number().exactOptional(),
  validation: validation.exactOptional(),
});

const tally = z.object({ correct: count, parsed: count });
const interval = z.object({ low: z.number(), high: z.number() }).nullable();
const lengthRatio = z.object({
  legalBefore: count,
  legalAfter: count,
  pairs: count,
  change: z
    .object({
      meanBefore: z.number(),
      meanAfter: z.number(),
      meanDifference: z.number(),
      meanInterval: interval,
      medianDifference: z.number(),
      medianInterval: interval,
    })
    .nullable(),
});

const reasonsTally = z.object({
  verdicts: z.record(z.enum(verdictNames), count),
  positions: z.record(z.enum(matchNames), count),
});
const reasons = z.object({ before: reasonsTally, after: reasonsTally });

export const StoredPoint: z.ZodType<CurvePoint> = z.object({
  step: count,
  tasks: z.array(z.object({ task: z.union([task, z.enum(importedTasks)]), items: count, ...tally.shape })),
  by: StoredAnswerer,
});

const provenance = z.object({
  startedAt: z.string(),
  finishedAt: z.string(),
  lab: z.object({ version: z.string(), commit: z.string().nullable() }),
  hashes: z.object({
    model: z.record(z.string(), z.string()),
    items: z.string(),
    trainingData: z.string().nullable(),
    testData: z.string().nullable(),
    adapter: z.string().nullable(),
  }),
});

/** Older reports lack some fields: adjusted p are computed from the others; lengths of routes and reasons from the items. */
export const StoredReport: z.ZodType<Report> = z.object({
  config: ExperimentConfig,
  tasks: z
    .array(
      z.object({
        task: z.union([task, z.enum(importedTasks)]),
        kind: z.enum([...taskKinds, 'imported']),
        items: count,
        before: tally,
        after: tally,
        p: z.number().min(0).max(1),
        lengthRatio: lengthRatio.nullable().default(null),
        reasons: reasons.nullable().default(null),
        blindBaseline: z.number().min(0).max(1),
      }),
    )
    .transform(withHolm),
  training: z.object({
    steps: count,
    lossFirst: z.number().nullable(),
    lossLast: z.number().nullable(),
    secondsPerStep: z.number().nullable(),
    validation: validation.extend({ steps: count }).nullable().default(null),
  }),
  curve: z.array(StoredPoint).default([]),
  secondsTotal: z.number().min(0).nullable(),
  isResumed: z.boolean().default(false),
  weights: z.string().nullable().default(null),
  environment: z.object({
    userAgent: z.string(),
    gpu: z.string().nullable(),
    isSoftwareGpu: z.boolean().nullable(),
    trainingDevice: z.enum(['webgpu', 'wasm']).nullable().default(null),
    inferenceDevice: device,
  }),
  provenance: provenance.nullable().default(null),
});

/** record.json; it is written last, so a run that has it is complete. */
export const StoredEnding = z.object({
  version: z.literal(1),
  id: z.string(),
  startedAt: z.string(),
  ending: z.enum(['finished', 'stopped', 'failed']),
  message: z.string().nullable(),
  hasAdapter: z.boolean(),
  /** Absent for a run that was made here. */
  importedFrom: z.string().exactOptional(),
});
export type StoredEnding = z.infer<typeof StoredEnding>;
