/** Every message with which a class code, or a run that is handed in, is refused. */
import { describe } from 'vitest';
import { readClassCode, writeClassCode } from '../../../src/class/class-code.ts';
import { type ClassResult, resultOf } from '../../../src/class/result.ts';
import { recordedRun } from '../../fixtures/recorded-run.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';

const result: ClassResult = {
  settings: '0A1B2',
  items: '3C4D',
  seed: 5,
  tasks: [{ task: 'spp4', bothRight: 1, onlyBefore: 0, onlyAfter: 3, neither: 6, blindPercent: 10 }],
};
const code = writeClassCode(result);
const groups = code.split('-');
const row = (what: string, typed: string, marked: string): RefusalRow => [
  what,
  `Line 1: ${marked}`,
  () => {
    try {
      return readClassCode(typed);
    } catch (error) {
      return { problem: `Line 1: ${(error as Error).message}` };
    }
  },
];
const withGroup = (place: number, group: string) => groups.with(place, group).join('-');
/** The group with its first letter changed. */
const typo = (group: string) => (group.startsWith('Z') ? 'Y' : 'Z') + group.slice(1);

const rows: RefusalRow[] = [
  row(
    'no code',
    'my run',
    'expected a class code, which begins with SL1-, got «"my run"». ‹Copy the whole code again.›',
  ),
  row(
    'a later version',
    code.replace('SL1', 'SL2'),
    'expected a class code of version 1, which this lab reads, got «version 2». ‹Open the page of the lab that made it.›',
  ),
  row(
    'a letter that no code has',
    withGroup(2, `U${groups[2]!.slice(1)}`),
    'expected the digits and letters of a class code, got «"U"», which none has. ‹Check the code with its student, and correct it.›',
  ),
  row(
    'a letter too few',
    withGroup(2, groups[2]!.slice(1)),
    `expected groups of 4, got «${(groups.length - 1) * 4 - 1} digits and letters, and the group "${groups[2]!.slice(1)}"». ‹Check the code with its student: one is missing or too many.›`,
  ),
  row(
    'a wrong letter',
    withGroup(2, typo(groups[2]!)),
    `expected a code without a typo, got «one that would be whole if its group 2, "${typo(groups[2]!)}", was "${groups[2]}"». ‹Check that group with its student, and correct it.›`,
  ),
  row(
    'two wrong letters',
    groups.with(2, typo(groups[2]!)).with(3, typo(groups[3]!)).join('-'),
    `expected a code whose last group follows from the others, got «${groups.length - 1} groups with more than one typo, or without some groups». ‹Check the code group by group with its student, and correct it.›`,
  ),
  row(
    'more letters than a typo is looked for in',
    `SL1-${'0123-'.repeat(2000)}0123`,
    'expected a code whose last group follows from the others, got «one of 8004 digits and letters» with a typo, too long to find its place. ‹Check that the line has one code only›, and ‹copy the whole code again.›',
  ),
  row(
    'a whole code of no items',
    writeClassCode({ ...result, tasks: [] }),
    `expected a class code as this version of the lab writes it, got «another that is whole (${writeClassCode({ ...result, tasks: [] }).split('-').length - 1} groups)». ‹Open the page of the lab that made it.›`,
  ),
  [
    'a run without a result',
    'mine.zip: expected a run that came to its end, got «one without a result (stopped)». ‹Ask for a finished one.›',
    () => {
      try {
        return resultOf({
          ...recordedRun({ spp4: { broken: 0, fixed: 1, kept: 1 } }),
          report: null,
          ending: 'stopped',
        });
      } catch (error) {
        return { problem: `mine.zip: ${(error as Error).message}` };
      }
    },
  ],
];

describe('a class code', () => {
  testRefusals({ rows, sources: ['src/class/class-code.ts', 'src/class/result.ts'] });
});
