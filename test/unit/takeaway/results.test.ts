/** Answers that came back from a cluster as a run. Not here: what is refused (../refusals/takeaway.test.ts). */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configFile, weightsFile } from '../../../models/adapter/peft.ts';
import { ExperimentConfig } from '../../../src/experiment/config.ts';
import { scenePng } from '../../../src/headless/node-canvas.ts';
import { scorePath } from '../../../src/headless/score.ts';
import { readRunFile, writeRunZip } from '../../../src/run-file/run-zip.ts';
import { captionQuestion } from '../../../src/sparkle/dataset/caption-sets.ts';
import type { QuestionSet } from '../../../src/sparkle/dataset/imported.ts';
import { type BlindBaseline, blindBaselines, evaluationItems } from '../../../src/sparkle/scored.ts';
import { findResults, scoreResults } from '../../../src/takeaway/results.ts';
import { filesOf, given } from '../../fixtures/peft-files.ts';
import { swiftAnswers } from '../../fixtures/swift-answers.ts';
import { type TakenFolder, takenConfig, takenFolder } from '../../fixtures/taken-folder.ts';

const place = mkdtempSync(join(tmpdir(), 'score-'));
const at = (name: string) => join(place, name);
const items = evaluationItems(takenConfig.seed, takenConfig.evaluation, takenConfig.style.test);
const right = new Map(items.map(({ id, answer }) => [id, answer]));
/** Right for the items whose number is below `count`. */
const upTo = (count: number) => (id: string) =>
  Number(id.split('-').at(-1)) < count ? right.get(id)! : 'no idea';

/** The adapter of the experiment as PEFT writes it: two kinds of modules in six layers of the embedded model. */
const adapter = filesOf(
  Array.from({ length: 6 }, (_, layer) => [
    { ...given(`${layer}.self_attn.q_proj`, 8), inFeatures: 192, outFeatures: 192 },
    { ...given(`${layer}.mlp.down_proj`, 8), inFeatures: 512, outFeatures: 192 },
  ]).flat(),
  { r: 8, lora_alpha: 16, use_rslora: true, target_modules: ['q_proj', 'down_proj'] },
);

let folder: TakenFolder;
let answers: string[];
beforeAll(async () => {
  folder = await takenFolder();
  baselines = blindBaselines(takenConfig.seed, takenConfig.evaluation.tasks, takenConfig.style.test);
  const asked = folder.texts.get('test.jsonl')!;
  answers = swiftAnswers(asked, upTo(3));
  writeFileSync(at('experiment.json'), folder.texts.get('experiment.json')!);
  writeFileSync(at('before.jsonl'), `${swiftAnswers(asked, upTo(1)).join('\n')}\n`);
  // In another order than they were asked in.
  writeFileSync(at('answers.jsonl'), `${answers.toReversed().join('\n')}\n`);
  mkdirSync(at('adapter'));
  for (const [name, content] of Object.entries(adapter)) writeFileSync(join(at('adapter'), name), content);
}, 120_000);
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** As the page does it; baselines, which take seconds, are computed once. */
const scoreFiles = async (source: Parameters<typeof findResults>[0], test: QuestionSet | null = null) =>
  scoreResults(await findResults(source), {
    items: async ({ seed, evaluation, style }) => evaluationItems(seed, evaluation, style.test),
    baselines: async () => baselines,
    testSet: async () => test!,
  });
let baselines: BlindBaseline[] = [];

describe('answers of a folder', () => {
  test('are a run: counted as they are, with the adapter, and a run file that the lab opens', async () => {
    const { run, notices } = await scorePath({
      path: at('answers.jsonl'),
      before: null,
      adapter: null,
      testData: null,
    });
    expect(notices).toEqual([
      'There is no training/logging.jsonl: losses, learning rates and validation of the training did not come. infer.sh packs it.',
    ]);
    const rows = run!.report!.tasks.map(({ task, items: of, before, after }) => [
      task,
      of,
      before.correct,
      after.correct,
    ]);
    expect(rows).toEqual(takenConfig.evaluation.tasks.map((task) => [task, 4, 1, 3]));
    expect(run!.report!.tasks.every(({ blindBaseline }) => blindBaseline > 0)).toBe(true);
    // A composite answer that lists positions is judged by what it lists.
    expect(run!.report!.tasks.find(({ task }) => task === 'tsp4')!.reasons).not.toBeNull();
    expect(run!.report!.environment).toMatchObject({ inferenceDevice: 'ms-swift', trainingDevice: null });
    expect(run!.adapter).toMatchObject({ rank: 8, alpha: 16, scaling: 'rslora', place: takenConfig.place });
    const again = await readRunFile('run.zip', new Blob([writeRunZip(run!)]));
    expect(again.report).toEqual(run!.report);
    expect(again.adapter!.modules).toHaveLength(12);
  });

  test('come as one ZIP too, with the versions that gave them', async () => {
    const text = (name: string) => new TextEncoder().encode(name);
    const before = swiftAnswers(folder.texts.get('test.jsonl')!, upTo(1));
    const zip = zipSync({
      'experiment.json': text(folder.texts.get('experiment.json')!),
      'before.jsonl': text(`${before.join('\n')}\n`),
      'answers.jsonl': text(`${answers.join('\n')}\n`),
      'versions.json': text(
        JSON.stringify({ 'ms-swift': '4.6.0', transformers: '5.1.0', torch: '2.13.0+cpu', device: 'x86_64' }),
      ),
      // As ms-swift 4.6 wrote it: killed after the second step, of which no checkpoint was, and started again.
      'logging.jsonl': text(
        [
          {
            loss: 0.98,
            grad_norm: 1.59,
            learning_rate: 0.003,
            'global_step/max_steps': '1/2',
            elapsed_time: '32s',
          },
          { loss: 0.7, grad_norm: 9, learning_rate: 0, 'global_step/max_steps': '2/2', elapsed_time: '34s' },
          {
            loss: 0.6,
            grad_norm: 1.05,
            learning_rate: 0,
            'global_step/max_steps': '2/2',
            elapsed_time: '1s',
          },
          { eval_loss: 0.49, eval_runtime: 2.2, eval_token_acc: 0.94, 'global_step/max_steps': '2/2' },
          { train_runtime: 40.0258, train_loss: 0.8, 'global_step/max_steps': '2/2' },
          { model_parameter_info: 'PeftModelForCausalLM', global_step: 2, log_history: [] },
        ]
          .map((line) => `${JSON.stringify(line)}\n`)
          .join(''),
      ),
      [`adapter/${configFile}`]: text(adapter[configFile]),
      [`adapter/${weightsFile}`]: adapter[weightsFile],
    });
    const { run, notices } = await scoreFiles(new Blob([zip]));
    // The logged rate is the next step's.
    expect(run!.steps).toEqual([
      { step: 0, loss: 0.98, gradNorm: 1.59, learningRate: 0.006 },
      { step: 1, loss: 0.6, gradNorm: 1.05, learningRate: 0.003, validation: { loss: 0.49, accuracy: 0.94 } },
    ]);
    expect(run!.report).toMatchObject({
      secondsTotal: 40.0258,
      training: { steps: 2, secondsPerStep: null, validation: { steps: 2, loss: 0.49 } },
    });
    expect((await readRunFile('run.zip', new Blob([writeRunZip(run!)]))).steps).toEqual(run!.steps);
    expect(run!.report!.environment).toMatchObject({
      userAgent: 'ms-swift 4.6.0, transformers 5.1.0, torch 2.13.0+cpu',
      gpu: 'x86_64',
    });
    expect(notices).toEqual([
      'The answers were given with versions that were not tested together: transformers 5.1.0 in place of 5.19.0.',
    ]);
  });

  test('to imported questions are counted with the task of each, and its own blind share', async () => {
    const blob = new Blob([Uint8Array.from(await scenePng(items[0]!.scene, 64))]);
    const image = { blob, format: 'png' as const, width: 64, height: 64 };
    const options = ['A mug on a table', 'A mug under a table'];
    const set: QuestionSet = {
      id: 'photos.zip',
      questions: [
        { line: 1, image: 'a.png', set: 'whatsup-a', options, ...captionQuestion(options, options[1]!) },
        ...['red', 'blue', 'red'].map((response, i) => ({
          ...{ line: i + 2, image: `${'abc'[i]}.png`, query: 'What color is it?', response },
        })),
      ],
      images: new Map(['a', 'b', 'c'].map((name) => [`${name}.png`, image])),
      recipe: null,
    };
    const config = ExperimentConfig.parse({
      ...takenConfig,
      data: { test: set.id },
      evaluation: { tasks: ['direction'], items: 4 },
    });
    const { texts } = await takenFolder(config, [], set);
    const text = `${swiftAnswers(texts.get('test.jsonl')!, (id) => (id.startsWith('imported') ? 'Red.' : '(B)')).join('\n')}\n`;
    const files = {
      'before.jsonl': text,
      'answers.jsonl': text,
      'experiment.json': texts.get('experiment.json')!,
    };
    const { run } = await scoreFiles(
      Object.entries(files).map(([path, content]) => ({ path, blob: new Blob([content]) })),
      set,
    );
    expect(
      run!
        .report!.tasks.slice(1)
        .map(({ task, after, blindBaseline }) => [task, after.correct, blindBaseline]),
    ).toEqual([
      ['imported', 2, 2 / 3],
      ['whatsup-a', 1, 1 / 2],
    ]);
  });

  test('without those of the base model are no run, but they are judged', async () => {
    const files = {
      'experiment.json': folder.texts.get('experiment.json')!,
      'answers.jsonl': `${answers.join('\n')}\n`,
    };
    const chosen = Object.entries(files).map(([path, text]) => ({ path, blob: new Blob([text]) }));
    const { run, items: judged, notices } = await scoreFiles(chosen);
    expect(run).toBeNull();
    expect(judged.filter(({ after }) => after!.score.isCorrect)).toHaveLength(12);
    expect(judged.every(({ before }) => before === null)).toBe(true);
    expect(notices).toHaveLength(3);
  });
});
