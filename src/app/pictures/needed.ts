/**
 * How many questions of one's own are needed, from what is known: what a measurement of so many can tell from chance, and
 * how often a training shows each picture. Not here: the sentences (src/words), the meter (needed.tsx).
 */
import type { ExperimentConfig } from '../../experiment/config.ts';
import { changesNeeded } from '../../experiment/verdict.ts';
import { blindShare, importedItems } from '../../sparkle/dataset/imported.ts';
import { type Draft, datasetOf, finishedPart } from './draft.ts';

/** What so many questions are good for. */
interface Needed {
  /** Finished questions, and the pictures that they are about. */
  readonly questions: number;
  readonly pictures: number;
  /** Tests of a run: one for each task of the setup, and one for these questions. */
  readonly tests: number;
  /** Answers that must change, all one way, to be told from chance. */
  readonly changes: number;
  /** Questions of which a quarter is that many. */
  readonly recommended: number;
  /** The share that the best single answer gets right, 0 to 1; null without questions. */
  readonly blind: number | null;
  /** Pictures that a training of the setup's length shows, and how often it shows each of these. */
  readonly shown: number;
  readonly times: number;
}

/** The smallest change that the recommended number of questions shows. */
const visibleShare = 1 / 4;

/** What the finished questions of a draft are good for in a run of these settings. */
export function neededOf(draft: Draft, config: ExperimentConfig): Needed {
  const finished = finishedPart(draft);
  const set = { ...datasetOf(finished), id: '' };
  const questions = set.questions.length;
  const tests = config.evaluation.tasks.length + 1;
  const changes = changesNeeded(tests);
  const { steps, accumulate, batchSize } = config.training;
  const shown = steps * accumulate * batchSize;
  return {
    questions,
    pictures: finished.length,
    tests,
    changes,
    recommended: Math.ceil(changes / visibleShare),
    blind: questions > 0 ? blindShare(importedItems(set, config.seed, questions)) : null,
    shown,
    times: finished.length > 0 ? shown / finished.length : 0,
  };
}
