/**
 * Takes the adapter of a run out of the headless page: as a download, because it is no JSON and can be large. Node only. Not
 * here: the page (page.ts).
 */
import { openAsBlob } from 'node:fs';
import type { Page } from 'playwright';
import type { Adapter } from '../../models/adapter/adapter.ts';
import { readPeft } from '../../models/adapter/peft.ts';
import { findAdapterFiles } from '../files/adapter-files.ts';

/** The adapter of the run that the page played last; null if it has none. */
export async function takeAdapter(page: Page): Promise<Adapter | null> {
  const coming = page.waitForEvent('download');
  // Where there is none, the wait ends with the page.
  coming.catch(() => {});
  if (!(await page.evaluate(() => window.offerAdapter()))) return null;
  const file = await (await coming).path();
  const { files } = await findAdapterFiles(await openAsBlob(file));
  return readPeft(files).adapter;
}
