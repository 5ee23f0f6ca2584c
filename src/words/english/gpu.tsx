/** English words: the graphics card and the processor. Not here: where they stand (src/app). */
import type { ComponentChildren } from 'preact';

/** The words. */
export const gpu = {
  name: 'GPU',
  looking: 'The browser is asked for WebGPU.',
  real: 'WebGPU on a graphics card.',
  software:
    'WebGPU works, but is computed on the processor, without a graphics card. Used directly (WebAssembly), the processor is faster: answers and training of the embedded model go there.',
  missing: (reason: string) =>
    `${reason} Answers and training of the embedded model are computed on the processor (WebAssembly), slower.`,
  callsItself: (name: string) => `It calls itself ${name}.`,
  noSubgroups:
    'For answers the GPU is used without its subgroups: with them it computed wrong numbers, without them the right ones.',
  states: {
    testing: 'testing',
    looking: 'looking',
    missing: 'missing',
    notUsed: 'not used',
    ok: 'ok',
    okInSoftware: 'ok, in software',
    untested: 'not tested yet',
    untestedInSoftware: 'not tested yet, in software',
  },
  forTraining: (doubt: string) => `For training: ${doubt}`,
  forAnswers: (doubt: string) => `For answers: ${doubt}`,
  whyTested:
    'Drivers that compute wrongly do not say so. Before a GPU is used here for the first time, it computes five small problems whose answers are known; each error is given as a share of its answer.',
  columns: { computed: 'computed', error: 'error', limit: 'at most', right: 'right' },
  trainingTest: 'training: product, attention, gradient',
  answersTest: 'answers: product and attention of ONNX Runtime',
  notTested: 'not tested yet',
  noNumber: 'no number',
  right: 'right',
  wrong: 'wrong',
  brokeOff: 'broke off',
  test: 'Test the GPU now',
  checkComputer: (link: (text: string) => ComponentChildren) => (
    <>
      {link('Check this computer')}: the test, times and right answers as a file, for the lab's table of
      computers.
    </>
  ),
  notTestable: (why: string) => `The GPU could not be tested: ${why} Reload the page to try again.`,
};
