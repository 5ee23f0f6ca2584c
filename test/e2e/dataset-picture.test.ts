/**
 * Pictures of the command line against the browser's: the same scenes drawn by Node's canvas and by the lab's data
 * worker in Chromium, compared pixel by pixel. Both are Skia: on Linux no pixel differed (Chromium 156). The tolerance
 * is for other systems and versions, at the rims of shapes and letters.
 */
import { type Browser, chromium, type Page } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { createWorkers } from '../../src/connect.ts';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import { scenePng } from '../../src/headless/node-canvas.ts';
import type { Look, Scene } from '../../src/sparkle/scene/scene.ts';

/** A pixel differs if red, green, blue or alpha differs by more than this, of 255. */
const tolerance = 16;
/** Largest share of pixels that differ. */
const maxShare = 0.005;
/** No pixel may differ by more. */
const maxDifference = 64;

declare global {
  interface Window {
    createWorkers: typeof createWorkers;
  }
}

let server: ViteDevServer;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  server = await createServer({
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1', open: false, hmr: false, watch: null },
  });
  await server.listen();
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
  page = await browser.newPage();
  await page.goto(`${server.resolvedUrls!.local[0]}headless.html`);
  await page.addScriptTag({
    type: 'module',
    content: "import { createWorkers } from '/src/connect.ts'; window.createWorkers = createWorkers;",
  });
  await page.waitForFunction(() => 'createWorkers' in window);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

const discs = (names: readonly string[], look?: Look): Scene => ({
  kind: 'points',
  id: 'discs',
  objects: names.map((name, i) => ({ name, x: 1.37 + 2.31 * i, y: 8.13 - 1.91 * i, radius: 0.5 })),
  ...(look && { look }),
});
const lattice = (size: number, hasNodeLabels: boolean): Scene => ({
  kind: 'lattice',
  id: `lattice ${size}`,
  size,
  start: { column: 0, row: 1 },
  end: { column: size - 1, row: size - 1 },
  hasNodeLabels,
});
const inked = { lineWidth: 0.1, color: [200, 30, 60] } as const;

const scenes: readonly (readonly [string, Scene])[] = [
  ['points', discs(['red', 'green', 'blue', 'yellow'])],
  ['translucent points', discs(['red', 'green', 'brown'], { objects: 'translucent' })],
  ['labelled points', discs(['N1', 'N2', 'N3'], { objects: 'labels' })],
  [
    'labelled points, serif, gradient',
    discs(['N1', 'N2'], { objects: 'labels', font: 'serif', background: 'gradient' }),
  ],
  [
    'labelled points, mono, noise',
    discs(['N1', 'N2'], { objects: 'labels', font: 'mono', background: 'noise' }),
  ],
  ['lattice', lattice(4, false)],
  ['labelled lattice of 4', lattice(4, true)],
  ['labelled lattice of 8', lattice(8, true)],
  ['turned lattice with labels', { ...lattice(5, true), rotationDeg: 17 } as Scene],
  [
    'figure',
    {
      kind: 'figure',
      id: 'figure',
      shapes: [
        { kind: 'line', from: { x: 1, y: 2 }, to: { x: 8.7, y: 5.3 }, ...inked },
        { kind: 'circle', centre: { x: 4, y: 6 }, radius: 1.3, ...inked },
        { kind: 'rectangle', corner: { x: 6, y: 1 }, width: 2.2, height: 1.1, color: [0, 90, 200] },
        { kind: 'text', centre: { x: 7, y: 8 }, text: 'Park (3, 4)', height: 0.625, color: [0, 0, 0] },
      ],
    },
  ],
];

/** Largest difference of a channel, and the share of pixels where it is over the tolerance. */
async function compare(scene: Scene, sizePx: number): Promise<{ largest: number; share: number }> {
  const png = Buffer.from(await scenePng(scene, sizePx)).toString('base64');
  return page.evaluate(
    async ({ scene, sizePx, png, tolerance }) => {
      const workers = window.createWorkers();
      try {
        const data = await workers.data();
        const drawn = (await data.draw([scene], sizePx))[0]!.pixels;
        const blob = await (await fetch(`data:image/png;base64,${png}`)).blob();
        const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none' });
        const context = new OffscreenCanvas(sizePx, sizePx).getContext('2d', { willReadFrequently: true })!;
        context.drawImage(bitmap, 0, 0);
        const read = context.getImageData(0, 0, sizePx, sizePx).data;
        let [largest, others] = [bitmap.width === sizePx && bitmap.height === sizePx ? 0 : 255, 0];
        for (let at = 0; at < read.length; at += 4) {
          const difference = Math.max(...[0, 1, 2, 3].map((i) => Math.abs(read[at + i]! - drawn[at + i]!)));
          largest = Math.max(largest, difference);
          if (difference > tolerance) others++;
        }
        return { largest, share: others / (sizePx * sizePx) };
      } finally {
        workers.dispose();
      }
    },
    { scene, sizePx, png, tolerance },
  );
}

for (const sizePx of [384, 192]) {
  test.each(scenes)(`%s at ${sizePx} px`, async (_, scene) => {
    const { largest, share } = await compare(scene, sizePx);
    expect(largest).toBeLessThanOrEqual(maxDifference);
    expect(share).toBeLessThanOrEqual(maxShare);
  });
}
