/** That each source file which refuses a file has a table here, or a reason why not. Not here: the messages. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.tsx?$/.test(path));

/** The errors about files of a person's. */
const errors = 'ModelFile|SmallFile|Weights|Projection|Surgery|Safetensors|Peft|Adapter';
/** What refuses a file: any error where files are read, elsewhere those errors. */
const refuses = (path: string): boolean =>
  (/^src\/(files|sparkle\/dataset|app\/models|headless)\//.test(path)
    ? /\b(?:throw new \w*Error|reason: [`']|problem: [`'])/
    : new RegExp(`\\b(?:throw )?new (?:${errors})Error\\(`)
  ).test(textOf(path));

/** Files that have no table here, and why. */
const elsewhere: Readonly<Record<string, string>> = {
  'models/onnx/session/vlm.ts': 'needs the browser: test/browser/workers/variants.test.ts',
  'models/onnx/rewrite/merged-decoder.ts':
    'what the adapter makes of the weights: test/unit/models/merge.test.ts',
  'models/adapter/merge.ts': 'a file missing after its folder was checked: test/unit/models/merge.test.ts',
  'models/files-by-path.ts': 'a file missing after its folder was checked: test/unit/models/merge.test.ts',
  'models/onnx/write/checkpoint.ts': 'weights of the embedded model, which its makers take in',
  'src/app/models/choice.ts':
    'a model that is not here, and no file of it: test/browser/page/view-models.test.tsx',
  'src/app/models/download.ts': 'what a server sends: test/unit/app/model-download.test.ts',
  'src/headless/check-computer.ts': 'its options: test/unit/check/report.test.ts',
  'src/app/models/hub-listing.ts': 'what a server sends: test/unit/app/model-download.test.ts',
  'src/app/models/store.ts': 'what the browser keeps: test/browser/page/view-models.test.tsx',
  'src/headless/chromium.ts': 'the browser for tests and runs',
  'src/headless/dataset.ts': 'writes only: test/e2e/dataset.test.ts',
  'src/headless/experiment-options.ts': 'options: test/unit/headless/experiment-options.test.ts',
  'src/headless/lab-page.ts': 'starts a browser: test/e2e/imported-data.test.ts',
  'src/headless/node-canvas.ts': 'draws only',
  'src/headless/out-file.ts': 'writes only: test/e2e/experiment.test.ts',
  'src/headless/page.ts': 'needs the browser: test/e2e/imported-data.test.ts',
  'src/files/zip-writer.ts': 'writes only: test/unit/sparkle/dataset-zip.test.ts',
  'src/headless/record.ts': 'runs of the record that it makes: test/unit/record/record.test.ts',
  'src/headless/score.ts': 'its options: test/unit/headless/takeaway-options.test.ts',
  'src/headless/study-options.ts': 'options: test/unit/headless/study-options.test.ts',
  'src/headless/takeaway.ts': 'its options: test/unit/headless/takeaway-options.test.ts',
  'src/headless/to-transformers.ts': 'options: test/unit/headless/to-transformers.test.ts',
  'src/sparkle/dataset/dataset.ts': 'made by settings, not read',
  'src/sparkle/dataset/dataset-check.ts': 'settings: test/unit/sparkle/sparkle-data-config.test.ts',
  'src/sparkle/dataset/dataset-zip.ts': 'writes only: test/unit/sparkle/dataset-zip.test.ts',
  'src/sparkle/dataset/imported.ts': 'a dataset that was read: test/unit/sparkle/imported.test.ts',
};

test('every file that refuses a file has a table, or a reason why not', () => {
  const tables = filesIn('test/unit/refusals').filter(
    (path) => path !== 'test/unit/refusals/sources.test.ts',
  );
  const told = tables.map(textOf).join('\n');
  const refusing = [...filesIn('models'), ...filesIn('src')].filter(refuses);
  expect(refusing.length).toBeGreaterThan(20);
  expect(refusing.filter((path) => !told.includes(`'${path}'`) && !(path in elsewhere))).toEqual([]);
  expect(Object.keys(elsewhere).filter((path) => !refusing.includes(path))).toEqual([]);
  // A test that a reason names has to be there.
  for (const reason of Object.values(elsewhere)) {
    const named = /test\/\S+$/.exec(reason)?.[0];
    if (named) expect(textOf(named)).not.toBe('');
  }
});
