/**
 * `npm run browsers [-- FILE...]`: the journey in Chromium, Firefox and WebKitGTK, and small runs in the places that the
 * lab is opened from. Installs the browsers on Debian as root; one that is missing is a failure. Closes with the line
 * `N passed, N failed`. By command, beside `npm test`. Not here: the counts (../run.ts).
 */
import { spawnSync } from 'node:child_process';
import { messageOf } from '../../models/message-of.ts';
import { ensureInstalled } from './installed.ts';

try {
  ensureInstalled();
} catch (error) {
  console.error(messageOf(error));
  console.log('\n0 passed, 1 failed');
  process.exit(1);
}
const { status } = spawnSync(
  'npx',
  ['tsx', 'test/run.ts', '--config=test/browsers/vitest.config.ts', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
