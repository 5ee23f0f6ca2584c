/**
 * What a report says in a few words: the columns of README's table of reports, which the page and the command show line by
 * line. Not here: the report (report.ts).
 */
import { timedProducts } from '../../models/gpu/tiling-choice.ts';
import { doubtOf } from '../experiment/device.ts';
import type { ComputerReport, Measured } from './report.ts';

type Part<Result> = { readonly result: Result } | { readonly failure: string } | null;

/** The words for a measurement; without a result, why there is none. */
const told = <Result>(
  part: Part<Result>,
  words: (result: Result) => string,
  none = 'not measured',
): string => (part === null ? none : 'result' in part ? words(part.result) : `failed: ${part.failure}`);

/** A median, and how far the measurements lay apart. */
const rateText = ({ median, least, most }: { median: number; least: number; most: number }): string => {
  const [middle, from, to] = [median, least, most].map((value) =>
    Number(value.toPrecision(3)).toLocaleString('en'),
  );
  return `${middle} (${from} to ${to})`;
};

/** On the GPU where that was measured, and on the processor. */
function onBoth<Result>(
  gpu: Part<Result>,
  processor: Part<Result>,
  words: (result: Result) => string,
): string {
  const parts = [gpu && `GPU ${told(gpu, words)}`, processor && `processor ${told(processor, words)}`];
  return parts.filter((text) => text !== null).join(', ') || 'not measured';
}

const browsers: readonly (readonly [name: string, version: RegExp])[] = [
  ['Firefox', /Firefox\/(\d+)/],
  ['Edge', /Edg\w*\/(\d+)/],
  ['Chrome', /Chrome\/(\d+)/],
  ['Safari', /Version\/(\d+)\S* .*Safari/],
];
const systems = ['Android', 'iPhone', 'iPad', 'Windows', 'Macintosh', 'CrOS', 'Linux'] as const;

/** "Chrome 156, Linux". */
function browserText({ browser: { userAgent } }: ComputerReport): string {
  const known = browsers.find(([, version]) => version.test(userAgent));
  const system = systems.find((name) => userAgent.includes(name)) ?? 'another system';
  return known ? `${known[0]} ${known[1].exec(userAgent)![1]}, ${system}` : 'another browser';
}

function computerText({ computer }: ComputerReport): string {
  const { threads, memoryGB, isIsolated, load, besideRun } = computer;
  const parts = [
    threads === null ? null : `${threads} threads`,
    memoryGB === null ? null : `${memoryGB} GB told`,
    isIsolated ? null : 'not isolated: one thread',
    load === null ? null : `load before ${load.toFixed(1)}`,
    besideRun === null ? 'not known whether beside a run' : besideRun ? 'beside a run' : null,
  ];
  return parts.filter((text) => text !== null).join(', ');
}

function gpuText({ gpu, computer }: ComputerReport): string {
  if (!gpu) return computer.isSecure ? 'none' : 'none: the address is not secure';
  const name = [gpu.vendor, gpu.architecture, gpu.description].filter(Boolean).join(' ') || 'not named';
  return gpu.kind === 'software' ? `${name}, in software` : name;
}

const testText = ({ trainingTest, answersTest }: Measured): string =>
  [trainingTest, answersTest]
    .map((part, i) => `${i === 0 ? 'training' : 'answers'} ${told(part, (test) => doubtOf(test) ?? 'right')}`)
    .join(', ');

const tilingsText = ({ trainingTest }: Measured): string =>
  told(trainingTest, ({ tilings = {}, tilingMs = {} }) => {
    const chosen = timedProducts.flatMap((product) => {
      const name = tilings[product];
      const ms = name && tilingMs[product]?.[name];
      return name ? [`${product} ${name}${ms === undefined ? '' : ` ${Number(ms.toPrecision(2))} ms`}`] : [];
    });
    return chosen.join(', ') || 'the usual';
  });

/** What of a report is told, by its title. */
export const reportColumns: readonly {
  readonly title: string;
  readonly text: (report: ComputerReport) => string;
}[] = [
  { title: 'GPU', text: gpuText },
  { title: 'browser', text: browserText },
  { title: 'computer', text: computerText },
  { title: 'GPU test', text: ({ measured }) => testText(measured) },
  { title: 'tilings', text: ({ measured }) => tilingsText(measured) },
  {
    title: 'products on one thread, Gflop/s',
    text: ({ measured }) => told(measured.processorProduct, ({ gflopPerSecond }) => rateText(gflopPerSecond)),
  },
  {
    title: 'training, tokens a second',
    text: ({ measured: { gpuTraining, processorTraining } }) =>
      onBoth(gpuTraining, processorTraining, ({ tokensPerSecond }) => rateText(tokensPerSecond)),
  },
  {
    title: 'in the size of SmolVLM-256M',
    text: ({ measured }) =>
      told(measured.gpuTrainingLarge, ({ tokensPerSecond }) => rateText(tokensPerSecond)),
  },
  {
    title: 'answers, tokens a second',
    text: ({ measured: { gpuAnswers, processorAnswers } }) =>
      onBoth(gpuAnswers, processorAnswers, ({ tokensPerSecond }) => rateText(tokensPerSecond)),
  },
  {
    title: 'answers as PyTorch gave them',
    text: ({ measured: { gpuAnswers, processorAnswers } }) =>
      onBoth(gpuAnswers, processorAnswers, ({ agreeing, asked }) => `${agreeing} of ${asked}`),
  },
  {
    title: 'hub',
    text: ({ measured }) =>
      told(
        measured.hub,
        ({ isRight, files }) =>
          `reached, ${files} files, ${isRight === null ? 'no hash given' : isRight ? 'hash right' : 'hash wrong'}`,
        'not asked',
      ),
  },
  {
    title: 'lab',
    text: ({ lab: { version, commit }, date }) =>
      `${version}${commit === null ? '' : ` ${commit.slice(0, 7)}`}, ${date}`,
  },
];
