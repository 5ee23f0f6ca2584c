/**
 * A run as JSON: its config, all items with their answers, the steps of training and the report. A study keeps each finished
 * run so; in a run file the same JSON has the adapter beside it. Not here: the schemas of its parts
 * (src/experiment/run-schema.ts), the ZIP (run-zip.ts), whether its counts match its answers (count-check.ts).
 */
import { z } from 'zod';
import { checked, isRecord, type Read, readJson } from '../../models/json.ts';
import { ExperimentConfig } from '../experiment/config.ts';
import type { RunOutcome } from '../experiment/report.ts';
import { StoredItem, StoredPoint, StoredReport, StoredStep } from '../experiment/run-schema.ts';

const version = 1;

const RunJson = z.object({
  version: z.literal(version),
  startedAt: z.iso.datetime(),
  ending: z.enum(['finished', 'stopped', 'failed']),
  message: z.string().nullable(),
  config: ExperimentConfig,
  steps: z.array(StoredStep),
  /** Runs without a learning curve have an empty one. */
  curve: z.array(StoredPoint).default([]),
  items: z.array(StoredItem),
  report: StoredReport.nullable(),
  /** null if there is no adapter beside it. */
  adapterSha256: z.string().nullable().default(null),
  /** Who hands it in, or what they call it; null if nobody said so. */
  name: z.string().max(200).nullable().default(null),
});

/** A run without its adapter. */
export type PlainRun = Omit<RunOutcome, 'adapter'>;

/**
 * The JSON of a run. `adapterSha256` is of the weights file of the adapter beside it; null if there is none. `name`: who hands
 * it in, or what they call it; null if nobody said so.
 */
export function writeRunJson(
  run: PlainRun,
  adapterSha256: string | null,
  name: string | null = null,
): string {
  const { startedAt, ending, message, config, steps, curve, items, report } = run;
  const result = { config, steps, curve, items, report };
  const value = { version, startedAt, ending, message, ...result, adapterSha256, name };
  return `${JSON.stringify(value, null, 1)}\n`;
}

/** Reads the JSON of a run, or says what is wrong with it; `advice` is a sentence that says what to do. */
export function readRunJson(
  text: string,
  advice: string,
): Read<{ readonly run: PlainRun; readonly adapterSha256: string | null; readonly name: string | null }> {
  const json = readJson(text);
  if ('problem' in json) return json;
  const said = isRecord(json.value) ? json.value.version : undefined;
  if (said !== undefined && said !== version)
    return {
      problem: `expected a run of version ${version}, which this lab reads, got version ${JSON.stringify(said)}. Open it with the lab that wrote it.`,
    };
  const read = checked(RunJson, json.value, 'a run as this lab writes it', advice);
  if ('problem' in read) return read;
  const { version: _, adapterSha256, name, ...run } = read.value;
  return { value: { run, adapterSha256, name } };
}
