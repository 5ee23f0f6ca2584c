/**
 * Builds and serves the page once for all journeys: Vitest runs this before the first of them. They find its address by
 * `inject('labUrl')`, and the built files in dist/.
 */
import type { TestProject } from 'vitest/node';
import { serveBuiltLab } from '../../src/headless/serve.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the built page; it ends in a slash. */
    labUrl: string;
  }
}

export default async function serveForAll(project: TestProject): Promise<() => Promise<void>> {
  const lab = await serveBuiltLab();
  project.provide('labUrl', lab.url);
  return () => lab.close();
}
