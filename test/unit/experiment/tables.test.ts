/**
 * A row that is added to a table is in everything that derives from it: the schema, the link, the messages, the usage of
 * the command line, the lists of the page, the data. The rows are added before the modules that read the tables are
 * loaded; what is asked here are those modules' own functions.
 */
import { expect, test } from 'vitest';
import type { Arm, ArmRow, NamedArm } from '../../../src/experiment/arms.ts';
import type { SuiteName } from '../../../src/experiment/suites.ts';
import type { FigureScene } from '../../../src/sparkle/scene/scene.ts';
import type { StyleName, StyleRow } from '../../../src/sparkle/style/styles.ts';
import type { Questions } from '../../../src/sparkle/task/ask.ts';
import type { Task, TaskFamily } from '../../../src/sparkle/tasks.ts';

const scene = (id: string): FigureScene => ({ kind: 'figure', id, shapes: [], told: 'Nothing.' });
const questions: Questions = ({ count, idOf }) =>
  Array.from({ length: count }, (_, index) => ({
    form: 'count',
    scene: scene(idOf(index)),
    names: [],
    question: 'How many folds are there?',
    answer: '2',
  }));

const folds: TaskFamily = {
  name: 'fold',
  sizes: { min: 2, max: 4, default: [3] },
  kind: 'composite',
  hue: 'composite',
  variants: ['background'],
  questions,
  training: (_, id) => ({ scene: scene(id), query: { form: 'route', names: [], choice: null } }),
};
const stripes: TaskFamily = {
  name: 'stripes',
  kind: 'perception',
  hue: 'perception',
  variants: [],
  questions,
};
const folding: ArmRow = {
  name: 'folding',
  trainsOn: ['fold'],
};

const { taskFamilies } = await import('../../../src/sparkle/tasks.ts');
(taskFamilies as TaskFamily[]).push(folds, stripes);
const { styles } = await import('../../../src/sparkle/style/styles.ts');
const shouted: StyleRow = {
  ...styles.words,
  label: 'loud words',
  questionTexts: () => ['HOW MANY?'],
  answerText: () => 'TWO',
};
Object.assign(styles, { shouted });
// A row has words in each language.
const { english } = await import('../../../src/words/english.ts');
const say = english.finding;
Object.assign(say.tasks, { fold: (size: number) => `${size} folds`, stripes: () => 'striped cloth' });
Object.assign(say.subjects, { fold: { verb: 'counted', things: 'folds', counted: 'folds' } });
Object.assign(say.arms, {
  folding: { label: 'folds (control)', opening: 'Trained on folds alone, the model' },
});
const { arms } = await import('../../../src/experiment/arms.ts');
(arms as ArmRow[]).push(folding);

const { armLabel, armRow, namedArms } = await import('../../../src/experiment/arms.ts');
const { ExperimentConfig } = await import('../../../src/experiment/config.ts');
const { optionOf, optionsOf } = await import('../../../src/experiment/option.ts');
const { readLink, writeLink } = await import('../../../src/experiment/link.ts');
const { finding } = await import('../../../src/experiment/finding.ts');
const { suiteGroups, suiteLabel, withSuite } = await import('../../../src/experiment/suites.ts');
const { readOptions, usage } = await import('../../../src/headless/experiment-options.ts');
const { taskHue, taskName } = await import('../../../src/app/figures/task.ts');
const { scoredKind } = await import('../../../src/sparkle/dataset/imported.ts');
const { DataConfig } = await import('../../../src/sparkle/dataset/data-config.ts');
const { scoredItems } = await import('../../../src/sparkle/task/generate.ts');
const { trainingConversation } = await import('../../../src/sparkle/task/training.ts');

const config = ExperimentConfig.parse({
  trainOn: 'folding',
  style: { training: 'shouted', test: 'shouted' },
  evaluation: { tasks: ['fold4@background@told', 'stripes'] },
});

test('the schema takes the rows, and refuses what they leave out', () => {
  expect(config).toMatchObject({ trainOn: 'folding', style: { test: 'shouted' } });
  expect(ExperimentConfig.parse({}).evaluation.tasks).toContain('fold3');
  for (const task of ['fold5', 'fold', 'fold3@maze', 'stripes@background'])
    expect(ExperimentConfig.safeParse({ evaluation: { tasks: [task] } }).success, task).toBe(false);
  const wrong = ExperimentConfig.safeParse({ trainOn: 'cutting', evaluation: { tasks: ['cloth'] } });
  expect(wrong.error?.message).toMatch(/Expected composite, shuffled, folding, or a list/);
  expect(wrong.error?.message).toMatch(/map, fold2 to fold4 and stripes; with .*tsp and fold/);
});

test('links and the command line write and read them', () => {
  expect(writeLink(config)).toBe(
    'v=2&trainOn=folding&trainStyle=shouted&testStyle=shouted&tasks=fold4@background@told,stripes',
  );
  expect(readLink(writeLink(config))).toEqual({ config, problems: [] });
  const line =
    '--train folding --train-style shouted --test-style shouted --tasks fold4@background@told,stripes';
  expect(readOptions(line.split(' '))?.config).toEqual(config);
});

test('the usage of the command line and the messages list them', () => {
  expect(usage).toContain('or none, or composite, or shuffled, or folding (default');
  expect(usage).toContain('fold2 to fold4 and stripes');
  expect(usage).toContain('one of embedded, words, choice, shouted (default');
  expect(optionOf('trainOn').expected).toContain('or none, or composite, or shuffled, or folding');
  expect(optionOf('tasks').expected).toContain('fold2 to fold4 and stripes');
});

test('the page offers and names them', () => {
  expect(optionOf('trainStyle').choices).toContain('shouted');
  const [direction] = DataConfig.options;
  expect(optionsOf(direction).find(({ key }) => key === 'style')).toMatchObject({
    choices: ['embedded', 'words', 'choice', 'shouted'],
    help: expect.stringContaining('or loud words'),
  });
  expect(suiteGroups.perception).toContain('stripes');
  expect(suiteLabel('stripes' as SuiteName, say)).toBe('striped cloth');
  expect(withSuite(['spp4'], 'stripes' as SuiteName, true)).toEqual(['spp4', 'stripes']);
  expect(withSuite([], 'larger', true)).toContain('fold4');
  expect(taskName('fold4@background@told' as Task)).toBe('4 folds, backgrounds, described in words');
  expect(taskHue('stripes' as Task)).toBe('perception');
  expect(namedArms()).toContain(folding);
  expect(armLabel('folding' as NamedArm, say)).toBe('folds (control)');
});

test('data are made and a finding speaks of them', () => {
  const [first] = scoredItems(1, 'evaluation', 'fold3' as Task, 1);
  expect(first).toMatchObject({ id: 'fold3-0', task: 'fold3', answer: '2' });
  const trained = armRow('folding' as NamedArm).trainsOn;
  expect(trainingConversation(1, trained, 12, 0, 'shouted' as StyleName)?.turns).toEqual([
    { question: 'HOW MANY?', answer: 'TWO' },
  ]);
  const tally = { correct: 1, parsed: 1 };
  const row = { task: first!.task, kind: scoredKind(first!.task), items: 1, before: tally, after: tally };
  const rows = [{ ...row, p: 1, pHolm: 1, lengthRatio: null, reasons: null, blindBaseline: 0.5 }];
  const [opening] = finding('folding' as Arm, rows, say);
  expect(opening?.text).toBe('Trained on folds alone, the model counted ');
});
