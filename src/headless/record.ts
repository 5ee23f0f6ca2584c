/**
 * `npm run record -- [options]`: plays a study as `npm run study` does, and writes what its replay needs into
 * public/records/, from where it ships with the lab; then the table of all records that are there. Exit code 0 only if the
 * record is written; 1 if not; 2 for wrong options. Not here: the options (record-options.ts), the file (src/record/record.ts).
 */
import { openAsBlob } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { cpus, type } from 'node:os';
import { join, resolve } from 'node:path';
import type { Adapter } from '../../models/adapter/adapter.ts';
import { messageOf } from '../../models/message-of.ts';
import { adapterWeightsOf, type ItemResult, type Report } from '../experiment/report.ts';
import { adapterZip } from '../files/adapter-zip.ts';
import { type RecordedAdapter, readRecord, writeRecord } from '../record/record.ts';
import { recordAdapterZip } from '../record/record-adapter.ts';
import { type RecordRow, recordAdapterPath, recordPath } from '../record/records.ts';
import { firstDifference } from '../record/replayed.ts';
import { writeStudyLink } from '../study/study-link.ts';
import type { FinishedCell } from '../study/study-report.ts';
import { readAdapterPath } from './adapter-path.ts';
import { runCommand } from './command.ts';
import { withLabPage } from './lab-page.ts';
import { writeWhole } from './out-file.ts';
import { takeAdapter } from './page-adapter.ts';
import { adapterCellOf, readOptions, usage } from './record-options.ts';
import { progressPrinter } from './report-text.ts';
import { adapterFileOf, playInFolder } from './study-folder.ts';

const root = resolve(import.meta.dirname, '../..');
const served = (path: string): string => join(root, 'public', path);
const tableFile = join(root, 'src', 'record', 'records.json');

/** The processor and the system of this computer, and the browser and the device that trained and answered. */
function machineText({ environment }: Report): string {
  const [first, ...others] = cpus();
  const model = first?.model
    .replace(/\((R|TM)\)|CPU|@.*$/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const cores = `${others.length + 1} ${others.length === 0 ? 'core' : 'cores'}`;
  const { userAgent, gpu, trainingDevice, inferenceDevice } = environment;
  const [browser = 'a browser'] = /Chrome\/\d+/.exec(userAgent) ?? [];
  const where =
    [trainingDevice, inferenceDevice].includes('webgpu') && gpu ? `on ${gpu}` : 'on the processor';
  return `${cores}${model && model !== 'unknown' ? ` of ${model}` : ''}, ${type()}, ${browser.replace('/', ' ')}, ${where}`;
}

const hasFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** How many items two runs answered otherwise after training. */
const differingAnswers = (a: readonly ItemResult[], b: readonly ItemResult[]): number => {
  const answers = new Map(b.map(({ item, after }) => [item.id, after?.text]));
  return a.filter(({ item, after }) => answers.get(item.id) !== after?.text).length;
};

/** The adapter of a run, and what the record says of it. */
interface FoundAdapter extends RecordedAdapter {
  readonly adapter: Adapter;
}

/** Makes a run once more for its adapter, which is kept if it gives the same answers: only then is it that of the run. */
async function trainAgain({ cell, outcome }: FinishedCell, out: string): Promise<FoundAdapter> {
  console.log(`\n==== the adapter of ${cell.key} was not kept: this run is made once more`);
  const again = await withLabPage(
    null,
    [],
    (page) => page.exposeFunction('onRunEvent', progressPrinter()),
    async (page) => {
      const made = await page.evaluate(([config]) => window.runHeadless(config, []), [cell.config] as const);
      return { ...made, adapter: made.report && (await takeAdapter(page)) };
    },
  );
  if (!again.adapter)
    throw new Error(`The run ${cell.key} did not finish again: ${again.message ?? 'it was stopped'}`);
  const differing = differingAnswers(outcome.items, again.items);
  if (differing > 0) {
    console.log(
      `It gave ${differing} other answers: the record says that its adapter is of a second training.`,
    );
  } else {
    console.log('It gave the same answers.');
    const { model, lora } = cell.config;
    const zip = adapterZip(again.adapter, model, lora.dropout, adapterWeightsOf(again));
    await writeWhole(adapterFileOf(out, cell), zip);
  }
  return { key: cell.key, differing, adapter: again.adapter };
}

/** The adapter of a run: as it is kept in the folder of its study, or trained again. */
async function adapterOf(run: FinishedCell, out: string): Promise<FoundAdapter> {
  const file = adapterFileOf(out, run.cell);
  if (!(await hasFile(file))) return trainAgain(run, out);
  return { key: run.cell.key, differing: 0, adapter: (await readAdapterPath(file)).adapter };
}

/** Writes the adapter of a run beside its record. */
async function writeAdapter(name: string, adapter: Adapter, { cell, outcome }: FinishedCell): Promise<void> {
  const { model, lora } = cell.config;
  const zip = recordAdapterZip(adapter, model, lora.dropout, adapterWeightsOf(outcome));
  await writeWhole(served(recordAdapterPath(name)), zip);
  console.log(`adapter: public/${recordAdapterPath(name)} (${Math.ceil(zip.length / 1000)} kB)`);
}

/** Writes the table of all records that lie in public/records/. Throws if one of them cannot be read. */
async function writeTable(): Promise<void> {
  const names = (await readdir(served('records')))
    .flatMap((file) => /^(.*)\.zip$/.exec(file)?.[1] ?? [])
    .filter((name) => !name.endsWith('-adapter'));
  const rows: (RecordRow & { readonly seeds: number; readonly runs: number })[] = [];
  for (const name of names) {
    const file = served(recordPath(name));
    const { study, runs, recordedAt } = await readRecord(name, await openAsBlob(file));
    const { size } = await stat(file);
    rows.push({
      name,
      link: writeStudyLink(study),
      recordedAt,
      bytes: size,
      seeds: study.seeds.length,
      runs: runs.length,
    });
  }
  // What the page opens on says most about trainings, of which seeds are the sample.
  rows.sort((a, b) => b.seeds - a.seeds || b.runs - a.runs || a.name.localeCompare(b.name));
  await writeWhole(
    tableFile,
    `${JSON.stringify(
      rows.map(({ seeds: _seeds, runs: _runs, ...row }) => row),
      null,
      2,
    )}\n`,
  );
}

async function run({ name, ...options }: NonNullable<ReturnType<typeof readOptions>>): Promise<number> {
  const { study, out } = options;
  const adapterCell = adapterCellOf(study);
  const { ending, runs } = await playInFolder(options, adapterCell);
  if (ending.ending !== 'finished') return 1;
  const adapted = runs.find(({ cell }) => cell.key === adapterCell?.key);
  const found = adapted ? await adapterOf(adapted, out) : null;
  const { report } = runs.at(-1)!.outcome;
  const bytes = writeRecord({
    study,
    runs,
    machine: machineText(report!),
    adapter: found && { key: found.key, differing: found.differing },
  });
  const difference = firstDifference(await readRecord(name, new Blob([bytes])));
  if (difference)
    throw new Error(
      `The runs in ${out} are of another lab: ${difference} Name another folder, and they are made again.`,
    );
  await writeWhole(served(recordPath(name)), bytes);
  if (adapted && found) await writeAdapter(name, found.adapter, adapted);
  await writeTable();
  console.log(`record: public/${recordPath(name)} (${Math.ceil(bytes.length / 1000)} kB)`);
  return 0;
}

runCommand({ usage, readOptions, run }).then(
  (code) => process.exit(code),
  (error) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
