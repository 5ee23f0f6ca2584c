/** Every message with which what came back from a cluster, or what should go there, is refused. Not here: an adapter's own files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { ExperimentConfig } from '../../../src/experiment/config.ts';
import { scorePath } from '../../../src/headless/score.ts';
import { blindBaselines, evaluationItems } from '../../../src/sparkle/scored.ts';
import { readAnswers } from '../../../src/takeaway/answers.ts';
import { whyNotTaken } from '../../../src/takeaway/differences.ts';
import { findResults, scoreResults } from '../../../src/takeaway/results.ts';
import { readTrained } from '../../../src/takeaway/trained-adapter.ts';
import { readTrainingLog } from '../../../src/takeaway/training-log.ts';
import { filesOf, type Given, given } from '../../fixtures/peft-files.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';
import { swiftAnswers } from '../../fixtures/swift-answers.ts';
import { type TakenFolder, takenConfig, takenFolder } from '../../fixtures/taken-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'takeaway-'));
let taken: TakenFolder;
beforeAll(async () => {
  taken = await takenFolder();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const asked = [
  { id: 'spp4-0', question: 'Where is red?', image: 'images/test/000000.png' },
  { id: 'spp4-1', question: 'Where is red?', image: 'images/test/000001.png' },
  { id: 'told-0', question: 'Red is left of blue. Where is red?', image: null },
];
const line = (question: string, image: string | null, response: unknown = ' left') =>
  JSON.stringify({
    response,
    messages: [{ role: 'user', content: question }],
    images: image ? [{ path: image }] : [],
  });
const lines = asked.map(({ question, image }) => line(image ? `<image>${question}` : question, image));

/** A row: lines of answers, as the file answers.jsonl. */
const answers = (what: string, text: string, marked: string): RefusalRow => [
  what,
  marked,
  () => readAnswers('answers.jsonl', text, asked),
];
/** A row: chosen files by name. */
const chosen = (what: string, files: () => Readonly<Record<string, string>>, marked: string): RefusalRow => [
  what,
  marked,
  () => findResults(Object.entries(files()).map(([path, text]) => ({ path, blob: new Blob([text]) }))),
];
const module = (change: object): Given => ({
  ...given('0.self_attn.q_proj', 8),
  inFeatures: 192,
  outFeatures: 192,
  ...change,
});
/** All that the experiment trains. */
const both = Array.from({ length: 6 }, (_, layer) => [
  module(given(`${layer}.self_attn.q_proj`, 8)),
  { ...given(`${layer}.mlp.down_proj`, 8), inFeatures: 512, outFeatures: 192 },
]).flat();
const adapter = (what: string, modules: readonly Given[], config: object, marked: string): RefusalRow => [
  what,
  marked,
  () =>
    readTrained(
      filesOf(modules, { target_modules: ['q_proj'], r: 8, lora_alpha: 16, use_rslora: true, ...config }),
      taken.experiment,
    ),
];
/** A step as ms-swift logs it. */
const stepLine = (step: number) =>
  `${JSON.stringify({ loss: 1, grad_norm: 1, learning_rate: 0, 'global_step/max_steps': `${step}/3` })}\n`;
const log = (what: string, text: string, marked: string): RefusalRow => [
  what,
  marked,
  () => readTrainingLog('logging.jsonl', text, taken.experiment),
];
/** A row: the whole of what came back, with a changed experiment. */
const scored = (what: string, change: object, marked: string): RefusalRow => [
  what,
  marked,
  async () => {
    const text = `${swiftAnswers(taken.texts.get('test.jsonl')!, () => 'x').join('\n')}\n`;
    const experiment = { ...taken.experiment, ...change };
    await scoreResults(
      {
        experiment,
        after: { name: 'answers.jsonl', text },
        before: null,
        adapter: null,
        log: null,
        versions: {},
      },
      {
        items: async ({ seed, evaluation, style }) => evaluationItems(seed, evaluation, style.test),
        baselines: async ({ seed, evaluation, style }) => blindBaselines(seed, evaluation.tasks, style.test),
        testSet: async (id) => ({ id, questions: [], images: new Map(), recipe: null }),
      },
    );
  },
];
const notTaken = (what: string, change: object, marked: string): RefusalRow => [
  what,
  marked,
  () => ({ reason: whyNotTaken(ExperimentConfig.parse({ ...takenConfig, ...change })) }),
];

const rows: RefusalRow[] = [
  answers(
    'answers that are missing',
    `${lines[0]}\n`,
    'answers.jsonl: expected answers to all 3 items, got «1: missing are spp4-1, told-0». ‹Run infer.sh again, to its end.›',
  ),
  answers(
    'no answer',
    '\n',
    'answers.jsonl: expected answers to all 3 items, got «none: missing are spp4-0, spp4-1, told-0». ‹Run infer.sh again, to its end.›',
  ),
  answers(
    'a doubled answer',
    `${[...lines, lines[1]].join('\n')}\n`,
    'answers.jsonl: expected one answer to each item, but «line 4 is another to spp4-1». ‹Keep one of them›: ms-swift adds to a file that is there, so move it away before infer.sh.',
  ),
  answers(
    'an answer to another item',
    `${lines[0]}\n${line('<image>Where is blue?', 'images/test/000001.png')}\n`,
    'answers.jsonl: expected answers to the questions of this experiment, but «line 2 answers "<image>Where is blue?" about "images/test/000001.png", which it does not ask». ‹Take the answers and experiment.json from the same folder.›',
  ),
  answers(
    'an answer about another picture',
    `${line('<image>Where is red?', 'images/test/000007.png')}\n`,
    'answers.jsonl: expected answers to the questions of this experiment, but «line 1 answers "<image>Where is red?" about "images/test/000007.png", which it does not ask». ‹Take the answers and experiment.json from the same folder.›',
  ),
  answers(
    'a file that is cut off in a line',
    `${lines[0]}\n${lines[1]!.slice(0, 30)}`,
    'answers.jsonl: expected whole lines, but «the last, line 2, is cut off after 30 characters». ‹Copy the file again›, or run infer.sh again.',
  ),
  answers(
    'a line that is no JSON',
    `nothing\n${lines.join('\n')}\n`,
    'answers.jsonl: expected an answer of ms-swift in line 1, got «no JSON, but "nothing"». ‹Take the file as infer.sh wrote it.›',
  ),
  answers(
    'a line that is no object',
    '[1]\n',
    'answers.jsonl: expected an answer of ms-swift in line 1, got «no object, but "[1]"». ‹Take the file as infer.sh wrote it.›',
  ),
  answers(
    'a line without an answer',
    `${line('Where is red?', null, 3)}\n`,
    'answers.jsonl: expected an answer of ms-swift in line 1, got «one without a text in "response"». ‹Take the file as infer.sh wrote it.›',
  ),
  answers(
    'a line without its question',
    '{"response": "left"}\n',
    'answers.jsonl: expected an answer of ms-swift in line 1, got «one without the question in "messages"». ‹Take the file as infer.sh wrote it.›',
  ),
  chosen(
    'answers alone',
    () => ({ 'answers.jsonl': '' }),
    'Expected answers.jsonl together with experiment.json, which says what was asked, but «there is no experiment.json». ‹Choose results.zip, or both files of the folder that went to the cluster.›',
  ),
  chosen(
    'an experiment of something else',
    () => ({ 'answers.jsonl': '', 'experiment.json': '{"kind": "other"' }),
    'experiment.json: expected JSON, got «a beginning of 16 characters without its end». The file is cut off: ‹get it again.›',
  ),
  adapter(
    'an adapter of another model',
    [module({ inFeatures: 576 })],
    {},
    'Expected an adapter of sparkle-tiny, got one of another base model: its «layers.0.self_attn.q_proj takes 576 numbers to 192, where this model takes 192 to 192». ‹Take the adapter that train.sh wrote for this experiment.›',
  ),
  adapter(
    'an adapter of a deeper model',
    [{ ...module({}), ...given('9.self_attn.q_proj', 8) }],
    {},
    'Expected an adapter of sparkle-tiny, got one of another base model: its «layers.9.self_attn.q_proj takes 192 numbers to 192, where this model has no such layer». ‹Take the adapter that train.sh wrote for this experiment.›',
  ),
  adapter(
    'an adapter of other layers of the same model',
    [...both, module(given('0.self_attn.k_proj', 8))],
    { target_modules: ['q_proj', 'k_proj', 'down_proj'] },
    'Expected the adapter of this experiment, of 12 layers (q_proj, down_proj), got one «with layers.0.self_attn.k_proj too». ‹Take the adapter that train.sh wrote for it.›',
  ),
  adapter(
    'an adapter without a layer',
    both.slice(1),
    { target_modules: ['q_proj', 'down_proj'] },
    'Expected the adapter of this experiment, of 12 layers (q_proj, down_proj), got one «without layers.0.self_attn.q_proj». ‹Take the adapter that train.sh wrote for it.›',
  ),
  adapter(
    'an adapter of another training',
    both.map((each) => ({ ...each, rank: 4 })),
    { r: 4, target_modules: ['q_proj', 'down_proj'] },
    'Expected the adapter of this experiment, of rank 8, alpha 16 and scaling rslora, got one of «rank 4, alpha 16 and scaling rslora». ‹Take the adapter that train.sh wrote for it.›',
  ),
  log(
    'a log of something else',
    '{"epoch": 1}\n',
    'logging.jsonl, line 1: expected a line of ms-swift; «expected another kind of value, got {"epoch":1}». ‹Take the file as train.sh wrote it.›',
  ),
  log(
    'a log that is cut off',
    '{"loss": 1, "grad_n',
    'logging.jsonl, line 1: expected JSON, got «a beginning of 19 characters without its end». The file is cut off: ‹get it again.›',
  ),
  log(
    'a log without a step',
    stepLine(1) + stepLine(3),
    'logging.jsonl: expected a line for each of the steps, but «step 2 of the 2 has none». ‹Take the file as train.sh wrote it.›',
  ),
  scored(
    'items that this lab makes otherwise',
    {
      hashes: { model: {}, items: 'other', trainingData: null, testData: null },
      lab: { version: '0.0.9', commit: null },
    },
    'Expected the 16 items that were asked, but «this version of the lab makes others from the same settings»: they were taken with version 0.0.9. ‹Take that version to score them›, or take the experiment to the cluster anew.',
  ),
  scored(
    'other test data',
    { config: ExperimentConfig.parse({ ...takenConfig, data: { test: 'photos.zip' } }) },
    'Expected the test data of which the questions were taken, got «others of the name photos.zip». ‹Choose the ZIP that the experiment was taken with.›',
  ),
  [
    'test data that are not there',
    `Expected the imported test questions of the experiment, but «${folder}/gone.zip is not there». ‹Name their ZIP with --test-data.›`,
    async () => {
      const experiment = {
        ...taken.experiment,
        config: ExperimentConfig.parse({ ...takenConfig, data: { test: 'gone.zip' } }),
      };
      writeFileSync(join(folder, 'experiment.json'), JSON.stringify(experiment));
      writeFileSync(join(folder, 'answers.jsonl'), '');
      await scorePath({
        path: join(folder, 'answers.jsonl'),
        before: null,
        adapter: null,
        testData: join(folder, 'gone.zip'),
      });
    },
  ],
  notTaken(
    'an experiment without training',
    { trainOn: [] },
    'Expected an experiment that trains, got «one that trains on nothing»: there is nothing to take to a cluster. ‹Choose what to train on›, and at least one step.',
  ),
  notTaken(
    'an experiment without steps',
    { training: { steps: 0 } },
    'Expected an experiment that trains, got «one that trains no steps»: there is nothing to take to a cluster. ‹Choose what to train on›, and at least one step.',
  ),
  notTaken(
    'an experiment that measures',
    { adapter: { id: 'a', name: 'a.zip', file: 'a.zip', baseWeights: null } },
    'Expected an experiment that trains, got «one that measures the adapter a.zip»: there is nothing to take to a cluster. ‹Choose what to train on.›',
  ),
];

describe('what goes to a cluster and comes back', () => {
  testRefusals({
    rows,
    sources: [
      'src/takeaway/answers.ts',
      'src/takeaway/trained-adapter.ts',
      'src/takeaway/training-log.ts',
      'src/takeaway/results.ts',
    ],
    others: {
      'Take it from the folder': 'what to do, in the messages about files',
      'Expected at most ': 'a file of gigabytes',
      'The answers were given with versions': 'told beside what was scored: ../takeaway/results.test.ts',
      'There is no ': 'told beside what was scored: ../takeaway/results.test.ts',
      '  in place of ': 'a part of what is told beside what was scored',
      'ms-swift, of a version': 'stands in a report',
      'versions of packages': 'what a file should hold',
      'an experiment that was taken': 'what a file should hold',
    },
  });
});
