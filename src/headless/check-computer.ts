/**
 * `npm run check-computer -- [options]`: *Check this computer*, the page of that name, in a headless Chromium. Prints what
 * came and writes the report. Exit code 0 if the report is written, whatever it says: a missing GPU is a finding; 1 if not;
 * 2 for wrong options. Not here: the check (src/check/check.ts), the page (src/app/check).
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { messageOf } from '../../models/message-of.ts';
import { computerReportText } from '../check/report.ts';
import { reportColumns } from '../check/words.ts';
import { english } from '../words/english.ts';
import { runCommand } from './command.ts';
import { withBuiltPage } from './lab-page.ts';
import { writePart, writeWhole } from './out-file.ts';
import { systemFault } from './system-fault.ts';

const usualOut = 'computer.json';

const usage = `npm run check-computer -- [options]
  --hub        also ask huggingface.co for one small file, and compare its hash; without this, nothing leaves this computer
  --out FILE   where the report goes (default: ${usualOut})
  --help
Tests the GPU, times products, training and answers for a minute or two, and compares the embedded model's answers with
PyTorch's. Close other programs first: they would be measured too. Nothing is sent.`;

/** What the command line asks for. */
interface CheckOptions {
  readonly hub: boolean;
  readonly out: string;
}

/** null if help is wanted. @throws Error with a plain message for an unknown option or a missing value. */
export function readOptions(args: readonly string[]): CheckOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: { hub: { type: 'boolean' }, out: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) return null;
  const { hub = false, out = usualOut } = values;
  if (!out) throw new Error('--out takes the name of a file to write, but got none.');
  return { hub, out };
}

/** Programs that waited for a processor in the last minute; Windows does not tell. */
const loadNow = (): number | null => (process.platform === 'win32' ? null : loadavg()[0]!);

/** The engine speaks English too. */
const asItIs = (message: string): string => message;

async function run({ hub, out }: CheckOptions): Promise<number> {
  try {
    // Before the work: a file that cannot be written must not cost it.
    await writePart(out, '');
    const load = loadNow();
    const report = await withBuiltPage(
      // Commands speak English, whatever the browser does.
      { path: 'check.html#language=en', ready: 'checkThisComputer' },
      (page) => page.exposeFunction('onCheckProgress', (text: string) => console.log(text)),
      (page) => page.evaluate((asked) => window.checkThisComputer(asked), { hub, load }),
    );
    for (const { title, text } of reportColumns(english, asItIs)) console.log(`${title}: ${text(report)}`);
    await writeWhole(out, computerReportText(report));
    console.log(`report: ${out}. README says under "Check this computer" where it is collected.`);
    return 0;
  } catch (error) {
    console.error(systemFault(error) ?? messageOf(error));
    return 1;
  }
}

// Tests import this file for its options; it runs only as a command.
if (process.argv[1]?.endsWith('check-computer.ts'))
  process.exit(await runCommand({ usage, readOptions, run }));
