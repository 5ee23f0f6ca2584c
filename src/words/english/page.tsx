/** English words: the page as a whole: head, introduction, notices. Not here: where they stand (src/app). */
import type { ComponentChildren } from 'preact';

/** The words. */
export const page = {
  model: 'model',
  modelStates: {
    ready: 'ready',
    loading: (size: string) => `loading ${size}`,
    notHere: 'not here yet',
    notLoaded: 'not loaded yet',
  },
  share: 'share',
  shareTitle: 'Copies a link with this setup',
  linkCopied: 'link copied',
  linkNotCopied:
    'The browser did not let the page copy the link. The address bar holds it: copy it from there.',
  themes: { system: 'system', light: 'light', dark: 'dark' },
  changeTheme: (theme: string) => `Theme: ${theme}. Change it.`,
  intro: (paper: (text: string) => ComponentChildren) => (
    <>
      Does a model that sees where things are also find its way? Train a small vision-language model on basic
      spatial skills, here on your own computer, and measure whether composite ones follow, as in the paper{' '}
      {paper('Sparkle')}.
    </>
  ),
  problem: 'Problem',
  note: 'Note',
  closeMessage: 'Close this message',
  framed: (link: (text: string) => ComponentChildren) => (
    <>
      The lab is shown inside another page: there the browser may give it no GPU and only one thread, and
      keeps its runs apart from those of the lab by itself. {link('Open the lab by itself')}, with the same
      settings.
    </>
  ),
  /** That there is no GPU, and why; what works without; what to do for one. */
  noGpu: (reason: string) => `${reason} The processor computes instead: the same numbers, slower.`,
  withoutGpu:
    'Questions are answered and the embedded model is trained on the processor (WebAssembly). The page says how long training will take before it begins.',
  getGpuHere:
    'For more speed and for larger models, switch hardware acceleration on in the browser settings, or update the graphics driver.',
  getGpuElsewhere:
    'For more speed and for larger models, open the page in a recent Chrome, Edge, Safari or Firefox with hardware acceleration on.',
  keptUntilClosed: (why: string) =>
    `What is made here is kept until this window is closed or reloaded. ${why}`,
  keptInMemory:
    'This browser lets the page store nothing here: runs, datasets, adapters and models are kept until this window is closed or reloaded. Download what you want to keep, or open the lab by itself in a window that is not private.',
  /** Where and until when; `isPromised`: the browser does not delete it by itself. */
  keptInBrowser: (isDatabase: boolean, isPromised: boolean) =>
    `Runs, datasets, adapters and models are kept ${isDatabase ? "in this browser's database" : 'in this browser'} for this address, until you delete them${isPromised ? '' : ' or the browser needs the room'}; in a private window, until it is closed.`,
  needs: {
    WebAssembly: 'WebAssembly',
    simd: 'WebAssembly SIMD',
    workers: 'workers',
    canvas: 'OffscreenCanvas',
    popovers: 'popovers',
  },
  lacking: (need: string) =>
    `This browser has no ${need}, or it is switched off, and the lab needs it. Use a newer browser, or switch it on in the settings.`,
  unknownLanguage: (said: string, known: readonly string[]) =>
    `The link wants the language "${said}", which this lab does not speak; it speaks ${known.join(', ')}: correct the link, or choose at the top of the page.`,
  languageNotFetched: (name: string) =>
    `The words of the language ${name} could not be fetched. Try again when the network is back.`,
};
