/** English words: “Check this computer”. Not here: where they stand (src/app), the report's file (src/check/report.ts). */
import type { ComponentChildren } from 'preact';

/** The words. */
export const check = {
  documentTitle: 'Check this computer · Sparkle Lab',
  title: 'Check this computer',
  about:
    "Tests the GPU, times products, training and answers for a minute or two, and compares the embedded model's answers with those that PyTorch gave. The result is one file, by which the lab learns how it does on graphics cards that it was never tried on. Close other programs and tabs first: they would be measured too.",
  askHub:
    'Also ask huggingface.co for one small file, and compare its hash. Without this, nothing leaves this computer.',
  start: 'Check this computer',
  again: 'Check again',
  stop: 'Stop',
  progress: 'Progress of the check',
  /** `at`: the how manieth measurement it is, from 1. */
  doingNow: (at: number, of: number, doing: string) => `${at} of ${of}: ${doing}`,
  /** What is being done, by the measurement that comes of it. */
  doing: {
    browser: 'asking the browser',
    trainingTest: 'testing the GPU for training',
    answersTest: 'testing the GPU for answers',
    processorProduct: 'timing products on the processor',
    processorTraining: 'timing training on the processor',
    gpuTraining: 'timing training on the GPU',
    gpuTrainingLarge: 'timing training in the size of SmolVLM-256M-Instruct on the GPU',
    processorAnswers: 'asking the embedded model on the processor',
    gpuAnswers: 'asking the embedded model on the GPU',
    hub: 'asking the hub for one small file',
  },
  brokeOff: (why: string) => `The check broke off, and there is no report. ${why}`,
  reportTitle: 'The report',
  stoppedReportTitle: 'The report, stopped early',
  /** README is English. */
  partOfReadme: 'Check this computer',
  /** `part`: the name of the part of README. */
  wholeFile: (part: ComponentChildren) => (
    <>
      This is the whole file. It has what the browser says of itself and of the GPU, and what was measured; no
      name, no address, no path. Nothing was sent: save it, and give it to the project as its README says,
      under {part}.
    </>
  ),
  file: 'The file',
  save: 'Save the report',
  /** Of the button that copies. */
  theReport: 'the report',
  /** The lines of a report: page, command and README's table have them. */
  report: {
    gpu: 'GPU',
    browser: 'browser',
    computer: 'computer',
    gpuTest: 'GPU test',
    tilings: 'tilings',
    product: 'products on one thread, Gflop/s',
    training: 'training, tokens a second',
    trainingLarge: 'in the size of SmolVLM-256M',
    answers: 'answers, tokens a second',
    agreeing: 'answers as PyTorch gave them',
    hub: 'hub',
    lab: 'lab',
    notMeasured: 'not measured',
    failed: (why: string) => `failed: ${why}`,
    number: (value: number) => value.toLocaleString('en'),
    /** A median, and how far the measurements lay apart. */
    rate: (median: string, least: string, most: string) => `${median} (${least} to ${most})`,
    onGpu: (text: string) => `GPU ${text}`,
    onProcessor: (text: string) => `processor ${text}`,
    anotherBrowser: 'another browser',
    anotherSystem: 'another system',
    threads: (count: number) => `${count} threads`,
    memory: (gigabytes: string) => `${gigabytes} GB told`,
    notIsolated: 'not isolated: one thread',
    load: (load: string) => `load before ${load}`,
    besideRun: 'beside a run',
    besideRunUnknown: 'not known whether beside a run',
    noGpu: 'none',
    noGpuInsecure: 'none: the address is not secure',
    notNamed: 'not named',
    inSoftware: (name: string) => `${name}, in software`,
    forTraining: (text: string) => `training ${text}`,
    forAnswers: (text: string) => `answers ${text}`,
    right: 'right',
    usualTilings: 'the usual',
    agreeingOf: (agreeing: number, asked: number) => `${agreeing} of ${asked}`,
    hubNotAsked: 'not asked',
    hubWithoutHash: (files: number) => `reached, ${files} files, no hash given`,
    hubRight: (files: number) => `reached, ${files} files, hash right`,
    hubWrong: (files: number) => `reached, ${files} files, hash wrong`,
  },
};
