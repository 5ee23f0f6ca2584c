/**
 * A finished run as a file of a study: the JSON that a run file has too (src/run-file/run-json.ts), without an adapter. Not
 * here: the JSON itself.
 */
import { ExperimentConfig } from '../experiment/config.ts';
import { readRunJson, writeRunJson } from '../run-file/run-json.ts';
import type { CellOutcome } from './play.ts';
import type { Cell } from './study.ts';

/** The text of a run's file. */
export const writeRunFile = (outcome: CellOutcome): string => writeRunJson(outcome, null);

/** Reads the file of a study's run; `file` names it in messages. Throws if it is damaged or of another run. */
export function readRunFile(text: string, file: string, cell: Cell): CellOutcome {
  const read = readRunJson(text, 'Name another folder, or remove it, and the run is made again.');
  if ('problem' in read) throw new Error(`${file}: ${read.problem}`);
  const { run } = read.value;
  if (run.ending !== 'finished')
    throw new Error(
      `${file}: expected a finished run, got one that ended as ${run.ending}. Remove it, and the run is made again.`,
    );
  if (JSON.stringify(run.config) !== JSON.stringify(ExperimentConfig.parse(cell.config)))
    throw new Error(
      `${file}: expected a run of this study, got one of other settings. Name another folder for this study, or give the settings that the study was begun with.`,
    );
  return run;
}
