/** Vitest for `npm run browsers`: apart from vite.config.ts, because `npm test` needs no browser beside Chromium. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/browsers/*.test.ts'],
    globalSetup: ['test/e2e/built-page.ts'],
    environment: 'node',
    // A run of two steps takes seconds on quiet cores, and many minutes where they are shared.
    testTimeout: 2_400_000,
    hookTimeout: 300_000,
    // Once in some dozens of runs a worker of Firefox does not start. What fails twice is a failure.
    retry: 1,
    fileParallelism: false,
    // What the journey tells stands alone, as it happens.
    disableConsoleIntercept: true,
  },
});
