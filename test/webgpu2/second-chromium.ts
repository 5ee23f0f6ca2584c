/**
 * A second implementation of WebGPU on a machine without a graphics card: a copy of Chromium whose Vulkan is Mesa's
 * lavapipe (lavapipe.c) in place of SwiftShader. It has 16-bit floats and subgroups of 8, and is about twice as fast once
 * its shaders are compiled. Linux only; it changes nothing outside node_modules. Not here: what runs on it (run.ts).
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';

const folder = resolve('node_modules/.cache/webgpu2');
const library = 'libvk_swiftshader.so';

/** Mesa's driver, where Debian has it. */
const drivers = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map(
  (machine) => `/usr/lib/${machine}/libvulkan_lvp.so`,
);

/** Dawn, Chromium's WebGPU, refuses the lavapipe of older ones. */
const minMesa = 24;

const advice =
  'On Debian: apt-get install chromium gcc libc6-dev libvulkan-dev mesa-vulkan-drivers (on Debian 12 the last one from bookworm-backports: apt-get install -t bookworm-backports mesa-vulkan-drivers).';

/**
 * The path of that Chromium's binary. It is made anew when the first Chromium or Mesa changed. Throws with a plain message
 * if something is missing, or if the copy gives no WebGPU on lavapipe.
 */
export async function secondChromium(): Promise<string> {
  const driver = drivers.find((path) => existsSync(path));
  if (!driver) throw new Error(`Expected Mesa's lavapipe at ${drivers.join(' or ')}, found none. ${advice}`);
  const { from, binary } = findInstallation(ensureChromium());
  const path = join(folder, 'chromium', binary);
  const version = [from, driver].map((each) => `${each} ${statSync(each).mtimeMs}`).join('\n');
  const versionFile = join(folder, 'version');
  if (!existsSync(versionFile) || readFileSync(versionFile, 'utf8') !== version) {
    rmSync(folder, { recursive: true, force: true });
    build(from, driver);
    await checkDevice(path, driver);
    writeFileSync(versionFile, version);
  }
  return path;
}

/** The folder with a Chromium's libraries, and the name of its binary there. A path may be a script that starts another. */
function findInstallation(path: string): { from: string; binary: string } {
  const found = [realpathSync(path), '/usr/lib/chromium/chromium'].find((each) =>
    existsSync(join(dirname(each), library)),
  );
  if (!found)
    throw new Error(
      `Expected a Chromium with ${library} beside its binary, got ${path} without one. ${advice}`,
    );
  return { from: dirname(found), binary: found.slice(dirname(found).length + 1) };
}

function build(from: string, driver: string): void {
  const to = join(folder, 'chromium');
  mkdirSync(folder, { recursive: true });
  cpSync(from, to, { recursive: true, dereference: true });
  // WebGL keeps SwiftShader, by another name.
  const swiftShader = 'libvk_real_swiftshader.so';
  renameSync(join(to, library), join(to, swiftShader));
  const manifest = join(to, 'vk_swiftshader_icd.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(library, swiftShader));
  const source = join(import.meta.dirname, 'lavapipe.c');
  const compiled = spawnSync(
    'gcc',
    ['-shared', '-fPIC', '-O1', `-DDRIVER="${driver}"`, '-o', join(to, library), source, '-ldl'],
    { encoding: 'utf8' },
  );
  if (compiled.status !== 0)
    throw new Error(
      `Expected gcc and Vulkan's headers, to compile ${source}, got: ${compiled.error?.message ?? compiled.stderr.split('\n')[0]}. ${advice}`,
    );
}

/** Starts the copy and asks for its adapter: without lavapipe the tests would run on nothing, or on SwiftShader again. */
async function checkDevice(path: string, driver: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: path, args: [...chromiumFlags] });
  try {
    const page = await browser.newPage();
    // WebGPU needs a secure page: one of this machine, never fetched.
    await page.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    await page.goto('http://localhost/');
    const found = await page.evaluate(async () => {
      const adapter = await navigator.gpu.requestAdapter();
      return (
        adapter && {
          subgroupSize: adapter.info.subgroupMinSize,
          hasHalves: adapter.features.has('shader-f16'),
        }
      );
    });
    if (found?.hasHalves && found.subgroupSize >= 8) return;
    throw new Error(
      `Expected WebGPU on Mesa's lavapipe, with 16-bit floats and subgroups of 8, got ${found ? 'another device' : 'no device'}. ${driver} may be of a Mesa older than ${minMesa}. ${advice}`,
    );
  } finally {
    await browser.close();
  }
}
