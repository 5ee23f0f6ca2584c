/**
 * The Python environment of the tests: found, filled with the versions of requirements.txt, kept in an ignored folder of the
 * project and used again while the requirements are the same. Not here: what runs in it (run.ts).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const requirementsFile = join(import.meta.dirname, 'requirements.txt');
const folder = resolve(import.meta.dirname, '../../.interop');
const stampFile = join(folder, 'installed');
const isWindows = process.platform === 'win32';
const environmentPython = join(folder, 'venv', isWindows ? 'Scripts/python.exe' : 'bin/python');

/** The oldest Python that all packages take. */
const oldest: readonly [number, number] = [3, 11];
const candidates = ['python3.11', 'python3.12', 'python3.13', 'python3', 'python'];

/** What a command printed; null if it is not there or failed. */
function outputOf(command: string, ...args: string[]): string | null {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

const versionOf = (python: string): string | null =>
  outputOf(python, '-c', 'import platform; print(platform.python_version())');

const isNewEnough = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
};

/** The first of these commands that is a Python new enough, and its version. Throws an Error with a plain message. */
export function findPython(commands = candidates): { python: string; version: string } {
  const found = commands.flatMap((python) => {
    const version = versionOf(python);
    return version === null ? [] : [{ python, version }];
  });
  const chosen = found.find(({ version }) => isNewEnough(version));
  if (chosen) return chosen;
  const got = found.map(({ python, version }) => `${python} ${version}`).join(', ') || 'none';
  throw new Error(
    `Expected Python ${oldest.join('.')} or newer among ${commands.join(', ')}, got ${got}. Install it: these tests run the real transformers, PEFT, ONNX Runtime and ms-swift.`,
  );
}

/** The pinned versions of a requirements file, by package. */
export const pinnedVersions = (requirements: string): Map<string, string> =>
  new Map(
    [...requirements.matchAll(/^([\w.-]+)==([\w.]+)$/gm)].map(([, name, version]) => [name!, version!]),
  );

/** What differs between pinned and installed versions; empty if nothing does. `+cpu` and the like name a build. */
export const versionFaults = (
  pinned: ReadonlyMap<string, string>,
  installed: Readonly<Record<string, string | null>>,
): string[] =>
  [...pinned].flatMap(([name, version]) => {
    const got = installed[name] ?? null;
    return got?.replace(/\+.*$/, '') === version ? [] : [`${name} ${version} expected, got ${got ?? 'none'}`];
  });

const askVersions = `import importlib.metadata as m, json, sys
def version(name):
    try: return m.version(name)
    except m.PackageNotFoundError: return None
print(json.dumps({name: version(name) for name in sys.argv[1:]}))`;

/** Throws an Error with a plain message if the environment does not have the pinned versions. */
function checkVersions(pinned: ReadonlyMap<string, string>): void {
  const said = outputOf(environmentPython, '-c', askVersions, ...pinned.keys());
  const faults = said === null ? ['no Python there that runs'] : versionFaults(pinned, JSON.parse(said));
  if (faults.length > 0)
    throw new Error(
      `Expected in ${folder} the versions of ${requirementsFile}: ${faults.join('; ')}. Remove the folder ${folder} and run the command again, which installs them.`,
    );
}

/** Runs a step of the installation. Throws an Error with a plain message; what the tool said stands above it. */
function install(what: string, command: string, ...args: string[]): void {
  console.log(what);
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0)
    throw new Error(
      `${what}: expected this to succeed, but ${command} ended with ${status ?? 'a signal'}. It needs a connection to PyPI, or pip set up for a mirror of it, Python's venv module and 3 GB of disk. Set up what is missing, and run the command again.`,
    );
}

/** The Python of the environment, which is made first if it is not there as pinned. Throws an Error with a plain message. */
export function openEnvironment(): string {
  const requirements = readFileSync(requirementsFile, 'utf8');
  const pinned = pinnedVersions(requirements);
  const { python, version } = findPython();
  const stamp = createHash('sha256').update(`${version}\n${requirements}`).digest('hex');
  if (readStamp() !== stamp) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    install(`Making an environment of ${python} ${version}`, python, '-m', 'venv', join(folder, 'venv'));
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    install(
      'Installing PyTorch (a minute or more)',
      environmentPython,
      ...pip,
      `torch==${pinned.get('torch')}`,
    );
    install('Installing the other packages (2 minutes)', environmentPython, ...pip, '-r', requirementsFile);
    writeFileSync(stampFile, stamp);
  }
  checkVersions(pinned);
  return environmentPython;
}

function readStamp(): string | null {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return null;
  }
}
