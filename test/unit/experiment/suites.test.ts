/** Suites added to the scored tasks and taken away: what is added fits, what is taken leaves the rest as it was. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExperimentConfig } from '../../../src/experiment/config.ts';
import { readLink, writeLink } from '../../../src/experiment/link.ts';
import {
  canSwitch,
  hasSuite,
  type SuiteName,
  suiteGroups,
  withSuite,
} from '../../../src/experiment/suites.ts';
import { readOptions } from '../../../src/headless/experiment-options.ts';
import { defaultTasks, isTask, partsOfTask } from '../../../src/sparkle/task/task-name.ts';
import type { Task } from '../../../src/sparkle/tasks.ts';

const suites = Object.values(suiteGroups).flat() as SuiteName[];
const withAll = (names: readonly SuiteName[]) =>
  names.reduce<Task[]>((tasks, name) => withSuite(tasks, name, true), [...defaultTasks]);

test('a variant comes for every task that can have it', () => {
  expect(withSuite(defaultTasks, 'maze', true)).toEqual([
    ...['direction', 'distance', 'localization', 'spp4', 'spp4@maze', 'spp5', 'spp5@maze', 'tsp4', 'tsp5'],
  ]);
  expect(withSuite(['direction', 'spp4'], 'font', true)).toEqual([
    'direction',
    'direction@font',
    'spp4',
    'spp4@font',
  ]);
});

test('a control comes for every task, and for those that are added later', () => {
  expect(withSuite(withSuite(['spp4'], 'blank', true), 'map', true)).toEqual([
    'spp4',
    'map',
    'spp4@blank',
    'map@blank',
  ]);
  expect(withAll(suites).filter((task) => partsOfTask(task).control === 'told')).toHaveLength(
    withAll(suites).filter((task) => partsOfTask(task).control === null).length,
  );
});

test('a variant whose plain task is not scored stays without it', () => {
  expect(withSuite(['spp4@maze'], 'rotated', true)).toEqual(['spp4@maze', 'spp4@rotated']);
});

test('a suite that fits no task, and one that is all there is, cannot be switched', () => {
  expect(canSwitch(['direction'], 'maze')).toBe(false);
  expect(canSwitch(['map'], 'map')).toBe(false);
  expect(canSwitch(['map'], 'told')).toBe(true);
  expect(suites.every((suite) => canSwitch(defaultTasks, suite))).toBe(true);
});

test('added in any order and taken away again: the default tasks are left, and nothing came twice', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(suites), (chosen) => {
      const tasks = withAll(chosen);
      expect(tasks.every(isTask)).toBe(true);
      expect(new Set(tasks).size).toBe(tasks.length);
      for (const suite of suites) expect(hasSuite(tasks, suite)).toBe(chosen.includes(suite));
      const left = chosen.reduce<Task[]>((all, name) => withSuite(all, name, false), tasks);
      expect(left).toEqual(defaultTasks);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test('all suites pass through a config, a link and the command line', () => {
  const tasks = withAll(suites);
  const config = ExperimentConfig.parse({ evaluation: { tasks, items: 10 } });
  const link = writeLink(config);
  expect(link).toContain('spp5@maze@told');
  expect(readLink(link)).toEqual({ config, problems: [] });
  expect(readOptions(['--tasks', tasks.join(','), '--items', '10'])!.config).toEqual(config);
  expect(readLink('tasks=spp5@chess').problems[0]).toContain('@maze');
});
