/** Firefox as Debian or Mozilla ships it, driven over WebDriver BiDi by Puppeteer. Not here: what is done in it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer, { type ElementHandle, type Frame } from 'puppeteer-core';
import { installed } from './installed.ts';
import { mappedHost, type OpenWindow } from './visit.ts';

/** Opens Firefox. Its private windows are those of a browser that has no others. */
export const openFirefox: OpenWindow = async ({ folder, isPrivate }) => {
  const savedFolder = join(folder, 'saved');
  const userDataDir = join(folder, 'profile');
  for (const each of [savedFolder, userDataDir]) mkdirSync(each, { recursive: true });
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: installed('Firefox'),
    headless: true,
    userDataDir,
    timeout: 180_000,
    // No limit: a page that computes on all cores may answer late.
    protocolTimeout: 0,
    defaultViewport: { width: 1280, height: 900 },
    extraPrefsFirefox: {
      'network.dns.localDomains': mappedHost,
      'browser.privatebrowsing.autostart': isPrivate,
      // 2: the folder that is named.
      'browser.download.folderList': 2,
      'browser.download.dir': savedFolder,
    },
  });
  const page = (await browser.pages())[0] ?? (await browser.newPage());
  // Loading ends late where a page fetches ahead; its timeout would be half a minute.
  page.setDefaultNavigationTimeout(180_000);
  let place: Frame = page.mainFrame();
  const element = async (xpath: string) => {
    const found = await place.$(`::-p-xpath(${xpath})`);
    if (!found) throw new Error(`Expected ${xpath} on the page, found nothing.`);
    return found;
  };
  return {
    browser: (await browser.version()).replace('firefox/', 'Firefox '),
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
    evaluate: <T>(expression: string) => place.evaluate(expression) as Promise<T>,
    click: async (xpath) => (await element(xpath)).click(),
    chooseFile: async (xpath, path) =>
      ((await element(xpath)) as ElementHandle<HTMLInputElement>).uploadFile(path),
    close: () => browser.close(),
  };
};
