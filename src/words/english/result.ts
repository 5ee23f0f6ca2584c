/**
 * English words: the result of a run: its parts, its tables, its items. Not here: where they stand (src/app/result), the
 * finding (finding.ts), the figures (figures.ts).
 */
import type { ComponentChildren } from 'preact';
import { reasons } from './reasons.ts';

const plural = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

const differing = (labels: readonly string[], isCounted: boolean): string =>
  isCounted ? `${labels.length} differ` : labels.map((label) => label.toLowerCase()).join(', ');

/** The words. */
export const result = {
  reasons,
  heading: (run: string) => `Result · ${run}`,
  table: 'Table',
  training: (what: string) => `Training: ${what}`,
  noSteps: 'no steps',
  steps: (count: number, lossFirst: string, lossLast: string) =>
    `${plural(count, 'step')}, loss ${lossFirst} → ${lossLast}`,
  validated: (loss: string, steps: number, accuracy: string) =>
    `validation loss ${loss} after ${plural(steps, 'step')} (${accuracy} of its answer tokens predicted)`,
  otherWeights: (others: string) =>
    `This run was made with ${others}. Its numbers are another model's: do not compare them with those of runs made now.`,
  outside: (where: string) => `Trained and answered outside the lab, by ${where}; judged here.`,
  imported: (from: string) => `Imported from ${from}. Its counts were checked against its answers.`,
  measured: (adapter: string) =>
    `Nothing was trained here: before is the base model alone, after the base model with the adapter ${adapter}.`,
  stopped: 'This run was stopped before its end.',
  failed: 'This run ended early.',
  noComparison: 'There is no comparison.',
  finishedPart: 'There is no comparison, but what it finished is here.',
  nothingAnswered: 'No item had been answered yet.',
  itemsOf: (task: string) => `${task}: items`,
  when: 'When does it happen?',

  downloadRun: 'Download run',
  aboutRunFile:
    'The whole run in one ZIP: settings, items, answers, training, report and adapter. It opens here and on another computer.',
  downloadAdapter: 'Download adapter',
  aboutAdapterFile: 'PEFT layout: adapter_config.json and adapter_model.safetensors',
  downloadReport: 'Download report',
  itemsAs: (kind: string) => `Items as ${kind}`,
  aboutItemsFile: 'A row an item: question, reference answer, and both answers with how they were judged',

  seeing: 'Seeing or thinking?',
  byDifficulty: 'By difficulty',
  aboutDifficulty:
    'Right answers, percent of the items of a level, whose number stands below it. Hollow: before training; filled: after, on the same items. Whiskers: 95 % Wilson interval.',
  mistaken: 'What is mistaken for what',

  others: {
    run: (labels: readonly string[], isCounted: boolean) =>
      `This run was made with other settings than those set up on this page: ${differing(labels, isCounted)}.`,
    study: (labels: readonly string[], isCounted: boolean) =>
      `This study has other settings than those set up on this page: ${differing(labels, isCounted)}.`,
  },
  useThese: 'Use these settings',

  items: {
    label: (title: string) => `Items: ${title}`,
    close: 'Close the items',
    show: 'Show',
    filters: { all: 'all', fixed: 'fixed', broken: 'broken', wrong: 'wrong' },
    more: (count: number) => `Show ${count} more`,
    place: (place: number, of: number) => `${place} of ${of}`,
    before: 'before',
    after: 'after',
  },

  dialog: {
    label: (id: string) => `Item ${id}`,
    previous: 'Previous item',
    next: 'Next item',
    close: 'Close',
    before: 'Before',
    after: 'After',
    right: 'A right answer',
    forWrongReasons: ', for wrong reasons',
    noText: '(no text)',
    notAsked: 'This item was not asked again.',
    longer: (percent: number) => `${percent} % longer than the shortest route`,
    anyRight: 'Any answer that is right for the scene counts, not only the response.',
    captionLetter:
      'The letter of the right caption counts, in a box or alone; the words of a caption without its letter do not.',
    onlyResponse: 'Only the response is right; case, spaces, quotation marks and the full stop do not count.',
    noPicture: 'A control: the model got no picture, only the words above.',
    whitePicture: 'A control: the model was shown a white picture.',
    drawn:
      'Drawn on the picture: the broad band or ring is the right answer, the thin dashed arrow or ring the given one.',
    ghosts:
      'A dashed square is the cell that the answer gives for the object of its colour; it has a name where that is not the object’s own cell.',
  },

  task: 'task',
  rightBefore: (interval: ComponentChildren): ComponentChildren => ['right before (', interval, ')'],
  wilson: {
    word: '95 %',
    text: "The 95 % Wilson interval: with this many items, the model's true share of right answers lies in it in 95 of 100 such experiments.",
  },
  rightAfter: 'right after (95 %)',
  mcNemar: {
    word: 'McNemar',
    text: "McNemar's exact test looks only at items whose mark changed. p is the chance of a split at least this uneven if training changed nothing.",
  },
  holm: {
    word: 'Holm',
    text: (tests: number) =>
      `The same p, adjusted for the ${tests} tests of this table (Holm): of several tests one comes out small by chance more often than one alone. This is the p to judge by, and the one in the sentence above.`,
  },
  blind: {
    word: 'blind',
    text: 'The best score without looking at the picture: the better of always giving one answer and of guessing in the right form. Simulated on other items.',
  },
  readable: {
    word: 'readable',
    text: 'Answers that have the asked form, before and after, whether right or wrong. Counted apart from skill: a model can learn the form alone.',
  },
  tally: (correct: number, items: number, percent: string, low: number, high: number) =>
    `${correct} of ${items} · ${percent} (${low}–${high})`,

  lengths: 'lengths',
  legal: {
    word: 'legal',
    text: 'Answers that are a route: every object once, from the asked start. Before and after.',
  },
  length: {
    word: 'length',
    text: 'The mean length of the routes, before and after, the shortest route being 1. Of items with a legal route both times, so that the same scenes are compared.',
  },
  meanChange: {
    word: 'mean change (95 %)',
    text: 'After less before, the mean over items: below 0 the routes became shorter. The interval is a bootstrap: 5,000 times, as many items are drawn from these with replacement; between its bounds lie the middle 95 % of their means, corrected for skew (BCa). Fewer than five items have none.',
  },
  medianChange: {
    word: 'median change (95 %)',
    text: 'Half of the items changed by less, half by more. Between the bounds lie the middle 95 % of the medians of 5,000 bootstrap samples.',
  },
  itemsHead: 'items',
  legalOf: (before: number, after: number, items: number) => `${before} → ${after} of ${items}`,
  within: (low: string, high: string) => `(${low} to ${high})`,
};
