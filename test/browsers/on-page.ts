/**
 * The lab's pages as a person sees them: where things stand, what a page says, and waiting for something to appear. In any
 * browser (visit.ts). Not here: what is done with them (journey.test.ts, places.test.ts).
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Visit } from './visit.ts';

const hasClass = (name: string) => `contains(concat(" ", @class, " "), " ${name} ")`;

/** A button with exactly this text or name. */
export const button = (name: string): string =>
  `//button[normalize-space()=${JSON.stringify(name)} or @aria-label=${JSON.stringify(name)}]`;

/** Anything that has this class, inside what `around` names. */
export const classed = (name: string, around = ''): string => `${around}//*[${hasClass(name)}]`;

/** The table of the shown result. */
export const resultTable = `${classed('result')}//table`;

/** The lines of the list of runs. */
export const runLines = `${classed('runs')}//li`;

/** What a page tells as a problem. */
export const problems = '//*[@role="alert"][normalize-space()] | //*[@data-kind="problem"]';

/** Long enough for a run on cores that others use too. */
const patienceMs = 600_000;

/** The text of each element that an XPath names, with each space one. */
export async function texts(visit: Visit, xpath: string): Promise<string[]> {
  const found = await visit.evaluate<string[]>(
    `(() => {
      const nodes = document.evaluate(${JSON.stringify(xpath)}, document, null, 7, null);
      return Array.from({ length: nodes.snapshotLength }, (_, i) => nodes.snapshotItem(i).textContent);
    })()`,
  );
  return found.map((text) => text.replace(/\s+/g, ' ').trim());
}

/** Waits until there are elements that an XPath names, and gives their texts. @throws Error with what the page says instead. */
export async function shown(visit: Visit, xpath: string): Promise<string[]> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await texts(visit, xpath);
    if (found.length > 0) return found;
    const told = await texts(visit, problems);
    if (told.length > 0) throw new Error(`${visit.browser}: the page tells a problem: ${told.join(' ')}`);
    if (Date.now() > end) {
      const [all] = await texts(visit, '//body');
      throw new Error(
        `${visit.browser}: expected ${xpath} within ${patienceMs / 1000} s. The page says: ${all}`,
      );
    }
    await delay(250);
  }
}

/** Waits until there is no element that an XPath names. */
export async function gone(visit: Visit, xpath: string): Promise<void> {
  const end = Date.now() + patienceMs;
  while ((await texts(visit, xpath)).length > 0) {
    if (Date.now() > end) throw new Error(`${visit.browser}: expected ${xpath} to go.`);
    await delay(250);
  }
}

/** Holds if no element that an XPath names is there, nor comes a moment later, as a list does that is read from storage. */
export async function staysAway(visit: Visit, xpath: string): Promise<boolean> {
  await delay(3000);
  return (await texts(visit, xpath)).length === 0;
}

/** Presses an element once it is there. */
export async function press(visit: Visit, xpath: string): Promise<void> {
  await shown(visit, xpath);
  await visit.click(xpath);
}

/** Presses Run and waits for the result; gives the text of its tables. A record that the page opened with has some too. */
export async function makeRun(visit: Visit): Promise<string[]> {
  // A press may meet nothing: a record that opens meanwhile moves the button away from under it.
  const begun = `//*[@id="run-title"] | ${runLines}`;
  do await press(visit, button('Run the experiment'));
  while (await staysAway(visit, begun));
  await shown(visit, runLines);
  await gone(visit, '//*[@id="run-title"]');
  return shown(visit, resultTable);
}

/** Waits until one download is whole, and gives its path. Browsers write under another name, or an empty file, until then. */
export async function savedFile(visit: Visit): Promise<string> {
  const end = Date.now() + patienceMs;
  let before = '';
  for (;;) {
    const names = readdirSync(visit.savedFolder);
    const [name] = names;
    if (name && names.length === 1 && /\.(zip|json)$/.test(name)) {
      const path = join(visit.savedFolder, name);
      const now = `${name} ${statSync(path).size}`;
      if (now === before && !now.endsWith(' 0')) return path;
      before = now;
    }
    if (Date.now() > end)
      throw new Error(`${visit.browser}: expected one saved file, found ${names.join(', ') || 'none'}.`);
    await delay(500);
  }
}
