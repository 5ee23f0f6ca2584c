/** The command that repeats an experiment: read by the command line, it gives the same experiment. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandOf, shellText } from '../../../src/experiment/command-line.ts';
import { defaultConfig, defaultsOf, ExperimentConfig, measuring } from '../../../src/experiment/config.ts';
import { options, textOf, withValue } from '../../../src/experiment/option.ts';
import { readOptions } from '../../../src/headless/experiment-options.ts';
import { readOptions as readStudy } from '../../../src/headless/study-options.ts';
import { studyCommandOf } from '../../../src/study/study-command.ts';

/** The words of a command as a shell takes them, without what calls the lab. */
const wordsOf = (command: string): string[] => {
  const rest = command.slice(command.indexOf(' --') + 3);
  const text = execFileSync('sh', ['-c', `for word in ${rest}; do printf '%s\\n' "$word"; done`], {
    encoding: 'utf8',
  });
  return text.split('\n').slice(0, -1);
};
const repeated = (config: ExperimentConfig) => readOptions(wordsOf(commandOf(config)))!.config;

test('the default experiment is the bare command', () => {
  expect(commandOf(defaultConfig)).toBe('npm run experiment --');
  expect(repeated(defaultConfig)).toEqual(defaultConfig);
});

/** Another value of each setting than the one it starts with. */
const others: Readonly<Record<string, unknown>> = {
  place: 0.35,
  seed: 77,
  trainOn: 'composite',
  budget: 'tokens',
  questionsPerImage: 3,
  trainStyle: 'words',
  testStyle: 'choice',
  trainData: "Anna's photos (2).zip",
  testData: 'more $data.zip',
  rank: 4,
  alpha: 31,
  scaling: 'rslora',
  dropout: 0.1,
  targetModules: ['q_proj', 'v_proj'],
  steps: 41,
  batchSize: 3,
  accumulate: 2,
  learningRate: 1e-4,
  schedule: 'constant',
  warmupSteps: 7,
  weightDecay: 0.02,
  maxGradNorm: 2,
  validationItems: 8,
  validateEvery: 5,
  patience: 3,
  checkpointEvery: 9,
  tasks: ['spp3', 'direction@blank'],
  items: 13,
  probeEvery: 4,
  probeItems: 6,
  device: 'wasm',
  trainingDevice: 'processor',
};

test('every setting that differs is in it', () => {
  const settings = options.filter(({ key }) => key !== 'model');
  expect(settings.map(({ key }) => key).filter((key) => !(key in others))).toEqual([]);
  for (const option of settings) {
    const config = withValue(defaultConfig, option, others[option.key]);
    expect(textOf(config, option), option.key).not.toBe(textOf(defaultConfig, option));
    expect(repeated(config), option.key).toEqual(config);
  }
  const all = settings.reduce(
    (config, option) => withValue(config, option, others[option.key]),
    defaultConfig,
  );
  expect(repeated(ExperimentConfig.parse(all))).toEqual(all);
});

test('another base model, each with its own learning rate, and a measured adapter', () => {
  const own = defaultsOf('folder:my model');
  expect(commandOf(own)).toBe("npm run experiment -- --model-folder 'my model'");
  expect(repeated(own)).toEqual(own);
  const hub = defaultsOf('HuggingFaceTB/SmolVLM-256M-Instruct');
  expect(commandOf(hub)).toBe(
    'npm run experiment -- --model HuggingFaceTB/SmolVLM-256M-Instruct --model-folder SmolVLM-256M-Instruct',
  );
  const adapter = {
    id: 'a/my adapter.zip',
    name: 'my adapter.zip',
    file: 'a/my adapter.zip',
    baseWeights: null,
  };
  const measured = measuring(adapter, { ...defaultConfig, seed: 4, trainOn: ['distance'] });
  expect(commandOf(measured)).toBe("npm run experiment -- --seed 4 --adapter 'a/my adapter.zip'");
  expect(repeated(measured)).toEqual(measured);
});

test('a study', () => {
  const words = '--arms none,direction+distance,all --seeds 1-3 --steps 40 --items 24 --out my/study';
  const { study } = readStudy(words.split(' '))!;
  const command = studyCommandOf(study, 'my/study');
  expect(command).toBe(
    'npm run study -- --arms none,direction+distance,all --seeds 1,2,3 --steps 40 --items 24 --out my/study',
  );
  expect(readStudy(wordsOf(command))!.study).toEqual(study);
});

test.each(['plain', 'two words', "it's", '$HOME', 'a"b', '`x`', '--', 'é', '', '*'])(
  'a shell takes %j as one word, as it is',
  (word) => {
    const out = execFileSync('sh', ['-c', `printf '%s' ${shellText(word)}`], { encoding: 'utf8' });
    expect(out).toBe(word);
  },
);
