/** English words: the base models. Not here: where they stand (src/app). */
import type { ComponentChildren } from 'preact';

/** The words. */
export const models = {
  title: 'Base model',
  change: 'Change',
  close: 'Close',
  /** In the form, where the dialog may be closed; `percent` is null until the hub has answered. */
  downloadingInForm: (name: string, percent: number | null) =>
    `Downloading ${name}${percent === null ? '' : `: ${percent} %`}`,
  strengthStudy: 'What it changes',
  embedded: {
    made: 'Made for this lab: it can work out paths and routes when it is told where things are, but by design it sees only faintly where they are in a picture. It was never shown how a path or a route in a picture is found; the lab asks whether training on basic skills alone is enough.',
    worth: 'A yes shows how transfer can work; other models are other runs.',
    card: "The model's card",
  },
  setUp: (rank: number, batch: number) =>
    `The model to measure and to train as it is set up now: rank ${rank}, batch ${batch}.`,
  memoryTerm: 'How is its memory known?',
  memoryKnown:
    "It is computed from the sizes of the model's matrices: frozen weights, the adapter with what the optimizer keeps, what a training step holds, and what answering takes besides. A browser does not tell how much memory a GPU has, only how large one buffer may be.",
  /** What each model of the hub is, in a line, by its name. */
  about: {
    'SmolVLM-256M-Instruct': 'The smallest of the SmolVLM family: images and text.',
    'SmolVLM-500M-Instruct': 'Sees the same, with a decoder of more than twice the size.',
    'SmolVLM2-256M-Video-Instruct': 'The second generation at the same size, also trained on video.',
    'SmolVLM2-500M-Video-Instruct': 'The second generation of the 500M, also trained on video.',
  },
  aboutFolder: 'From a folder on this device.',
  chosen: 'chosen',
  use: 'Use',
  useModel: (name: string) => `Use ${name}`,
  places: { page: 'with this page', browser: 'in this browser', folder: 'in its folder' },
  size: 'Size',
  downloadSize: 'Download',
  fetched: 'Fetched for a run',
  fetchedWith: 'with ONNX Runtime and the trainer, as sent',
  licence: 'Licence',
  licenceOfFolder: 'see its folder',
  memory: 'Memory to train',
  memoryOf: {
    gpu: (answering: string) => `on the GPU, and to answer ${answering}`,
    processor: (answering: string) => `on the processor, and to answer ${answering}`,
  },
  gpu: 'GPU',
  answersWithoutGpu: 'without WebGPU it can answer, slowly',
  trainsWithoutGpu: 'without WebGPU it can answer and be trained, slowly',
  downloading: (name: string) => `Downloading ${name}`,
  downloaded: (loaded: string, total: string, file: string) => `${loaded} of ${total}, ${file}`,
  askingHub: 'Asking the hub',
  stop: 'Stop',
  stopDownload: (name: string) => `Stop the download of ${name}`,
  download: 'Download',
  downloadModel: (name: string) => `Download ${name}`,
  goOn: 'Go on',
  goOnWith: (name: string) => `Go on with the download of ${name}`,
  areHere: (kept: string, total: string) => `${kept} of ${total} are here`,
  remove: (size: string) => `Remove ${size}`,
  removeModel: (name: string, size: string) => `Remove ${name}, ${size}`,
  folder: {
    place: 'A folder with a model',
    input: 'Model folder',
    /** `files`: the names of some, one after another. */
    about: (files: ComponentChildren) => (
      <>
        Or a folder with another Idefics3 or SmolVLM model in ONNX format, laid out as on the hub: {files} and
        so on.
      </>
    ),
    choose: 'Choose a folder',
    drop: 'or drop it here. It is read where it is; nothing leaves this device.',
  },
};
