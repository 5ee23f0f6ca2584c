/**
 * What comes back from a cluster, on the page: told from run files, judged with the data worker's items. Not here: the
 * judging (src/takeaway/results.ts), where the run is kept (runs/run-files.ts).
 */
import type { RunOutcome } from '../../experiment/report.ts';
import { chosenFiles, type FolderFile, outermostNamed } from '../../files/chosen-files.ts';
import { answersFile } from '../../takeaway/folder.ts';
import { inWords } from '../../words/thrown.ts';
import { loadDataset } from '../data/store.ts';
import { tell } from '../page/notice.ts';
import { workers } from '../workers.ts';

/** Whether chosen files are what came back from a cluster, taken together. */
export const areResults = (files: readonly FolderFile[]): boolean =>
  files.some(({ path }) => /\.jsonl$/i.test(path));

/** Whether a ZIP is what came back from a cluster. Whoever opens it says what is wrong with it. */
export async function isResultsZip({ path, blob }: FolderFile): Promise<boolean> {
  if (!/\.zip$/i.test(path)) return false;
  try {
    return outermostNamed(await chosenFiles(blob), answersFile) !== undefined;
  } catch {
    return false;
  }
}

/** The run that came back; tells what a person should know of it. Rejects with a plain message if none can be made. */
export async function bringBack(source: Blob | readonly FolderFile[]): Promise<RunOutcome> {
  const { findResults, scoreResults } = await import('../../takeaway/results.ts');
  const results = await findResults(source);
  const data = await workers.data();
  const { run, notices } = await scoreResults(results, {
    items: (config) => data.evaluationItems(config),
    baselines: (config) => data.blindBaselines(config),
    testSet: async (id) => ({ id, ...(await loadDataset(id)) }),
  });
  if (!run) throw new Error(`No run was made of them. ${notices.join(' ')}`);
  for (const notice of notices) tell('note', inWords(notice));
  return run;
}
