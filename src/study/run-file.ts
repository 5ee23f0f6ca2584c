/**
 * A finished run as a file of a study: JSON with the config, all items with both answers, the training and the report.
 * Not here: the schemas of its parts (src/experiment/run-schema.ts), adapters, which are no JSON.
 */
import { z } from 'zod';
import { ExperimentConfig } from '../experiment/config.ts';
import { StoredItem, StoredPoint, StoredReport, StoredStep } from '../experiment/run-schema.ts';
import type { CellOutcome } from './play.ts';
import type { Cell } from './study.ts';

const RunFile = z.object({
  version: z.literal(1),
  startedAt: z.string(),
  ending: z.literal('finished'),
  message: z.null(),
  config: ExperimentConfig,
  steps: z.array(StoredStep),
  curve: z.array(StoredPoint).default([]),
  items: z.array(StoredItem),
  report: StoredReport,
});

/** The text of a run's file. */
export const writeRunFile = (outcome: CellOutcome): string =>
  `${JSON.stringify({ version: 1, ...outcome }, null, 1)}\n`;

/** Reads the file of a study's run; `file` names it in messages. Throws if it is damaged or of another run. */
export function readRunFile(text: string, file: string, cell: Cell): CellOutcome {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(
      `${file}: expected the file of a finished run, got text that is no JSON. Remove it, and the run is made again.`,
    );
  }
  const { data, error } = RunFile.safeParse(json);
  if (!data) {
    const { path, message } = error.issues[0]!;
    throw new Error(
      `${file}: expected the file of a finished run as this version writes it, got another (${path.join('.') || 'the whole'}: ${message}). Name another folder, or remove it, and the run is made again.`,
    );
  }
  if (JSON.stringify(data.config) !== JSON.stringify(ExperimentConfig.parse(cell.config)))
    throw new Error(
      `${file}: expected a run of this study, got one of other settings. Name another folder for this study, or give the settings that the study was begun with.`,
    );
  const { version: _, ...outcome } = data;
  return outcome;
}
