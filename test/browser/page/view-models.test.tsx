/** The chooser of base models: what is told before a download, what is refused, and what the browser keeps. */
import { render } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/page/page.css';
import { hubModels } from '../../../models/registry.ts';
import { gpu } from '../../../src/app/gpu/state.ts';
import {
  downloadHubModel,
  downloading,
  folderProblem,
  gpuLimits,
  keptModels,
  modelProblems,
  openModel,
  removeKeptModel,
  stopDownload,
  takeModelFolder,
} from '../../../src/app/models/choice.ts';
import study from '../../../src/app/models/strength-study.json';
import { SetupView } from '../../../src/app/setup/setup.tsx';
import { config, takeConfig } from '../../../src/app/setup/state.ts';
import { defaultConfig, ExperimentConfig } from '../../../src/experiment/config.ts';

const [small, large] = [hubModels[0]!, hubModels[1]!];
const roomy = { maxBufferBytes: 2 ** 31, hasF16: true };
let root: HTMLElement;

beforeEach(async () => {
  await page.viewport(1280, 900);
  takeConfig(defaultConfig);
  gpu.value = { kind: 'real', name: 'test' };
  gpuLimits.value = roomy;
  root = document.createElement('div');
  document.body.append(root);
  render(<SetupView />, root);
});

afterEach(async () => {
  vi.unstubAllGlobals();
  render(null, root);
  root.remove();
  await removeKeptModel(small.id);
  modelProblems.value = new Map();
  takeConfig(defaultConfig);
});

const open = () => userEvent.click(page.getByRole('button', { name: 'Change' }));
const card = (name: string) =>
  page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });

/** A hub that has the small model, whose answers end after `limit` bytes of a file where that is given. */
function stubHub(sizes: Readonly<Record<string, number>>, limit = Number.POSITIVE_INFINITY): string[] {
  const asked: string[] = [];
  const answer = async (url: string, init?: RequestInit) => {
    if (url.includes('/api/')) {
      return Response.json(Object.entries(sizes).map(([path, size]) => ({ type: 'file', path, size })));
    }
    const path = url.split('/resolve/main/')[1]!;
    const from = Number(/bytes=(\d+)-/.exec(new Headers(init?.headers).get('range') ?? '')?.[1] ?? 0);
    asked.push(from > 0 ? `${path} from ${from}` : path);
    const rest = sizes[path]! - from;
    return new Response(new Blob([new Uint8Array(Math.min(rest, limit))]), { status: from > 0 ? 206 : 200 });
  };
  const fetchAsIs = window.fetch;
  vi.stubGlobal('fetch', (url: string | URL, init?: RequestInit) =>
    String(url).startsWith('https://huggingface.co') ? answer(String(url), init) : fetchAsIs(url, init),
  );
  return asked;
}

const sizes = {
  'README.md': 5000,
  'config.json': 700,
  'preprocessor_config.json': 600,
  'processor_config.json': 70,
  'tokenizer.json': 3_500_000,
  'tokenizer_config.json': 900,
  'onnx/vision_encoder_fp16.onnx': 400_000,
  'onnx/vision_encoder_q4.onnx': 200_000,
  'onnx/embed_tokens_fp16.onnx': 300_000,
  'onnx/decoder_model_merged_q4.onnx': 9_000_000,
};

test('every model has its size, licence and memory told; the embedded one is chosen', async () => {
  await open();
  await expect.element(card('sparkle-tiny')).toHaveTextContent(/chosen.*6\.7 MB with this page.*MIT/);
  for (const { name } of hubModels)
    await expect
      .element(card(name))
      .toHaveTextContent(/Downloadabout \d+ MB.*Apache-2\.0.*Memory to trainabout .* to answer about/);
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
});

test('what the embedded model is stands where it is chosen, with its card; of another model it is not said', async () => {
  const told = page.getByText(/^Made for this lab: .* by design it sees only faintly/);
  await expect.element(told).toBeVisible();
  await expect
    .element(page.getByText(/^A yes shows how transfer can work; other models are other runs/))
    .toBeVisible();
  await expect
    .element(page.getByRole('link', { name: "The model's card" }))
    .toHaveAttribute('href', 'card.html');
  takeConfig(ExperimentConfig.parse({ model: small.id }));
  await expect.element(told).not.toBeInTheDocument();
});

test('the strength of place is set where the embedded model is chosen; one that no component can set is told', async () => {
  const field = page.getByRole('textbox', { name: 'Strength of place' });
  await expect.element(field).toHaveValue('0.2');
  await field.fill('0.5');
  expect(config.value.place).toBe(0.5);
  await page.getByText('What it changes').click();
  const curve = page.getByRole('img', { name: /shortest path 4 × 4 at 1: \d+ %/ });
  await expect.element(curve).toBeVisible();
  for (const { strength, items } of study.points)
    expect([strength >= 0 && strength <= 1, items]).toEqual([true, 40]);
  await field.fill('2');
  await expect.element(page.getByText('expected a number from 0 to 1, got "2"').first()).toBeVisible();
  expect(config.value.place).toBe(0.5);
  takeConfig({ ...defaultConfig, model: small.id });
  await expect.element(field).not.toBeInTheDocument();
  takeConfig({ ...defaultConfig, model: small.id, place: 1 });
  await expect.element(field).toHaveValue('1');
  takeConfig(defaultConfig);
});

test('what the GPU cannot hold is refused with the reason and what would fit; a smaller batch is taken', async () => {
  gpuLimits.value = { maxBufferBytes: 200_000_000, hasF16: false };
  // Of that rank, the moments of the larger model alone are too large.
  takeConfig(ExperimentConfig.parse({ lora: { rank: 64 } }));
  await open();
  await expect
    .element(card(large.name))
    .toHaveTextContent(/needs 278 MB in one buffer, and this GPU allows 200 MB. With these settings .*256M/);
  await expect.element(page.getByRole('button', { name: `Download ${large.name}` })).toBeDisabled();
  await expect.element(page.getByRole('button', { name: `Download ${small.name}` })).toBeEnabled();
  takeConfig(ExperimentConfig.parse({ training: { batchSize: 32 }, questionsPerImage: 24 }));
  await expect.element(card(small.name)).toHaveTextContent(/A batch of \d+ would fit/);
  await expect.element(page.getByRole('button', { name: `Download ${small.name}` })).toBeDisabled();
  // Nothing is trained: nothing has to fit.
  takeConfig(ExperimentConfig.parse({ trainOn: [] }));
  await expect.element(page.getByRole('button', { name: `Download ${large.name}` })).toBeEnabled();
});

test('only the needed files are fetched and kept; a stopped download goes on, and one click removes all', async () => {
  const asked = stubHub(sizes, 1_000_000);
  const stopping = downloading.subscribe((now) => {
    if (now?.progress && now.progress.loadedBytes > 5_000_000) stopDownload();
  });
  await downloadHubModel(small);
  stopping();
  expect(modelProblems.value.size).toBe(0);
  const kept = keptModels.value.get(small.id)!;
  expect(kept.isWhole).toBe(false);
  expect(kept.keptBytes).toBeGreaterThan(4_900_000);
  await expect(openModel(small.id)).rejects.toThrow(/is not in this browser\. Download it under Base model/);
  await open();
  await expect.element(card(small.name)).toHaveTextContent(/5\.\d MB of 13\.2 MB are here/);
  await userEvent.click(page.getByRole('button', { name: `Go on with the download of ${small.name}` }));
  await expect.poll(() => keptModels.value.get(small.id)?.isWhole, { timeout: 30_000 }).toBe(true);
  expect(config.value.model).toBe(small.id);
  expect(new Set(asked.map((request) => request.split(' ')[0]))).toEqual(
    new Set(Object.keys(sizes).filter((path) => !/README|vision_encoder_q4/.test(path))),
  );
  expect(asked.filter((request) => request.startsWith('config.json'))).toHaveLength(1);
  // The files are there, but are no model.
  await expect(openModel(small.id)).rejects.toThrow(/config\.json: expected JSON/);
  await userEvent.click(page.getByRole('button', { name: `Remove ${small.name}, 13.2 MB` }));
  await expect.poll(() => keptModels.value.size).toBe(0);
  await expect.element(page.getByRole('button', { name: `Download ${small.name}` })).toBeEnabled();
});

test('a model for which there is no room is refused before anything is fetched', async () => {
  const asked = stubHub(sizes);
  const estimate = vi
    .spyOn(navigator.storage, 'estimate')
    .mockResolvedValue({ usage: 9_000_000, quota: 12_000_000 });
  await open();
  await userEvent.click(page.getByRole('button', { name: `Download ${small.name}` }));
  await expect
    .element(card(small.name).getByRole('alert'))
    .toHaveTextContent(
      /needs another 14 MB of the browser's storage, which has room for 3 MB\. Remove another/,
    );
  expect(asked).toEqual([]);
  estimate.mockRestore();
});

test('a hub that lacks files, or answers with something else, is told on the card', async () => {
  const { 'tokenizer.json': _, 'onnx/embed_tokens_fp16.onnx': __, ...some } = sizes;
  stubHub(some);
  await open();
  await userEvent.click(page.getByRole('button', { name: `Download ${small.name}` }));
  await expect
    .element(card(small.name).getByRole('alert'))
    .toHaveTextContent(/missing are tokenizer\.json, onnx\/embed_tokens_fp16\.onnx/);
  vi.stubGlobal('fetch', async () => new Response('<html>', { status: 200 }));
  await userEvent.click(page.getByRole('button', { name: `Download ${small.name}` }));
  await expect
    .element(card(small.name).getByRole('alert'))
    .toHaveTextContent(/Expected the hub's list of the model's files, got something else \("<html>"\)/);
});

test('without WebGPU and on a phone it is all there', async () => {
  gpuLimits.value = null;
  await page.viewport(390, 844);
  await open();
  await expect.element(card(small.name)).toHaveTextContent(/without WebGPU it can answer, slowly/);
  await expect
    .element(card('sparkle-tiny'))
    .toHaveTextContent(/without WebGPU it can answer and be trained, slowly/);
  const dialog = page.getByRole('dialog').element();
  expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
});

test('a folder that is not one of a model is told where it was chosen', async () => {
  await open();
  await takeModelFolder([{ path: 'photos/cat.jpg', blob: new Blob(['x']) }]);
  await expect
    .element(page.getByRole('region', { name: 'A folder with a model' }).getByRole('alert'))
    .toHaveTextContent(/Expected a folder with config\.json and a folder onnx beside it/);
  expect(config.value.model).toBe('sparkle-tiny');
});

test('a folder that the browser does not let be read is told where it was chosen, picked or dropped', async () => {
  const alert = page.getByRole('region', { name: 'A folder with a model' }).getByRole('alert');
  await open();
  vi.stubGlobal('showDirectoryPicker', async () => {
    throw new DOMException('The request is not allowed', 'NotAllowedError');
  });
  await userEvent.click(page.getByRole('button', { name: 'Choose a folder', exact: true }));
  await expect
    .element(alert)
    .toHaveTextContent(
      /^What was chosen cannot be read\. Check that it is still there and that this browser may read it/,
    );
  // A person who closes the picker has chosen nothing, which is no problem.
  folderProblem.value = null;
  vi.stubGlobal('showDirectoryPicker', async () => {
    throw new DOMException('closed', 'AbortError');
  });
  await userEvent.click(page.getByRole('button', { name: 'Choose a folder', exact: true }));
  await expect.element(alert).not.toBeInTheDocument();

  const entry = {
    isFile: true,
    file: (_: unknown, fail: (error: Error) => void) => fail(new DOMException('gone', 'NotFoundError')),
  };
  const event = new Event('drop', { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { items: [{ webkitGetAsEntry: () => entry }], files: [] } });
  page.getByRole('region', { name: 'A folder with a model' }).element().dispatchEvent(event);
  await expect.element(alert).toHaveTextContent(/^What was chosen cannot be read\./);
  folderProblem.value = null;
});

test('a model that another page downloads, or a run uses, is not removed, and the card says why', async () => {
  stubHub(sizes);
  await downloadHubModel(small);
  await open();
  await navigator.locks.request(`model ${small.id}`, { mode: 'shared' }, async () => {
    await userEvent.click(page.getByRole('button', { name: `Remove ${small.name}, 13.2 MB` }));
    await expect
      .element(card(small.name).getByRole('alert'))
      .toHaveTextContent(/is in use: a run goes on with it, or it is being downloaded/);
  });
  expect(keptModels.value.get(small.id)?.isWhole).toBe(true);
});
