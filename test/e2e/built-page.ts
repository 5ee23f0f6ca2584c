/**
 * Builds and serves the page once for all journeys: Vitest runs this before the first of them. They find its address by
 * `inject('labUrl')`, and the built files in dist/.
 */
import type { TestProject } from 'vitest/node';
import { buildFolder, buildIfChanged } from '../../src/serve/build.ts';
import { serveFolder } from '../../src/serve/server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the built page; it ends in a slash. */
    labUrl: string;
  }
}

export default async function serveForAll(project: TestProject): Promise<() => Promise<void>> {
  buildIfChanged();
  const lab = await serveFolder(buildFolder, 0);
  project.provide('labUrl', lab.url);
  return () => lab.close();
}
