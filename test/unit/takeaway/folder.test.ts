/** The folder that goes to a cluster: its files, its commands, what it does not say. Not here: ms-swift itself. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ExperimentConfig } from '../../../src/experiment/config.ts';
import { evaluationItems } from '../../../src/sparkle/scored.ts';
import { differences, whyNotTaken } from '../../../src/takeaway/differences.ts';
import { type TakenFolder, takenConfig, takenFolder } from '../../fixtures/taken-folder.ts';

let folder: TakenFolder;
beforeAll(async () => {
  folder = await takenFolder();
}, 60_000);
const textOf = (path: string) => folder.texts.get(path)!;
const linesOf = (path: string) =>
  textOf(path)
    .trim()
    .split('\n')
    .map(
      (line) =>
        JSON.parse(line) as { id?: string; messages: { role: string; content: string }[]; images: string[] },
    );

/** The options of a command in a script, by their names. */
function flagsOf(script: string): Map<string, string> {
  return new Map(
    [...script.matchAll(/^ +--(\w+) (.*?)(?: \\)?$/gm)].map(([, flag, value]) => [flag!, value!]),
  );
}

describe('the training set', () => {
  test('has a conversation an image, the image in its first question, and every picture that it names', () => {
    const lines = linesOf('train.jsonl');
    expect(lines).toHaveLength(4);
    for (const { messages, images } of lines) {
      expect(messages.map(({ role }) => role)).toEqual(
        Array.from({ length: 24 }, (_, i) => (i % 2 ? 'assistant' : 'user')),
      );
      expect(messages.filter(({ content }) => content.includes('<image>'))).toEqual([messages[0]]);
      expect(images).toHaveLength(1);
      expect(folder.sizes.get(images[0]!)).toBeGreaterThan(100);
    }
    expect(linesOf('validation.jsonl')).toHaveLength(2);
  });
});

describe('the scored questions', () => {
  test('are all there without their answers, in the folder as a whole', () => {
    const items = evaluationItems(3, takenConfig.evaluation, 'embedded');
    expect(linesOf('test.jsonl').map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    const asked = textOf('test.jsonl');
    for (const { answer, question } of items) {
      expect(asked).toContain(JSON.stringify(question).slice(1, -1));
      if (answer.length > 8) expect(asked + textOf('experiment.json')).not.toContain(answer);
    }
    expect(asked).not.toContain('assistant');
  });

  test('show what the lab shows: a picture each, and none where the words say it', () => {
    for (const { id, images } of linesOf('test.jsonl')) {
      expect(images).toHaveLength(id!.startsWith('distance@told') ? 0 : 1);
      for (const image of images) expect(folder.sizes.get(image)).toBeGreaterThan(100);
    }
  });
});

describe('the commands', () => {
  test('train with the numbers of the experiment', () => {
    const flags = flagsOf(textOf('train.sh'));
    expect(Object.fromEntries(flags)).toMatchObject({
      model_type: 'idefics3',
      lora_rank: '8',
      lora_alpha: '16',
      lora_dropout: '0',
      use_rslora: 'true',
      check_model: 'false',
      max_steps: '2',
      learning_rate: '0.006',
      lr_scheduler_type: 'cosine',
      warmup_steps: '1',
      weight_decay: '0',
      max_grad_norm: '1',
      adam_beta2: '0.999',
      seed: '3',
      max_length: '512',
      dataset_shuffle: 'false',
      train_dataloader_shuffle: 'false',
      freeze_vit: 'true',
      freeze_aligner: 'true',
      torch_dtype: 'float32',
      eval_steps: '2',
      early_stop_interval: '1',
      load_best_model_at_end: 'true',
    });
    const regex = new RegExp(`^${flags.get('target_regex')!.slice(1, -1)}$`);
    expect(regex.test('model.text_model.layers.5.self_attn.q_proj')).toBe(true);
    expect(regex.test('model.text_model.layers.5.self_attn.k_proj')).toBe(false);
    expect(regex.test('model.vision_model.encoder.layers.0.self_attn.q_proj')).toBe(false);
  });

  /** Runs a script up to its first command of ms-swift, which tells its options and what it sees. */
  function startOf(script: string, env: object, cwd: string, ...options: string[]) {
    const told = '$* | cards $CUDA_VISIBLE_DEVICES | nodes $(env | grep -cE "^(NNODES|NODE_RANK|MASTER_)")';
    return spawnSync(
      'bash',
      ['--norc', '-c', `swift() { echo "${told}"; exit 0; }\n${textOf(script)}`, script, ...options],
      { encoding: 'utf8', cwd, env: { PATH: process.env.PATH!, ...env } },
    );
  }
  const place = mkdtempSync(join(tmpdir(), 'takeaway-'));
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  test.each([
    [{}, '2', '0'],
    [{ NPROC_PER_NODE: '2' }, '1', '0,1'],
    [{ CUDA_VISIBLE_DEVICES: '3,5,6' }, '2', '3'],
    [{ CUDA_VISIBLE_DEVICES: '3,5,6', NPROC_PER_NODE: '2' }, '1', '3,5'],
    [{ NPROC_PER_NODE: '2', NNODES: '2' }, null, null],
    [{ NPROC_PER_NODE: '3' }, null, null],
  ])('share a step among cards, and show ms-swift a card a process: %j', (env, perCard, cards) => {
    const { stdout, stderr, status } = startOf('train.sh', env, place);
    if (perCard === null) {
      expect(stderr).toMatch(
        /^A step has 2 conversations, which \d cards cannot share equally\. Take a number/,
      );
      expect(status).toBe(2);
    } else {
      expect(stdout).toContain(`--per_device_train_batch_size ${perCard} --gradient_accumulation_steps 1 `);
      expect(stdout).toContain(`| cards ${cards} |`);
    }
  });

  test('go on with a training that was cut off, from its last whole checkpoint, and never with one that ended', () => {
    const cwd = join(place, 'cut-off');
    const start = () => startOf('train.sh', {}, cwd, '--deepspeed', 'zero2');
    for (const step of [2, 10, 12]) mkdirSync(join(cwd, `training/checkpoint-${step}`), { recursive: true });
    expect(start().stderr).toBe(
      'training is there already, from an earlier training. Move it away, then start again.\n',
    );
    for (const step of [2, 10])
      writeFileSync(join(cwd, `training/checkpoint-${step}/trainer_state.json`), '');
    expect(start().stdout).toContain('--resume_from_checkpoint training/checkpoint-10 --deepspeed zero2 |');
    mkdirSync(join(cwd, 'adapter'));
    expect(start().status).toBe(2);
  });

  test('ask on one node, also where several trained', () => {
    mkdirSync(join(place, 'adapter'));
    writeFileSync(join(place, 'adapter/adapter_config.json'), '');
    const env = { NNODES: '2', NODE_RANK: '1', MASTER_ADDR: 'a', MASTER_PORT: '1' };
    expect(startOf('infer.sh', env, place).stdout).toMatch(/^infer .*\| nodes 0$/m);
    expect(startOf('train.sh', env, place).stdout).toMatch(/\| nodes 4$/m);
  });

  test('are shell scripts', () => {
    for (const script of ['train.sh', 'infer.sh'])
      expect(spawnSync('bash', ['-n'], { input: textOf(script), encoding: 'utf8' }).stderr).toBe('');
  });

  test('ask without choosing by chance, the longest form in full', () => {
    expect(Object.fromEntries(flagsOf(textOf('infer.sh')))).toMatchObject({
      temperature: '0',
      max_new_tokens: '103',
    });
  });

  test('of a SmolVLM2 name the class that the plugin registers', async () => {
    const config = JSON.parse(textOf('model/config.json'));
    const bytes = () => [new TextEncoder().encode(JSON.stringify({ ...config, model_type: 'smolvlm' }))];
    const processor = { processor_class: 'SmolVLMProcessor', image_processor_type: 'SmolVLMImageProcessor' };
    const settings = () => [
      new TextEncoder().encode(JSON.stringify({ ...processor, video_sampling: { fps: 1 } })),
    ];
    const { texts } = await takenFolder(takenConfig, [
      { path: 'config.json', bytes },
      { path: 'preprocessor_config.json', bytes: settings },
    ]);
    expect(texts.get('train.sh')).toContain('--model_type smolvlm');
    expect(texts.get('sparkle_template.py')).toContain("'smolvlm'");
    // Its own processor would need packages for videos.
    expect(JSON.parse(texts.get('model/preprocessor_config.json')!)).toEqual({
      processor_class: 'Idefics3Processor',
      image_processor_type: 'Idefics3ImageProcessor',
    });
  });
});

describe('what ms-swift does otherwise', () => {
  const config = (change: object) => ExperimentConfig.parse({ ...takenConfig, ...change });

  test('is said, and only what concerns the experiment', () => {
    const told = differences(
      config({
        budget: 'tokens',
        lora: { dropout: 0.1 },
        training: { ...takenConfig.training, steps: 7, patience: 3 },
        evaluation: { ...takenConfig.evaluation, probeEvery: 2 },
      }),
      { steps: 9, heldOut: 2, maxNewTokens: [23, 103] },
    ).join('\n');
    for (const word of ['9 steps', 'Dropout', 'learning curve', 'held-out', 'Patience', '103 tokens'])
      expect(told).toContain(word);
    expect(
      differences(config({ training: { steps: 2 } }), { steps: 2, heldOut: 0, maxNewTokens: [23] }),
    ).toHaveLength(3);
    for (const line of differences(takenConfig, { steps: 2, heldOut: 2, maxNewTokens: [23, 103] }))
      expect(textOf('README.md')).toContain(line);
  });

  test('an experiment that trains nothing is refused', () => {
    expect(whyNotTaken(takenConfig)).toBeNull();
    expect(whyNotTaken(config({ trainOn: [] }))).toMatch(/trains on nothing/);
    expect(whyNotTaken(config({ training: { steps: 0 } }))).toMatch(/trains no steps/);
    const adapter = { id: 'a', name: 'a.zip', file: 'a.zip', baseWeights: null };
    expect(whyNotTaken(config({ adapter }))).toMatch(/measures the adapter a\.zip/);
  });
});
