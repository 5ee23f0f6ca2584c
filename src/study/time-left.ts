/**
 * About how long a study still takes, by the runs of it that are finished. Not here: how long one run takes at a known pace
 * (src/experiment/duration.ts).
 */
import { tokensOf } from '../experiment/duration.ts';
import { type Cell, cellsOf, type Study } from './study.ts';

/** A token of training takes so many times as long as one of answering, while no run of the study tells (README, benchmark). */
const trainingShare = 2;

/** The work of one run, in tokens. */
interface Work {
  readonly training: number;
  readonly answering: number;
}

/**
 * The work of every run by its key, as of the embedded model: of others too, only how it compares from run to run counts.
 * The base model answers in the first run of a seed and value; the others have its answers.
 */
function worksOf(study: Study): Map<string, Work> {
  const begun = new Set<string>();
  return new Map(
    cellsOf(study).map(({ key, seed, value, config }: Cell) => {
      const { training, answering } = tokensOf(config);
      const isFirst = !begun.has(`${seed} ${value}`);
      begun.add(`${seed} ${value}`);
      return [key, { training, answering: isFirst ? answering : answering / 2 }];
    }),
  );
}

/**
 * Seconds until all runs of a study are finished; null before the first one is. `finished`: by the key of a run the seconds
 * that it took.
 */
export function studySecondsLeft(study: Study, finished: ReadonlyMap<string, number>): number | null {
  const works = [...worksOf(study)].map(([key, work]) => ({ ...work, seconds: finished.get(key) }));
  const total = (some: typeof works, what: 'training' | 'answering' | 'seconds') =>
    some.reduce((sum, each) => sum + (each[what] ?? 0), 0);
  const made = works.filter(({ seconds }) => seconds !== undefined);
  if (made.length === 0) return null;
  const open = works.filter(({ seconds }) => seconds === undefined);
  const left = { training: total(open, 'training'), answering: total(open, 'answering') };
  const control = made.filter(({ training }) => training === 0);
  const trained = made.filter(({ training }) => training > 0);
  if (control.length === 0 || trained.length === 0) {
    const pace =
      total(made, 'seconds') / (trainingShare * total(made, 'training') + total(made, 'answering'));
    return pace * (trainingShare * left.training + left.answering);
  }
  // Runs that train nothing tell the pace of answering, the others what is left of theirs for training.
  const answering = total(control, 'seconds') / total(control, 'answering');
  const spent = total(trained, 'seconds') - answering * total(trained, 'answering');
  return (Math.max(0, spent) / total(trained, 'training')) * left.training + answering * left.answering;
}
