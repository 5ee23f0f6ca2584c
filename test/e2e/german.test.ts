/**
 * The page in German: by the browser's language, by hand and by the link; and no English is left in what is shown, read
 * aloud or shown on hovering. Not here: whether the tables are complete (../unit/words).
 */
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import { german } from '../../src/words/german.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
});
afterAll(() => browser.close());

/** Words that no German sentence of the lab has. */
const english =
  /(?<![\w./@-])(?:the|is|are|of|and|with|which|this|that|from|your|for|to|what|after|before|items?|steps|runs?|choose|open|close|show|save|all|each|seed|wrong|right|answers?)(?![\w./@-])/i;

/**
 * The texts of the page that a person reads or hears. What is in another language says so (lang="en": questions to the
 * model, names of the records' files); code is no language.
 */
const textsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isForeign = (element: Element | null) =>
      element?.closest('[lang="en"], code, pre, script, style, noscript') != null;
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode())
      if (!isForeign(walker.currentNode.parentElement)) texts.push(walker.currentNode.textContent ?? '');
    for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
      for (const element of document.body.querySelectorAll(`[${name}]`))
        if (!isForeign(element)) texts.push(element.getAttribute(name) ?? '');
    return texts.map((text) => text.replace('What’s Up', '').trim().replaceAll(/\s+/g, ' ')).filter(Boolean);
  });

const englishOn = async (page: Page): Promise<string[]> => [
  ...new Set((await textsOf(page)).filter((text) => english.test(text))),
];

/** Opens everything that is folded. */
const unfold = (page: Page) =>
  page.evaluate(async () => {
    for (let round = 0; round < 3; round++) {
      for (const folded of document.querySelectorAll('details')) folded.open = true;
      await new Promise((done) => setTimeout(done, 300));
    }
  });

test('by the browser’s language, and back by hand; the link keeps the choice', async () => {
  const context = await browser.newContext({ locale: 'de-AT' });
  const page = await context.newPage();
  await page.goto(inject('labUrl'));
  await page.locator('.record .verdict').first().waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
  expect(new URL(page.url()).hash).toBe('');
  await page.getByRole('button', { name: 'English' }).click();
  await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('en');
  expect(new URL(page.url()).hash).toBe('#language=en');
  // So do the links of the page itself.
  expect(await page.locator('a[href^="check.html"]').getAttribute('href')).toBe('check.html#language=en');
  expect(await page.locator('.record a[href^="#"]').getAttribute('href')).toMatch(/^#language=en&study=/);
  // Chosen by hand, it stays, also where the browser says otherwise and the link says nothing.
  const later = await context.newPage();
  await later.goto(inject('labUrl'));
  await later.getByRole('button', { name: 'Deutsch' }).waitFor();
  await context.close();
});

test('no English on the German page, with everything unfolded', async () => {
  const page = await browser.newPage();
  await page.goto(`${inject('labUrl')}#language=de`);
  await page.locator('.record .verdict').first().waitFor();
  await unfold(page);
  expect(await englishOn(page)).toEqual([]);
  await page.close();
});

test('no English in its dialogs, in an open lesson, and in what is made of data', async () => {
  const page = await browser.newPage({ locale: 'de' });
  await page.goto(inject('labUrl'));
  await page.locator('.record .verdict').first().waitFor();
  const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click();
  const inDialog = async () => {
    await page.locator('dialog[open]').waitFor();
    await unfold(page);
    const found = await englishOn(page);
    await page.keyboard.press('Escape');
    return found;
  };
  await press(german.models.change);
  expect(await inDialog()).toEqual([]);
  await unfold(page);
  await page.locator('.result [data-control="spp4"]').first().click();
  await page.locator('.item-row').first().click();
  expect(await inDialog()).toEqual([]);
  await press(german.teacher.make);
  expect(await inDialog()).toEqual([]);
  await page.locator('.lessons button').first().click();
  await page.locator('.lesson').waitFor();
  await unfold(page);
  expect(await englishOn(page)).toEqual([]);
  for (const view of ['Daten erzeugen', 'Deine Daten']) {
    await page.getByText(view, { exact: true }).click();
    await unfold(page);
    expect(await englishOn(page)).toEqual([]);
  }
  await page.close();
});

test('no English on the pages beside it', async () => {
  const page = await browser.newPage({ locale: 'de' });
  await page.goto(`${inject('labUrl')}check.html`);
  await page.locator('h1').waitFor();
  await unfold(page);
  expect(await englishOn(page)).toEqual([]);
  await page.close();
});
