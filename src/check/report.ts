/**
 * What *Check this computer* found, as one JSON file that a person can send: its schema, its text, reading it back. It has
 * what browser and GPU say of themselves and what was measured, and nothing of the person: no name, no address, no path; the
 * test of the collected reports sees to that too. Not here: measuring (check.ts), the table of reports (table.ts).
 */
import { z } from 'zod';
import { subgroupUses } from '../../models/gpu/self-test-case.ts';
import { tilingNames, timedProducts } from '../../models/gpu/tiling-choice.ts';

/** Increase this with every change to what a report has, or to what its numbers mean. */
const reportVersion = 2;
/** Version 1 said that no run went on beside it also where that was not known, or where one began later. */
const readVersions = [1, reportVersion] as const;

/** A number measured several times: what slows the machine down for a while shows in how far they lie apart. */
const Samples = z.strictObject({ median: z.number(), least: z.number(), most: z.number() });

/** A test of the GPU (models/gpu/self-test-case.ts). */
const GpuTest = z.strictObject({
  checks: z.array(z.strictObject({ name: z.string(), error: z.number(), limit: z.number() })),
  failure: z.string().nullable(),
  subgroups: z.enum(subgroupUses).optional(),
  tilings: z.partialRecord(z.enum(timedProducts), z.enum(tilingNames)).optional(),
  tilingMs: z
    .partialRecord(z.enum(timedProducts), z.partialRecord(z.enum(tilingNames), z.number()))
    .optional(),
});

/** Training: loss and gradient, without the update, which is a thousandth of it. */
const Training = z.strictObject({ tokensPerSecond: Samples });

/** The embedded model's answers, compared with those that PyTorch gave (models/sparkle-tiny/reference.json). */
const Answers = z.strictObject({
  asked: z.int().min(0),
  agreeing: z.int().min(0),
  differing: z.array(z.strictObject({ image: z.string(), expected: z.string(), came: z.string() })),
  /** In batches of 32 answers, prompts included. */
  tokensPerSecond: Samples,
  encodeMsPerImage: Samples,
});

/** The hub, asked for one model's list of files and one small file of it. */
const Hub = z.strictObject({
  host: z.string(),
  model: z.string(),
  files: z.int().min(0),
  /** Of how many of them the hub gives the SHA-256. */
  withSha256: z.int().min(0),
  file: z.string(),
  sizeBytes: z.int().min(0),
  /** Whether the file has the hash that the hub's list gives it; null if the list gives none. */
  isRight: z.boolean().nullable(),
  seconds: z.number(),
});

/** What came of a measurement, or why nothing did; null if it was not made. */
const measured = <T extends z.ZodType>(result: T) =>
  z.union([z.strictObject({ result }), z.strictObject({ failure: z.string() })]).nullable();

/** A report. */
export const ComputerReport = z.strictObject({
  kind: z.literal('sparkle-lab computer report'),
  version: z.literal(readVersions),
  /** The day, as 2026-11-29. */
  date: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  lab: z.strictObject({ version: z.string(), commit: z.string().nullable() }),
  /** `stopped`: by the person, and the rest was not measured. */
  ending: z.enum(['finished', 'stopped']),
  browser: z.strictObject({ userAgent: z.string() }),
  computer: z.strictObject({
    threads: z.int().nullable(),
    /** As the browser rounds it, and tells it at all. */
    memoryGB: z.number().nullable(),
    /** The most that the page's JavaScript may take. */
    heapMB: z.number().nullable(),
    isSecure: z.boolean(),
    /** Whether WebAssembly may have threads. */
    isIsolated: z.boolean(),
    kept: z.enum(['private files', 'database', 'memory']),
    /** Whether a run went on in another tab meanwhile: all times are wrong then. Null where other tabs are not known. */
    besideRun: z.boolean().nullable(),
    /** Programs that waited for a processor before the check, as a mean of a minute; null where it is not told, as in a page. */
    load: z.number().nullable(),
  }),
  /** What the browser says of it; null if it gives none. */
  gpu: z
    .strictObject({
      kind: z.enum(['real', 'software']),
      vendor: z.string(),
      architecture: z.string(),
      device: z.string(),
      description: z.string(),
      features: z.array(z.string()),
      limits: z.record(z.string(), z.number()),
      subgroupSizes: z.tuple([z.number(), z.number()]).nullable(),
    })
    .nullable(),
  measured: z.strictObject({
    trainingTest: measured(GpuTest),
    answersTest: measured(GpuTest),
    processorProduct: measured(z.strictObject({ gflopPerSecond: Samples })),
    processorTraining: measured(Training),
    gpuTraining: measured(Training),
    /** Random weights in the shape of SmolVLM-256M, which only a graphics card trains in a reasonable time. */
    gpuTrainingLarge: measured(Training),
    processorAnswers: measured(Answers),
    gpuAnswers: measured(Answers),
    hub: measured(Hub),
  }),
});
/** A report. */
export type ComputerReport = z.infer<typeof ComputerReport>;

declare global {
  interface Window {
    /** On the page of the check, for the command: checks this computer, and shows it meanwhile as for a person. */
    checkThisComputer: (asked: {
      readonly hub: boolean;
      readonly load: number | null;
    }) => Promise<ComputerReport>;
    /** Set by the command: a measurement begins. */
    onCheckProgress?: (text: string) => void;
  }
}

/** Everything that is measured; null what was not. */
export type Measured = ComputerReport['measured'];

/** What comes of a measurement. */
export type ResultOf<Name extends keyof Measured> = Extract<Measured[Name], { result: unknown }>['result'];

/** The begin of every report. */
export const reportHead = { kind: 'sparkle-lab computer report', version: reportVersion } as const;

/** The text of the file, numbers with four digits: more of them say nothing. */
export const computerReportText = (report: ComputerReport): string =>
  `${JSON.stringify(
    report,
    (_key, value: unknown) =>
      typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value,
    1,
  )}\n`;

/** The report in a file. @throws Error with a plain message if it is none, or of another version of the lab. */
export function readComputerReport(name: string, text: string): ComputerReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(
      `${name}: expected a report of Check this computer, got ${text.length} characters that are no JSON. Take the file as it was saved.`,
    );
  }
  const parsed = ComputerReport.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue!.code === 'unrecognized_keys' ? issue!.keys[0] : issue!.path.join('.');
  throw new Error(
    `${name}: expected a report of Check this computer, version ${readVersions.join(' or ')}, got something else at "${at}". Take the file as it was saved, or make the report again.`,
  );
}

/** A value as JSON holds it, its texts without addresses of the network: an address may name a person or a school. */
export const withoutAddresses = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (_key, each: unknown) =>
    typeof each === 'string' ? each.replace(/\b[a-z][a-z+.-]*:\/\/[^\s"'()]+/gi, 'its address') : each,
  ) as T;
