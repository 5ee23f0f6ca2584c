/**
 * `npm start [-- --port N]`: builds the lab if its sources changed, serves the build, prints and opens its address. Exit
 * code 1 if it cannot be built or served; 2 for wrong options. Not here: the development server (`npm run dev`).
 */
import { parseArgs } from 'node:util';
import open from 'open';
import { messageOf } from '../../models/message-of.ts';
import { runCommand } from '../headless/command.ts';
import { buildFolder, buildIfChanged } from './build.ts';
import { type ServedLab, serveFolder } from './server.ts';

/** The port that Vite takes too: a browser keeps runs by address, and finds those made in development. */
const usualPort = 5173;

const usage = `npm start [-- --port N]
  --port N   where the page is served on this machine (default: ${usualPort})
  --help`;

/** null if help is wanted. @throws Error with a plain message for an unknown option or a wrong value. */
export function readOptions(args: readonly string[]): { readonly port: number } | null {
  const { values } = parseArgs({
    args: [...args],
    options: { port: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) return null;
  const { port = String(usualPort) } = values;
  if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
    throw new Error(`--port takes a number from 1 to 65535, but got "${port}".`);
  return { port: Number(port) };
}

/** Opens an address in the person's browser, or says that there is none. */
async function openInBrowser(url: string): Promise<void> {
  const sayNone = () => console.log('No browser could be opened from here: open the address yourself.');
  try {
    const opener = await open(url);
    opener.once('error', sayNone);
    opener.once('exit', (code) => code && sayNone());
    if (opener.exitCode) sayNone();
  } catch {
    sayNone();
  }
}

async function run({ port }: { readonly port: number }): Promise<number> {
  let lab: ServedLab | null = null;
  try {
    // First: whether the port is free is known at once, and who asks during the build is answered after it.
    lab = await serveFolder(buildFolder, port);
    buildIfChanged(() =>
      console.log('Building the page. It takes seconds, and is done again only when a source has changed.'),
    );
    console.log(`Sparkle Lab: ${lab.url}  (Ctrl+C ends it)`);
    await openInBrowser(lab.url);
    return 0;
  } catch (error) {
    await lab?.close();
    console.error(messageOf(error));
    return 1;
  }
}

// Tests import this file for its options; it runs only as a command. The open port keeps it alive.
if (process.argv[1]?.endsWith('start.ts')) process.exitCode = await runCommand({ usage, readOptions, run });
