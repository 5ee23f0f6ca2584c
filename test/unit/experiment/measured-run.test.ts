/**
 * A run that measures an adapter in place of training one, with stand-in workers. With real ones and a trained adapter:
 * test/e2e/measured.test.ts. Messages: ../refusals/run-files.test.ts.
 */
import { expect, test, vi } from 'vitest';
import { sparkleTiny } from '../../../models/registry.ts';
import { armOf, type MeasuredAdapter, measuring, stepsOf } from '../../../src/experiment/config.ts';
import { finding } from '../../../src/experiment/finding.ts';
import { itemsHash } from '../../../src/experiment/hashes.ts';
import type { OpenAdapter } from '../../../src/experiment/measured-adapter.ts';
import { english } from '../../../src/words/english.ts';
import { recordedAdapter } from '../../fixtures/recorded-run.ts';
import {
  observedRun,
  shortConfig,
  skipPauses,
  standIns,
  type Trouble,
} from '../../fixtures/stand-in-workers.ts';

skipPauses();

const adapter: MeasuredAdapter = {
  id: 'import:0123',
  name: 'theirs.zip',
  file: 'theirs.zip',
  baseWeights: sparkleTiny.weights,
};
const sha256 = 'f'.repeat(64);
const openAdapter: OpenAdapter = async () => ({ adapter: recordedAdapter, sha256 });

async function measure(change: Partial<MeasuredAdapter> = {}, open = openAdapter, trouble: Trouble = {}) {
  const { workers, ...seen } = standIns(trouble);
  const config = measuring({ ...adapter, ...change }, shortConfig);
  return { ...(await observedRun(workers, config, { openAdapter: open })), ...seen, config };
}

test('nothing is trained, and the second answers are the adapter’s; the report says which', async () => {
  const asked: unknown[] = [];
  const { record, notices, fed, config } = await measure({}, openAdapter, {
    answer: (prompts, by) => {
      asked.push(by);
      return prompts;
    },
  });
  expect(record).toMatchObject({ ending: 'finished', message: null, adapter: recordedAdapter, steps: [] });
  expect(fed).toEqual([]);
  expect(new Set(asked.slice(0, 2))).toEqual(new Set([null]));
  expect(new Set(asked.slice(2))).toEqual(new Set([recordedAdapter]));
  expect(notices).toEqual([]);
  expect([armOf(config), stepsOf(config)]).toEqual(['measured', 0]);
  expect(record.report?.training.steps).toBe(0);
  expect(record.report?.provenance).toMatchObject({
    finishedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    hashes: {
      model: { 'onnx/*.onnx': sparkleTiny.sha256 },
      items: itemsHash(record.items.map(({ item }) => item)),
      trainingData: null,
      testData: null,
      adapter: sha256,
    },
  });
  expect(finding(armOf(config), record.report!.tasks, english.finding)[0]!.text).toBe(
    'With the measured adapter, the model found ',
  );
});

test('what it does not say of its weights, and another strength of place, are told', async () => {
  const strong: OpenAdapter = async () => ({ adapter: { ...recordedAdapter, place: 0.5 }, sha256 });
  const { record, notices } = await measure({ baseWeights: null }, strong);
  expect(record.ending).toBe('finished');
  expect(notices).toEqual([
    expect.stringMatching(/^The adapter theirs\.zip does not say on which weights/),
    expect.stringMatching(/made at strength of place 0\.5 and is measured at 0\.2/),
  ]);
});

test('one of other weights, one that is gone, and one that does not fit end the run before anything is asked', async () => {
  const answer = vi.fn((prompts) => prompts);
  const other = await measure({ baseWeights: '0123abcd' }, openAdapter, { answer });
  expect(other.record).toMatchObject({
    ending: 'failed',
    message: expect.stringContaining('was trained on other weights of sparkle-tiny'),
  });
  const gone: OpenAdapter = async () => {
    throw new Error('The adapter was removed: import it again.');
  };
  expect((await measure({}, gone, { answer })).record).toMatchObject({
    ending: 'failed',
    message: 'The adapter was removed: import it again.',
  });
  const { workers } = standIns({ answer });
  const inference = await workers.inference();
  vi.spyOn(inference, 'useAdapter').mockRejectedValue(new Error('Expected 6 layers, got 7.'));
  const misfit = await observedRun(workers, measuring(adapter, shortConfig), { openAdapter });
  expect(misfit.record).toMatchObject({ ending: 'failed', message: 'Expected 6 layers, got 7.' });
  expect(answer).not.toHaveBeenCalled();
});
