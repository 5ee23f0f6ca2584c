/**
 * The command line of `npm run record`: that of `npm run study`, for studies that every visitor's page can show and repeat.
 * Not here: the options themselves (study-options.ts), recording (record.ts).
 */
import { sparkleTiny } from '../../models/registry.ts';
import { stepsOf } from '../experiment/config.ts';
import { type Cell, cellsOf, type Study } from '../study/study.ts';
import { readOptions as readStudy, type StudyOptions } from './study-options.ts';

/** The usage text of the command. */
export const usage = `npm run record -- [options]
Plays a study as npm run study does, and writes its record into public/records/, from where it ships with the lab.
  --out DIR        where the study is kept, as npm run study keeps it: what is finished there is not made again.
                   The name of the folder is the name of the record
  --help
All other options are those of npm run study, for the embedded model and the tasks of the lab.`;

/** A name that is the same in every file system and address. */
const recordName = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** A study and the name of its record. */
interface RecordOptions extends StudyOptions {
  readonly name: string;
}

/** null if help is wanted. @throws Error with a plain message for an unknown option or a wrong value. */
export function readOptions(args: readonly string[]): RecordOptions | null {
  const options = readStudy(args);
  if (!options) return null;
  const { study, model, out } = options;
  if (model !== null || study.base.model !== sparkleTiny.id)
    throw new Error(
      `--model: expected the embedded model, which every visitor of the page has, got ${study.base.model}. Leave it out.`,
    );
  if (study.base.data.test !== null)
    throw new Error(
      `--test-data: expected the tasks of the lab, whose questions can be made again, got ${study.base.data.test}. Leave it out.`,
    );
  const name = out.replace(/[/\\]+$/, '').replace(/^.*[/\\]/, '');
  if (!recordName.test(name))
    throw new Error(
      `--out: expected a folder whose name can be that of a record (small letters, digits and hyphens), got "${name}". Name another folder, or move this one.`,
    );
  return { ...options, name };
}

/** The run whose adapter ships with the record: all skills, if it is an arm, at the first seed. null if nothing is trained. */
export function adapterCellOf(study: Study): Cell | null {
  const trained = cellsOf(study).filter(({ config }) => stepsOf(config) > 0);
  return trained.find(({ arm }) => arm === 'all') ?? trained[0] ?? null;
}
