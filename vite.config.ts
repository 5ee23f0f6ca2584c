/** Vite and Vitest: how the page is served in development, built and tested. The build is served by src/serve/server.ts. */
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumFlags, findChromium } from './src/headless/chromium.ts';
import { completeWords } from './src/serve/complete-words.ts';
import { compressedCopies } from './src/serve/compressed-copies.ts';
import { isolationHeaders } from './src/serve/headers.ts';
import { tellLabVersion } from './src/serve/lab-version.ts';
import { offlineWorker } from './src/serve/offline-worker.ts';
import { buildTargets, pagePolicyStep } from './src/serve/page-policy.ts';

/** zod stands with the file that tells it to compile nothing, which so runs before any schema is used. */
const codeSplitting = {
  groups: [{ name: 'zod', test: /node_modules\/zod\/|models\/no-eval\.ts$/ }],
};

/** A camera that shows a moving pattern and is allowed unasked, for the tests of pictures that are taken. */
const fakeCamera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

const pages = ['index.html', 'card.html', 'check.html', 'headless.html'];

export default defineConfig(({ mode }) => ({
  base: './',
  // No fallback of unknown paths to index.html: a missing model file must be a 404, not a page.
  appType: 'mpa' as const,
  server: { headers: isolationHeaders, host: '127.0.0.1' },
  plugins: [completeWords(), pagePolicyStep(), offlineWorker(), compressedCopies(), tellLabVersion()],
  worker: { format: 'es' as const },
  oxc: { jsx: { runtime: 'automatic' as const, importSource: 'preact' } },
  build: {
    target: [...buildTargets],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: { input: pages, output: { codeSplitting } },
  },
  optimizeDeps: {
    // Vite does not find packages that only workers use from the page, and would reload it when it meets one.
    entries: ['*.html', 'workers/*.ts', 'test/bench/*.worker.ts'],
    // Workers of workers are not looked through in tests: what only they use would reload the test that meets it first.
    include: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-backend-webgpu'],
    exclude: ['@huggingface/transformers', 'onnxruntime-web'],
  },
  test: {
    projects: [
      {
        extends: true as const,
        test: {
          name: 'node',
          include: ['test/unit/**/*.test.ts', 'test/rules.test.ts'],
          setupFiles: ['test/fixtures/onnx-in-node.ts'],
          environment: 'node',
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true as const,
        test: {
          name: 'chromium',
          include: ['test/browser/**/*.test.{ts,tsx}'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          // Once in a few thousand tests a worker of this browser hangs. What fails twice is a failure.
          retry: 1,
          // What a test waits for is often work of a worker, which takes seconds on a loaded machine.
          expect: { poll: { timeout: 30_000 } },
          // A software GPU takes all cores, so one file runs at a time, and one project at a time.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(mode === 'test' && executable()),
                args: ['--headless=new', ...chromiumFlags, ...fakeCamera],
                headless: false,
              },
            }),
            instances: [{ browser: 'chromium' as const }],
          },
        },
      },
      {
        extends: true as const,
        test: {
          name: 'journey',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/built-page.ts'],
          environment: 'node',
          testTimeout: 600_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000, interval: 250 } },
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
}));

function executable(): { executablePath?: string } {
  const path = findChromium();
  return path ? { executablePath: path } : {};
}
