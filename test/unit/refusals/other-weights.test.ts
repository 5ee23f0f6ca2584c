/**
 * What is told of runs and adapters that were made with other weights of the embedded model: that they are not resumed and
 * not used. Not here: merging by the command (commands.test.ts), the result of such a run (test/browser/page).
 */
import { describe, expect, test } from 'vitest';
import { sparkleTiny } from '../../../models/registry.ts';
import { adapterChoices, chooseAdapter, chosenAdapters } from '../../../src/app/adapters/state.ts';
import { notices } from '../../../src/app/page/notice.ts';
import { resumeRun, startRun } from '../../../src/app/run/state.ts';
import { shownRun } from '../../../src/app/runs/state.ts';
import { recordedRun, withWeights } from '../../fixtures/recorded-run.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';

const stopped = recordedRun(
  { spp4: { broken: 0, fixed: 1, kept: 0 } },
  { ending: 'stopped', report: null, id: '2026-11-20T10-00-00-s1' },
);
/** Without a hash, as the first version stored its runs; and of another hash. */
const others = { 'no hash': null, 'another hash': '0123abcd' };

/** Keeps such a run in memory (Node has no storage of a browser), then resumes it. Returns what is told. */
async function resume(weights: string | null): Promise<{ reason: string | undefined }> {
  await startRun(stopped.config, { play: async () => withWeights(stopped, weights) });
  const { id } = shownRun.value!;
  notices.value = [];
  await resumeRun(id, {
    play: () => {
      throw new Error('It was resumed.');
    },
  });
  return { reason: notices.value[0]?.text.replace(id, 'ID') };
}

const rows: RefusalRow[] = Object.entries(others).flatMap(([what, weights]): RefusalRow[] => [
  [
    `resuming a run with ${what}`,
    'The run of ID cannot be resumed: It was made with «other weights of sparkle-tiny than this version of the lab has». ‹Start it anew instead.›',
    () => resume(weights),
  ],
  [
    `the adapter of a run with ${what}`,
    'It was trained on «other weights of sparkle-tiny than this version of the lab has», and does not fit these: ‹train it again.›',
    () => {
      shownRun.value = withWeights(stopped, weights);
      chooseAdapter(`run:${stopped.id}`, true);
      expect(chosenAdapters.value.map(({ key }) => key)).toEqual(['base']);
      return { reason: adapterChoices.value[1]?.damage };
    },
  ],
]);

describe('other weights of the embedded model', () => {
  testRefusals({ rows, sources: ['src/experiment/fingerprint.ts'] });
});

test('a run with the weights that are here goes on, and so does one that had not answered yet', async () => {
  for (const run of [stopped, { ...stopped, items: [] }]) {
    await startRun(run.config, { play: async () => withWeights(run, sparkleTiny.weights) });
    let isResumed = false;
    await resumeRun(shownRun.value!.id, {
      play: async () => {
        isResumed = true;
        return run;
      },
    });
    expect(isResumed).toBe(true);
  }
  shownRun.value = stopped;
  expect(adapterChoices.value[1]).toMatchObject({ kind: 'run', damage: null });
});
