/** Chromium, driven by Playwright. Not here: what is done in it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Frame } from 'playwright';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import { mappedHost, type OpenWindow } from './visit.ts';

/**
 * In place of Playwright's list, in which frames of other sites have no storage of their own, as they do for a person. Plain
 * HTTP stays plain.
 */
const personsFeatures = '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable';

/** Opens Chromium. A context that has no profile on disk is a private window. */
export const openChromium: OpenWindow = async ({ folder, isPrivate }) => {
  const options = {
    executablePath: ensureChromium(),
    args: [...chromiumFlags, `--host-resolver-rules=MAP ${mappedHost} 127.0.0.1`, personsFeatures],
  };
  const savedFolder = join(folder, 'saved');
  mkdirSync(savedFolder, { recursive: true });
  const viewport = { width: 1280, height: 900 };
  const browser = isPrivate ? await chromium.launch(options) : null;
  const context = browser
    ? await browser.newContext({ viewport })
    : await chromium.launchPersistentContext(join(folder, 'profile'), { ...options, viewport });
  const page = context.pages()[0] ?? (await context.newPage());
  page.on('download', (download) => void download.saveAs(join(savedFolder, download.suggestedFilename())));
  const version = (browser ?? context.browser())?.version() ?? '';
  let place: Frame = page.mainFrame();
  return {
    browser: `Chromium ${version}`,
    savedFolder,
    async goto(url) {
      place = page.mainFrame();
      await page.goto(url);
    },
    async reload() {
      place = page.mainFrame();
      await page.reload();
    },
    async enterFrame() {
      place = page.mainFrame().childFrames()[0]!;
    },
    evaluate: (expression) => place.evaluate(expression),
    click: (xpath) => place.locator(`xpath=${xpath}`).first().click(),
    chooseFile: (xpath, path) => place.locator(`xpath=${xpath}`).first().setInputFiles(path),
    close: () => (browser ?? context).close(),
  };
};
