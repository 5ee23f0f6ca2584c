/**
 * What a command writes of a run: the report, the items, the adapter, the whole run, each where an option says. Node only.
 * Not here: the run itself (experiment.ts, score.ts), what is in the files (src/run-file/).
 */
import { rm } from 'node:fs/promises';
import { adapterWeightsOf, type RunOutcome } from '../experiment/report.ts';
import { adapterZip } from '../files/adapter-zip.ts';
import { itemsCsv, itemsJsonl } from '../run-file/items.ts';
import { reportText } from '../run-file/report-text.ts';
import { writeRunJson } from '../run-file/run-json.ts';
import { writeRunZip } from '../run-file/run-zip.ts';
import { type Outs, outFlags } from './experiment-options.ts';
import { partOf, writePart, writeWhole } from './out-file.ts';

/** What is written of a run, by its place; null if the run has none of it. */
const written: Readonly<Record<keyof Outs, (run: RunOutcome, out: string) => string | Uint8Array | null>> = {
  report: ({ report }) => report && reportText(report),
  items: (run, out) => (/\.csv$/i.test(out) ? itemsCsv : itemsJsonl)([{ study: null, run }]),
  adapter: (run) =>
    run.adapter && adapterZip(run.adapter, run.config.model, run.config.lora.dropout, adapterWeightsOf(run)),
  run: writeRunZip,
};

const placesOf = (outs: Outs) => Object.entries(outs) as [keyof Outs, string][];

/** Before the work: a folder that cannot be written to must not cost a finished run. Throws as writePart. */
export async function holdOuts(outs: Outs): Promise<void> {
  for (const [what, out] of placesOf(outs)) await writePart(out, '', outFlags[what]);
}

/** Removes what holdOuts wrote, where there is no run to write. */
export async function freeOuts(outs: Outs): Promise<void> {
  for (const [, out] of placesOf(outs)) await rm(partOf(out), { force: true });
}

/** Writes what a run has, and says so. Of a run without a report, what it had finished goes beside the report's place. */
export async function writeOuts(run: RunOutcome, outs: Outs): Promise<void> {
  for (const [what, out] of placesOf(outs)) {
    const content = written[what](run, out);
    if (content !== null) {
      await writeWhole(out, content, outFlags[what]);
      console.log(`${what}: ${out}`);
    } else if (what === 'report') {
      await writePart(out, writeRunJson(run, null));
      console.error(`What it had finished is in ${partOf(out)}`);
    } else {
      await rm(partOf(out), { force: true });
      console.error(`No ${what} is written: the run has none.`);
    }
  }
}
