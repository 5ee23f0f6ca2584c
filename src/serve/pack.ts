/**
 * `npm run pack -- --out FOLDER`: builds the lab if its sources changed, and copies it into one folder that any server of
 * files serves from any path. Exit code 1 if that fails; 2 for wrong options. Not here: what a build is (vite.config.ts).
 */
import { cpSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../models/message-of.ts';
import { runCommand } from '../headless/command.ts';
import { systemFault } from '../headless/system-fault.ts';
import { buildFolder, buildIfChanged } from './build.ts';
import { cacheControl, labHeaders } from './headers.ts';
import { labVersion } from './lab-version.ts';
import { isOfTheLab } from './offline-worker.ts';

const usage = `npm run pack -- --out FOLDER
  --out FOLDER   where the lab is put: a folder that is new or empty
  --help`;

/** null if help is wanted. @throws Error with a plain message for an unknown option or a missing value. */
export function readOptions(args: readonly string[]): { readonly out: string } | null {
  const { values } = parseArgs({
    args: [...args],
    options: { out: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) return null;
  if (!values.out) throw new Error('--out takes the folder where the lab is put, but got none.');
  return { out: values.out };
}

/** The headers as Netlify and others read them from a file `_headers`, and as people do. README has the same lines. */
export function headerLines(): string {
  const lines = Object.entries(labHeaders).map(([name, value]) => `  ${name}: ${value}`);
  return `/*\n${lines.join('\n')}\n/assets/*\n  Cache-Control: ${cacheControl('/assets/')}\n`;
}

const readme = (version: string): string =>
  `Sparkle Lab ${version}. Copy this folder as it is to any place of a web server and open its address: nothing has to be installed or run there, and no other server is asked until someone downloads a model.
The address must begin with https:// (or be localhost): only then does a browser give a GPU, all cores, and the lab without a connection. After the first visit the lab sets its headers itself.
If your server can send headers, let it send those in the file _headers with every answer; if it can send compressed copies, they lie beside the files (.br, .gz).
`;

/**
 * Copies a build into a folder, with a README and the headers.
 * @throws Error with a plain message if the folder holds something, or cannot be one.
 */
export function packFolder(build: string, out: string, version: string): void {
  const there = statSync(out, { throwIfNoEntry: false });
  const refusal =
    there && !there.isDirectory()
      ? 'is a file'
      : there && readdirSync(out).length > 0
        ? 'holds files already, and those of two versions must not be mixed'
        : !relative(build, out).startsWith('..')
          ? 'lies in the build itself'
          : null;
  if (refusal)
    throw new Error(
      `Expected --out to name a folder that is new or empty, but ${out} ${refusal}. Name another.`,
    );
  mkdirSync(out, { recursive: true });
  cpSync(build, out, {
    recursive: true,
    filter: (source) => isOfTheLab(relative(build, source).replaceAll('\\', '/')),
  });
  writeFileSync(join(out, 'README.txt'), readme(version));
  writeFileSync(join(out, '_headers'), headerLines());
}

async function run({ out }: { readonly out: string }): Promise<number> {
  try {
    buildIfChanged(() => console.log('Building the page.'));
    packFolder(buildFolder, out, labVersion().version);
    console.log(`The lab is in ${out}. README.txt there says how it is served.`);
    return 0;
  } catch (error) {
    console.error(`The lab was not packed: ${systemFault(error) ?? messageOf(error)}`);
    return 1;
  }
}

// Tests import this file for its parts; it runs only as a command.
if (process.argv[1]?.endsWith('pack.ts')) process.exitCode = await runCommand({ usage, readOptions, run });
