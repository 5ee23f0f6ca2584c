/**
 * A page of the lab in a headless Chromium, for the commands: the one without a view for experiments, or another. Not here:
 * what the page does (page.ts), the commands (experiment.ts, study.ts, check-computer.ts).
 */
import { stat } from 'node:fs/promises';
import { chromium, type Page } from 'playwright';
import type { ExperimentConfig } from '../experiment/config.ts';
import { buildFolder, buildIfChanged } from '../serve/build.ts';
import { type Handler, serveFolder } from '../serve/server.ts';
import { chromiumFlags, ensureChromium } from './chromium.ts';
import { checkModelFolder, type ServedModel, serveModelFolder } from './model-folder.ts';

/** The ZIP files and folders of questions and images that an experiment names. Throws if one, or the model, is not there. */
export async function checkInputs({ data }: ExperimentConfig, model: ServedModel | null): Promise<string[]> {
  if (model) await checkModelFolder(model);
  const files = [...new Set([data.training, data.test])].filter((file) => file !== null);
  for (const file of files) {
    const isThere = await stat(file).then(
      (found) => found.isFile() || found.isDirectory(),
      () => false,
    );
    if (!isThere)
      throw new Error(
        `Expected a ZIP file or a folder of questions and images, but there is no file ${file}. Check the path.`,
      );
  }
  return files;
}

/**
 * Builds the lab if needed, opens one of its pages, gives it to `use` once it has the named function, and closes it.
 * `prepare` may expose functions to the page before it loads; `before` may answer requests in place of the build.
 */
export async function withBuiltPage<T>(
  { path, ready, before = [] }: { path: string; ready: keyof Window & string; before?: readonly Handler[] },
  prepare: (page: Page) => Promise<unknown>,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  buildIfChanged();
  const lab = await serveFolder(buildFolder, 0, before);
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    await prepare(page);
    await page.goto(`${lab.url}${path}`);
    await page.waitForFunction((name) => name in window, ready);
    return await use(page);
  } finally {
    await browser.close();
    await lab.close();
  }
}

/** The headless page, with the model's folder and the datasets. As withBuiltPage. */
export const withLabPage = <T>(
  model: ServedModel | null,
  datasets: string[],
  prepare: (page: Page) => Promise<unknown>,
  use: (page: Page) => Promise<T>,
): Promise<T> =>
  withBuiltPage(
    { path: 'headless.html', ready: 'runHeadless', before: model ? [serveModelFolder(model)] : [] },
    prepare,
    async (page) => {
      for (const [place, path] of datasets.entries()) {
        const isFolder = (await stat(path)).isDirectory();
        await page.setInputFiles(`#dataset-${isFolder ? 'folder-' : ''}${place}`, path);
      }
      return use(page);
    },
  );
