/**
 * What a report says in a few words, in a language: the columns of README's table of reports, which the page and the command
 * show line by line. Not here: the report (report.ts), the words themselves (src/words).
 */
import { timedProducts } from '../../models/gpu/tiling-choice.ts';
import { doubtOf } from '../experiment/device.ts';
import type { Words } from '../words/english.ts';
import type { ComputerReport, Measured, ResultOf } from './report.ts';

type Part<Result> = { readonly result: Result } | { readonly failure: string } | null;

/** Numbers that were measured several times. */
type Samples = ResultOf<'gpuTraining'>['tokensPerSecond'];

/** The language that is spoken. */
interface Spoken {
  readonly words: Words['check']['report'];
  /** A number as it is written in the lab's files, as people write it. */
  readonly number: Words['format']['number'];
  /** A message of the engine in that language. */
  readonly said: (message: string) => string;
}

/** The words for a measurement; without a result, why there is none. */
const told = <Result>(
  { words, said }: Spoken,
  part: Part<Result>,
  text: (result: Result) => string,
  none = words.notMeasured,
): string => (part === null ? none : 'result' in part ? text(part.result) : words.failed(said(part.failure)));

/** A median, and how far the measurements lay apart. */
const rateText = ({ words }: Spoken, { median, least, most }: Samples): string => {
  const text = (value: number) => words.number(Number(value.toPrecision(3)));
  return words.rate(text(median), text(least), text(most));
};

/** On the GPU where that was measured, and on the processor. */
function onBoth<Result>(
  spoken: Spoken,
  gpu: Part<Result>,
  processor: Part<Result>,
  text: (result: Result) => string,
): string {
  const { words } = spoken;
  const parts = [
    gpu && words.onGpu(told(spoken, gpu, text)),
    processor && words.onProcessor(told(spoken, processor, text)),
  ];
  return parts.filter((each) => each !== null).join(', ') || words.notMeasured;
}

const browsers: readonly (readonly [name: string, version: RegExp])[] = [
  ['Firefox', /Firefox\/(\d+)/],
  ['Edge', /Edg\w*\/(\d+)/],
  ['Chrome', /Chrome\/(\d+)/],
  ['Safari', /Version\/(\d+)\S* .*Safari/],
];
const systems = ['Android', 'iPhone', 'iPad', 'Windows', 'Macintosh', 'CrOS', 'Linux'] as const;

/** "Chrome 156, Linux". */
function browserText({ words }: Spoken, { browser: { userAgent } }: ComputerReport): string {
  const known = browsers.find(([, version]) => version.test(userAgent));
  const system = systems.find((name) => userAgent.includes(name)) ?? words.anotherSystem;
  return known ? `${known[0]} ${known[1].exec(userAgent)![1]}, ${system}` : words.anotherBrowser;
}

function computerText({ words, number }: Spoken, { computer }: ComputerReport): string {
  const { threads, memoryGB, isIsolated, load, besideRun } = computer;
  const parts = [
    threads === null ? null : words.threads(threads),
    memoryGB === null ? null : words.memory(number(`${memoryGB}`)),
    isIsolated ? null : words.notIsolated,
    load === null ? null : words.load(number(load.toFixed(1))),
    besideRun === null ? words.besideRunUnknown : besideRun ? words.besideRun : null,
  ];
  return parts.filter((text) => text !== null).join(', ');
}

function gpuText({ words }: Spoken, { gpu, computer }: ComputerReport): string {
  if (!gpu) return computer.isSecure ? words.noGpu : words.noGpuInsecure;
  const name = [gpu.vendor, gpu.architecture, gpu.description].filter(Boolean).join(' ') || words.notNamed;
  return gpu.kind === 'software' ? words.inSoftware(name) : name;
}

function testText(spoken: Spoken, { trainingTest, answersTest }: Measured): string {
  const { words, said } = spoken;
  const text = (part: Measured['trainingTest']) =>
    told(spoken, part, (test) => {
      const doubt = doubtOf(test);
      return doubt === null ? words.right : said(doubt);
    });
  return [words.forTraining(text(trainingTest)), words.forAnswers(text(answersTest))].join(', ');
}

const tilingsText = (spoken: Spoken, { trainingTest }: Measured): string =>
  told(spoken, trainingTest, ({ tilings = {}, tilingMs = {} }) => {
    const chosen = timedProducts.flatMap((product) => {
      const name = tilings[product];
      const ms = name && tilingMs[product]?.[name];
      const time = ms === undefined ? '' : ` ${spoken.number(`${Number(ms.toPrecision(2))}`)} ms`;
      return name ? [`${product} ${name}${time}`] : [];
    });
    return chosen.join(', ') || spoken.words.usualTilings;
  });

const hubText = (spoken: Spoken, { hub }: Measured): string => {
  const { words } = spoken;
  return told(
    spoken,
    hub,
    ({ isRight, files }) =>
      (isRight === null ? words.hubWithoutHash : isRight ? words.hubRight : words.hubWrong)(files),
    words.hubNotAsked,
  );
};

/** What of a report is told, by its title, in the language of the table; `said` gives messages of the engine in it. */
export function reportColumns(
  table: Words,
  said: (message: string) => string,
): readonly { readonly title: string; readonly text: (report: ComputerReport) => string }[] {
  const words = table.check.report;
  const spoken: Spoken = { words, number: table.format.number, said };
  const rate = ({ tokensPerSecond }: { readonly tokensPerSecond: Samples }) =>
    rateText(spoken, tokensPerSecond);
  return [
    { title: words.gpu, text: (report) => gpuText(spoken, report) },
    { title: words.browser, text: (report) => browserText(spoken, report) },
    { title: words.computer, text: (report) => computerText(spoken, report) },
    { title: words.gpuTest, text: ({ measured }) => testText(spoken, measured) },
    { title: words.tilings, text: ({ measured }) => tilingsText(spoken, measured) },
    {
      title: words.product,
      text: ({ measured }) =>
        told(spoken, measured.processorProduct, ({ gflopPerSecond }) => rateText(spoken, gflopPerSecond)),
    },
    {
      title: words.training,
      text: ({ measured: { gpuTraining, processorTraining } }) =>
        onBoth(spoken, gpuTraining, processorTraining, rate),
    },
    {
      title: words.trainingLarge,
      text: ({ measured }) => told(spoken, measured.gpuTrainingLarge, rate),
    },
    {
      title: words.answers,
      text: ({ measured: { gpuAnswers, processorAnswers } }) =>
        onBoth(spoken, gpuAnswers, processorAnswers, rate),
    },
    {
      title: words.agreeing,
      text: ({ measured: { gpuAnswers, processorAnswers } }) =>
        onBoth(spoken, gpuAnswers, processorAnswers, ({ agreeing, asked }) =>
          words.agreeingOf(agreeing, asked),
        ),
    },
    { title: words.hub, text: ({ measured }) => hubText(spoken, measured) },
    {
      title: words.lab,
      text: ({ lab: { version, commit }, date }) =>
        `${version}${commit === null ? '' : ` ${commit.slice(0, 7)}`}, ${date}`,
    },
  ];
}
