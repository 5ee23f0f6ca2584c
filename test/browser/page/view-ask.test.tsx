/** Asking with the base model and with imported adapters: choosing, swapping, adapters of another model, removing. */
import { render } from 'preact';
import { afterAll, afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { mergeEnd, mergeModel, merging, stopMerging } from '../../../src/app/adapters/merge-state.ts';
import { adapterChoices, adapterOf, importAdapter, removeAdapter } from '../../../src/app/adapters/state.ts';
import { answers, askProblem, question, scene } from '../../../src/app/ask/state.ts';
import { takeModelFolder } from '../../../src/app/models/choice.ts';
import { App } from '../../../src/app/page/app.tsx';
import { notices } from '../../../src/app/page/notice.ts';
import { refreshRuns, shownRun } from '../../../src/app/runs/state.ts';
import { removeRun, saveRun } from '../../../src/app/runs/store.ts';
import { config, takeConfig } from '../../../src/app/setup/state.ts';
import { writeFile } from '../../../src/app/storage/kept-files.ts';
import { timeText } from '../../../src/app/ui/format.ts';
import { askStatus, workers } from '../../../src/app/workers.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { adapterZip } from '../../../src/files/adapter-zip.ts';
import { readZipDirectory, readZipEntry } from '../../../src/files/zip-directory.ts';
import { score } from '../../../src/sparkle/score.ts';
import { knownQuestion } from '../../../src/sparkle/task/known-question.ts';
import { loudAdapter } from '../../fixtures/loud-adapter.ts';
import { mountEach } from '../../fixtures/mounted-view.tsx';
import { recordedAdapter, recordedRun } from '../../fixtures/recorded-run.ts';

afterEach(async () => {
  for (const { key, kind } of adapterChoices.value) if (kind === 'import') await removeAdapter(key);
  shownRun.value = null;
  answers.value = [];
  notices.value = [];
  mergeEnd.value = null;
});
const root = mountEach(App);
afterAll(() => workers.dispose());

const zipOf = (adapter: Adapter) => new Blob([adapterZip(adapter, 'sparkle-tiny', 0)]);
const box = (name: string | RegExp) => page.getByRole('checkbox', { name });
const askButton = page.getByRole('button', { name: 'Ask', exact: true });
const answered = (count: number) =>
  expect
    .poll(
      () => askStatus.value === 'idle' && answers.value.filter(({ text, problem }) => text || problem).length,
      { timeout: 120_000 },
    )
    .toBe(count);

test('one question, asked with the base model and two adapters in turn; the base model is the same after them', async () => {
  await importAdapter('loud.zip', zipOf(loudAdapter(4, 1)));
  await importAdapter('other.zip', zipOf(loudAdapter(8, 2)));
  await expect.element(box(/^base model/)).toBeChecked();
  await expect.element(box(/^loud\.zip rank 4 · all modules · for sparkle-tiny/)).toBeChecked();
  await askButton.click();
  await answered(3);
  const [base, first, second] = answers.value;
  expect([base!.name, first!.name, second!.name]).toEqual(['base model', 'other.zip', 'loud.zip']);
  expect(new Set([base!.text, first!.text, second!.text]).size, JSON.stringify(answers.value)).toBe(3);
  await expect.element(page.getByText(base!.text!, { exact: true }).first()).toBeVisible();

  // The lab knows the answer: each is marked as it judges it, and drawn.
  const known = knownQuestion(scene.value, question.value)!;
  const marks = [base, first, second].map((each) =>
    score(known, each!.text!).isCorrect ? 'right' : 'wrong',
  );
  const shown = [...root.querySelectorAll('.ask-judged .mark')].map(({ textContent }) => textContent);
  for (const [i, mark] of marks.entries()) {
    if (mark === 'right') expect(shown[i]).toMatch(/right$/);
    else expect(shown[i]).toMatch(/(wrong|not in the asked form)$/);
  }
  expect(root.querySelectorAll('.ask-judged canvas')).toHaveLength(3);
  expect(root.querySelector('.ask-right .answer')?.textContent).toBe(known.answer);

  await box(/^loud/).click();
  await box(/^other/).click();
  await askButton.click();
  await expect.poll(() => answers.value.length).toBe(1);
  await answered(1);
  expect(answers.value[0]!.text).toBe(base!.text);
});

test('a question outside the model’s language is told to be one before it is asked', async () => {
  const note = page.getByText(/^The lab has no right answer to this question in this scene/);
  await expect.element(note).not.toBeInTheDocument();
  await page.getByRole('textbox', { name: 'Question' }).fill('What will the weather be?');
  await expect.element(note).toBeVisible();
  await page.getByRole('textbox', { name: 'Question' }).fill('what does the image show');
  await expect.element(note).not.toBeInTheDocument();
});

test('a merged model, saved from the page and chosen as a folder, answers without an adapter as the base model with it', async () => {
  // The strength of place it was made at is folded in: the merged model has it without the setting.
  await importAdapter('loud.zip', zipOf({ ...loudAdapter(4, 1), place: 0.5 }));
  takeConfig({ ...defaultConfig, place: 0.5 });
  await askButton.click();
  await answered(2);
  const [base, adapted] = answers.value;
  expect(adapted!.text).not.toBe(base!.text);
  expect(adapted!.remark).toBeNull();

  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const choice = adapterChoices.value.find(({ kind }) => kind === 'import')!;
  const stream = new WritableStream<Uint8Array>({
    write: (chunk) => void chunks.push(chunk as Uint8Array<ArrayBuffer>),
  });
  await mergeModel(choice, async () => ({ stream, finish: async () => null }));
  expect(mergeEnd.value).toMatchObject({ kind: 'done', text: expect.stringContaining('is whole') });
  const zip = new Blob(chunks);
  const files = await Promise.all(
    (await readZipDirectory(zip)).map(async (entry) => ({
      path: entry.name.text,
      blob: await readZipEntry(zip, entry),
    })),
  );
  // What the model need not have, and has not, is no file of it, whatever the server answers.
  expect(files.map(({ path }) => path).sort()).toEqual(
    [
      'chat_template.jinja',
      'config.json',
      'generation_config.json',
      'onnx/decoder_model_merged.onnx',
      'onnx/embed_tokens.onnx',
      'onnx/vision_encoder.onnx',
      'preprocessor_config.json',
      'processor_config.json',
      'tokenizer.json',
      'tokenizer_config.json',
    ].map((path) => `sparkle-tiny-loud/${path}`),
  );

  await takeModelFolder(files);
  expect(config.value.model).toBe('folder:sparkle-tiny-loud');
  await expect
    .element(page.getByText(/^Expected strength of place 0\.2, because .* got 0\.5/).first())
    .toBeVisible();
  await page.getByRole('textbox', { name: 'Strength of place' }).fill('0.2');
  await expect.element(page.getByRole('textbox', { name: 'Strength of place' })).not.toBeInTheDocument();
  await box(/^loud/).click();
  await askButton.click();
  await expect.poll(() => answers.value.length).toBe(1);
  await answered(1);
  expect(notices.value.filter(({ kind }) => kind === 'problem')).toEqual([]);
  expect(askProblem.value).toBeNull();
  expect(answers.value[0]!.text).toBe(adapted!.text);
});

test('an adapter made at another strength of place answers, and that is told beside its answer', async () => {
  takeConfig(defaultConfig);
  await importAdapter('loud.zip', zipOf({ ...loudAdapter(4, 1), place: 0.5 }));
  await askButton.click();
  await answered(2);
  expect(answers.value[0]!.remark).toBeNull();
  await expect
    .element(
      page.getByText(
        'This adapter was made at strength of place 0.5 and answers at 0.2: set it to 0.5 to ask as it was trained.',
      ),
    )
    .toBeVisible();
});

test('merging that is stopped keeps nothing, and says so', async () => {
  await importAdapter('loud.zip', zipOf(loudAdapter(4, 1)));
  const choice = adapterChoices.value.find(({ kind }) => kind === 'import')!;
  let aborted: unknown = null;
  const stream = new WritableStream<Uint8Array>({
    write: () => stopMerging(),
    abort: (reason) => {
      aborted = reason;
    },
  });
  await mergeModel(choice, async () => ({ stream, finish: async () => null }));
  expect(mergeEnd.value).toMatchObject({ kind: 'done', text: 'Stopped. Nothing was kept of the file.' });
  expect(aborted).toBeInstanceOf(Error);
});

test('a merge is told at its own adapter', async () => {
  await importAdapter('loud.zip', zipOf(loudAdapter(4, 1)));
  await importAdapter('soft.zip', zipOf(loudAdapter(4, 2)));
  const [soft, loud] = adapterChoices.value.filter(({ kind }) => kind === 'import');
  for (const { name } of [soft!, loud!])
    await page.getByRole('button', { name: `Merge ${name} into the model` }).click();
  merging.value = { key: loud!.key, doneBytes: 1, ofBytes: 2 };
  await expect.element(page.getByText('Another adapter is being merged')).toBeVisible();
  expect(document.querySelectorAll('.merger progress')).toHaveLength(1);
  merging.value = null;
  mergeEnd.value = { key: loud!.key, kind: 'done', text: 'It is whole.' };
  await expect.element(page.getByText('It is whole.')).toBeVisible();
});

test('what keeps a question from being asked is said beside it', async () => {
  await expect.element(askButton).toBeEnabled();
  await box('base model').click();
  await expect.element(page.getByText('Nothing is chosen to answer with')).toBeVisible();
  await expect.element(askButton).toBeDisabled();
  await box('base model').click();
  await expect.element(askButton).toBeEnabled();
  takeConfig({ ...defaultConfig, model: 'folder:gone' });
  await expect.element(askButton).toBeDisabled();
  await expect.element(page.getByText(/gone/).last()).toBeVisible();
});

test('an adapter of another model is told in its place, the others answer', async () => {
  await importAdapter('narrow.zip', zipOf(recordedAdapter));
  await askButton.click();
  await answered(2);
  expect(answers.value[0]!.text).toMatch(/\S/);
  await expect
    .element(page.getByText(/Expected layers\.0\.self_attn\.q_proj to map 192 to 192 features/))
    .toBeVisible();
  expect(notices.value.filter(({ kind }) => kind === 'problem')).toEqual([]);
});

test('files that are no adapter are refused beside the buttons, and nothing of them stays', async () => {
  await importAdapter('photos.zip', new Blob(['PK no']));
  await expect
    .element(page.getByText(/^photos\.zip could not be imported\. It is not a ZIP file/))
    .toBeVisible();
  const dora = '{"peft_type":"LORA","r":2,"lora_alpha":4,"use_dora":true}';
  await importAdapter('dora', [
    { path: 'dora/adapter_config.json', blob: new Blob([dora]) },
    { path: 'dora/adapter_model.safetensors', blob: new Blob(['']) },
  ]);
  await expect.element(page.getByText(/got DoRA, which learns a magnitude/)).toBeVisible();
  await importAdapter('old', [
    { path: 'old/adapter_config.json', blob: new Blob([dora]) },
    { path: 'old/adapter_model.bin', blob: new Blob(['']) },
  ]);
  await expect.element(page.getByText(/adapter_model\.bin is a program of Python/)).toBeVisible();
  expect(adapterChoices.value.map(({ key }) => key)).toEqual(['base']);
});

test('an imported adapter is there after a reload, can be saved and removed; a damaged one says so', async () => {
  await importAdapter('kept', await filesOf(loudAdapter(2, 3)));
  const key = adapterChoices.value.find(({ name }) => name === 'kept')!.key;
  expect(await adapterOf(key)).toEqual(loudAdapter(2, 3));
  render(null, root);
  render(<App />, root);
  await expect.element(box(/^kept/)).toBeVisible();
  await writeFile(['adapters', key.slice('import:'.length), 'adapter.json'], '{"version": 7}');
  render(null, root);
  render(<App />, root);
  await expect.element(page.getByText(/Expected adapter\.json as this lab writes it/)).toBeVisible();
  await page.getByRole('button', { name: /^Remove / }).click();
  await page.getByRole('button', { name: 'Remove for good' }).click();
  await expect.poll(() => adapterChoices.value.length).toBe(1);
});

async function filesOf(adapter: Adapter) {
  const { writePeft } = await import('../../../models/adapter/peft.ts');
  return Object.entries(writePeft(adapter, 'sparkle-tiny')).map(([path, content]) => ({
    path: `kept/${path}`,
    blob: new Blob([content as string]),
  }));
}

test('stored runs bring their adapters, the shown one first', async () => {
  const [older, shown] = ['2026-11-20T10-00-00-s1', '2026-11-21T10-00-00-s1'].map((id) =>
    recordedRun({ spp4: { broken: 0, fixed: 3, kept: 1 } }, { id, adapter: loudAdapter(2, 4) }),
  );
  await saveRun(older!);
  await saveRun(shown!);
  await refreshRuns();
  shownRun.value = shown!;
  await expect
    .poll(() => adapterChoices.value.map(({ detail }) => detail))
    .toEqual(['', `shown run of ${timeText(shown!.startedAt)}`, `run of ${timeText(older!.startedAt)}`]);
  expect(await adapterOf(`run:${older!.id}`)).toEqual(loudAdapter(2, 4));
  await removeRun(older!.id);
  await removeRun(shown!.id);
  await refreshRuns();
});

test.each([390, 1280])('nothing reaches over the side at %i px', async (width) => {
  await page.viewport(width, 844);
  await importAdapter(
    'a-rather-long-name-of-an-adapter_that-was-trained-elsewhere.zip',
    zipOf(loudAdapter(4, 1)),
  );
  answers.value = [
    {
      key: 'base',
      name: 'base model',
      text: 'red (3,4)',
      isWhole: true,
      remark: null,
      problem: null,
    },
    {
      key: 'import:x',
      name: 'a-rather-long-name',
      text: 'red is left of the blue one',
      isWhole: true,
      remark:
        'This adapter was made at strength of place 0.5 and answers at 0.2: set it to 0.5 to ask as it was trained.',
      problem: null,
    },
    {
      key: 'import:y',
      name: 'narrow',
      text: null,
      isWhole: false,
      remark: null,
      problem: 'Expected an adapter of 42 modules, got 1.',
    },
  ];
  await expect.element(box(/^a-rather-long/)).toBeVisible();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});
