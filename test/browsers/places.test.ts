/**
 * The places that the lab is opened from, in two engines: a small run ends in each, what is told about keeping is what
 * happens at a reload and when the window is opened again, and what the place takes is said. Not here: links, refused
 * storage and pages from disk (../e2e/places.test.ts).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openChromium } from './chromium.ts';
import { openFirefox } from './firefox.ts';
import { classed, makeRun, runLines, shown, staysAway, texts } from './on-page.ts';
import { mappedHost, type OpenWindow, type Visit } from './visit.ts';

const lab = new URL(inject('labUrl'));
const shortRun =
  '#steps=2&batchSize=1&warmupSteps=1&items=1&tasks=direction&device=wasm&trainingDevice=processor';
const ownUrl = `${lab}${shortRun}`;

/** A page of another site that shows the lab in a frame. */
const course = createServer((_request, response) => {
  response.setHeader('Content-Type', 'text/html');
  response.end(`<!doctype html><h1>A course</h1><iframe width="1200" height="800" src="${ownUrl}"></iframe>`);
});
beforeAll(() => new Promise<void>((listening) => course.listen(0, '127.0.0.1', listening)));
afterAll(() => {
  course.closeAllConnections();
  course.close();
});

interface Place {
  readonly name: string;
  readonly url: () => string;
  readonly isFramed?: boolean;
  readonly isPrivate?: boolean;
  /** Where each engine lets files be kept. */
  readonly kept: { readonly Chromium: Kept; readonly Firefox: Kept };
  /** What the notices must say of the place. */
  readonly told?: RegExp;
  /** Whether the place has a secure context, and threads in WebAssembly. */
  readonly isSecure: boolean;
  readonly isIsolated: boolean;
}
type Kept = 'private files' | 'database' | 'memory';

const places: readonly Place[] = [
  {
    name: 'its own address',
    url: () => ownUrl,
    kept: { Chromium: 'private files', Firefox: 'private files' },
    isSecure: true,
    isIsolated: true,
  },
  {
    name: 'an address that is not secure',
    url: () => `http://${mappedHost}:${lab.port}/${shortRun}`,
    kept: { Chromium: 'database', Firefox: 'database' },
    told: new RegExp(
      `This address is not secure \\(http://${mappedHost}:${lab.port}\\), so the browser gives no GPU and forgets runs sooner\\. Open it as https:// or from localhost\\.`,
    ),
    isSecure: false,
    isIsolated: false,
  },
  {
    name: 'a frame of another site',
    url: () => `http://localhost:${(course.address() as AddressInfo).port}/`,
    isFramed: true,
    kept: { Chromium: 'private files', Firefox: 'private files' },
    told: /The lab is shown inside another page: .*Open the lab by itself, with the same settings\./,
    isSecure: true,
    isIsolated: false,
  },
  {
    name: 'a private window',
    url: () => ownUrl,
    isPrivate: true,
    kept: { Chromium: 'private files', Firefox: 'database' },
    isSecure: true,
    isIsolated: true,
  },
];

/** What is told of each place for files. */
const keptText: Readonly<Record<Kept, RegExp>> = {
  'private files':
    /are kept in this browser for this address, until .*; in a private window, until it is closed\.$/,
  database:
    /are kept in this browser's database for this address, until .*; in a private window, until it is closed\.$/,
  memory: /lets the page store nothing here: .* until this window is closed or reloaded\./,
};

const engines: readonly (readonly [name: keyof Place['kept'], open: OpenWindow])[] = [
  ['Chromium', openChromium],
  ['Firefox', openFirefox],
];

/** After the address was opened or reloaded: goes to where the lab is, and waits until it has chosen a place for files. */
async function settle(visit: Visit, isFramed = false): Promise<void> {
  if (isFramed) await visit.enterFrame();
  await shown(visit, '//*[@data-kept]');
}

const combinations = places.flatMap((place) =>
  engines.map(([engine, open]) => [place.name, engine, place, open] as const),
);

test.each(combinations)(
  '%s, %s: a run ends, and is kept as long as is told',
  async (_name, engine, place, open) => {
    const folder = mkdtempSync(join(tmpdir(), 'sparkle-place-'));
    const { isFramed = false, isPrivate = false } = place;
    const kept = place.kept[engine];
    /** Does something in a window with what earlier windows have kept. */
    const inWindow = async (task: (visit: Visit) => Promise<void>) => {
      const visit = await open({ folder, isPrivate });
      try {
        await visit.goto(place.url());
        await settle(visit, isFramed);
        await task(visit);
      } finally {
        await visit.close();
      }
    };
    try {
      await inWindow(async (visit) => {
        expect(await visit.evaluate('[isSecureContext, crossOriginIsolated]')).toEqual([
          place.isSecure,
          place.isIsolated,
        ]);
        expect(await visit.evaluate('document.querySelector("[data-kept]").dataset.kept')).toBe(kept);
        expect(await texts(visit, '//*[@data-kept]')).toEqual([expect.stringMatching(keptText[kept])]);
        if (place.told) expect((await texts(visit, classed('notice'))).join(' ')).toMatch(place.told);
        await makeRun(visit);
        expect(await texts(visit, runLines)).toHaveLength(1);
        await visit.reload();
        await settle(visit, isFramed);
        if (kept === 'memory') expect(await staysAway(visit, runLines)).toBe(true);
        else expect(await shown(visit, runLines)).toHaveLength(1);
      });
      await inWindow(async (visit) => {
        if (kept === 'memory' || isPrivate) expect(await staysAway(visit, runLines)).toBe(true);
        else expect(await shown(visit, runLines)).toHaveLength(1);
      });
      console.log(`  ${engine}, ${place.name}: kept in ${kept}`);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    }
  },
);
