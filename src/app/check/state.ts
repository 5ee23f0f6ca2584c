/**
 * The check of this computer on its page: starts it, stops it, holds its report. Not here: the check (src/check/check.ts),
 * the view (check-view.tsx).
 */
import { signal } from '@preact/signals';
import { checkComputer } from '../../check/check.ts';
import type { ComputerReport } from '../../check/report.ts';
import type { Words } from '../../words/english.ts';
import { words } from '../../words/words.ts';
import { keptPlace, listFolders } from '../storage/kept-files.ts';
import { heldLocks, isSureOfLocks } from '../storage/page-lock.ts';
import { sentenceOf } from '../ui/format.ts';
import { askHub } from './hub.ts';

/** What is being measured, by its name in the table of words; null if nothing is. */
export const checking = signal<{
  readonly doing: keyof Words['check']['doing'];
  readonly done: number;
  readonly total: number;
} | null>(null);

/** The report of the last check; null before the first. */
export const checkReport = signal<ComputerReport | null>(null);

/** Why the last check gave no report, as a sentence; null if it did, or is not over. */
export const checkFailure = signal<string | null>(null);

let controller: AbortController | null = null;

/** Where this page would keep runs, which the browser tells when it is asked to keep something. */
async function keptHere(): Promise<ComputerReport['computer']['kept']> {
  await listFolders([]).catch(() => []);
  return keptPlace.value?.kind ?? 'memory';
}

/** Whether a run goes on in any tab of the lab; null if other tabs are not known. */
const isBesideRun = async (): Promise<boolean | null> =>
  (await isSureOfLocks()) ? [...(await heldLocks())].some((name) => name?.startsWith('run ')) : null;

/**
 * Checks this computer; the hub is asked only if the person said so. `load` as the report has it. Does nothing during a check. Never
 * rejects: a failure is told.
 */
export async function startCheck(withHub: boolean, load: number | null = null): Promise<void> {
  if (checking.value) return;
  controller = new AbortController();
  checkReport.value = null;
  checkFailure.value = null;
  checking.value = { doing: 'browser', done: 0, total: 1 };
  try {
    checkReport.value = await checkComputer({
      place: { kept: await keptHere(), load },
      isBesideRun,
      askHub: withHub ? askHub : null,
      onProgress: (doing, done, total) => {
        checking.value = { doing, done, total };
      },
      signal: controller.signal,
    });
  } catch (error) {
    checkFailure.value = words.value.check.brokeOff(sentenceOf(error));
  } finally {
    checking.value = null;
  }
}

/** Stops the check; what it has measured is reported. */
export const stopCheck = (): void => controller?.abort();
