/** That nothing of WebKitGTK outlives the process that opened it. Not here: windows that are closed (journey.test.ts). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The running programs of WebKitGTK and Xvfb, by their processes. */
function running(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const name = readFileSync(`/proc/${id}/comm`, 'utf8').trim();
      const isOver = /^State:\s+[ZX]/m.test(readFileSync(`/proc/${id}/status`, 'utf8'));
      if (/^(Xvfb|MiniBrowser|WebKit)/.test(name) && !isOver) found.set(id, name);
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

test('a process that is killed in mid-visit takes screen, driver and browser with it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sparkle-ending-'));
  const before = running();
  const fresh = () => [...running()].flatMap(([id, name]) => (before.has(id) ? [] : name));
  const script = `import { openWebKit } from './test/browsers/webkit.ts';
    openWebKit({ folder: ${JSON.stringify(folder)}, isPrivate: false }).then(() => console.log('open'));`;
  const visiting = spawn('node', ['--import', 'tsx', '--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(visiting.stdout, 'data');
  expect(fresh()).toEqual(expect.arrayContaining(['Xvfb', 'WebKitWebDriver', 'MiniBrowser']));
  visiting.kill('SIGKILL');
  await expect.poll(fresh, { timeout: 60_000 }).toEqual([]);
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});
