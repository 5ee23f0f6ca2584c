/**
 * `npm run test:webgpu2 [-- FILE...]`: the tests of kernels, parity and inference once more, on a second implementation
 * of WebGPU (second-chromium.ts), which has the 16-bit floats and subgroups that the usual one lacks. By command: the
 * first run compiles shaders for many minutes, later ones take them from Mesa's cache in the home folder.
 */
import { spawnSync } from 'node:child_process';
import { messageOf } from '../../models/message-of.ts';
import { secondChromium } from './second-chromium.ts';

/** What depends on the GPU's arithmetic. */
const files = [
  'test/browser/kernels/',
  ...['inference', 'variants', 'trainer-parity', 'trainer.test'].map(
    (name) => `test/browser/workers/${name}`,
  ),
];

/** Compiling the shaders of a training step takes minutes. */
const limits = ['--testTimeout=1200000', '--hookTimeout=1200000'];

try {
  process.env.CHROMIUM_PATH = await secondChromium();
} catch (error) {
  console.error(messageOf(error));
  process.exit(1);
}
const chosen = process.argv.slice(2);
const { status } = spawnSync(
  'npx',
  ['tsx', 'test/run.ts', '--project=chromium', ...limits, ...(chosen.length > 0 ? chosen : files)],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
