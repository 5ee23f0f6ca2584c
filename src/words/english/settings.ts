/**
 * English words: the settings of an experiment, by their keys, for the form, the links and the commands. Not here: their
 * ranges and defaults (src/experiment/config.ts, models/config.ts).
 */

/** What the words of a setting need to know of the lab. */
interface Known {
  /** The embedded model, its usual learning rate, and that of any other model. */
  readonly model: string;
  readonly rate: string;
  readonly otherRate: string;
}

/** What a setting is called, what it does, and what its choices are called, if they have words of their own. */
export interface SettingText {
  readonly label: string;
  readonly help: string | ((known: Known) => string);
  readonly choices?: Readonly<Record<string, string>>;
}

const devices = { auto: 'auto', webgpu: 'webgpu', wasm: 'wasm' };
const styles = { embedded: 'embedded', words: 'words', choice: 'choice' };

/** The words, by key. */
export const settings = {
  model: { label: 'Base model', help: 'The model that is measured and trained on.' },
  place: {
    label: 'Strength of place',
    help: 'How strongly the embedded model sees where things are: 0 not at all, 0.2 faintly, as it ships, 1 sharply.',
  },
  seed: { label: 'Seed', help: 'Fixes the data, the first adapter and the order of training.' },
  trainOn: {
    label: 'Train on',
    help: 'Basic skills to train, none, or the composites themselves as the control.',
  },
  budget: {
    label: 'Budget',
    help: 'What makes trainings comparable. steps: all have as many steps as set. tokens: so many that the answers have as many tokens, within a batch, as all three skills have in the steps set.',
    choices: { steps: 'steps', tokens: 'tokens' },
  },
  questionsPerImage: {
    label: 'Questions per image',
    help: 'All questions of an image are the turns of one training conversation.',
  },
  trainStyle: {
    label: 'Training style',
    help: 'embedded: the language of the embedded model. words: plain English, numbers to two decimals. choice: lettered options, the letter in a box.',
    choices: styles,
  },
  testStyle: {
    label: 'Test style',
    help: 'As above. Another than in training shows how much of a score is knowing the form of the answer.',
    choices: styles,
  },
  trainData: {
    label: 'Training data',
    help: 'Imported questions to train on, in place of what Train on says. Their words stay as they are.',
  },
  testData: {
    label: 'Test data',
    help: 'Imported questions to score besides the tasks. An answer is right when it is the response, but for case, spaces, quotation marks and the full stop; between published captions, when it is the letter.',
  },
  rank: {
    label: 'Rank',
    help: 'Columns of the low-rank matrices. More can learn more, and costs more memory.',
  },
  alpha: {
    label: 'Alpha',
    help: 'The adapter is scaled by alpha / rank, with rslora by alpha / √rank.',
  },
  scaling: {
    label: 'Scaling',
    help: 'lora divides alpha by the rank, rslora by its square root: large ranks then learn as fast as small ones.',
  },
  dropout: {
    label: 'Dropout',
    help: "Share of the adapter's inputs that a training step leaves out at random, against learning by heart. 0 leaves none out.",
  },
  targetModules: {
    label: 'Target modules',
    help: 'The linear layers that get an adapter, in every decoder layer. Fewer make a smaller adapter, which can learn less; training takes as much memory and time as with all.',
  },
  steps: { label: 'Steps', help: 'Optimizer steps. 0 trains nothing.' },
  batchSize: { label: 'Batch', help: 'Conversations (one image each) that are computed together.' },
  accumulate: {
    label: 'Batches a step',
    help: 'Gradients of so many batches are added up before a step. As one larger batch, with the memory of a small one.',
  },
  learningRate: {
    label: 'Learning rate',
    help: ({ model, rate, otherRate }: Known) =>
      `Peak of the schedule. It starts at ${rate} for ${model} and at ${otherRate} for any other model.`,
  },
  schedule: {
    label: 'Schedule',
    help: 'How the rate goes on from its peak: down along a cosine or a line to 0 at the last step, or not at all.',
    choices: { cosine: 'cosine', linear: 'linear', constant: 'constant' },
  },
  warmupSteps: { label: 'Warm-up steps', help: 'The rate rises linearly over these steps.' },
  weightDecay: { label: 'Weight decay', help: 'Decoupled decay of the adapter (AdamW).' },
  maxGradNorm: {
    label: 'Gradient clip',
    help: 'Gradients with a larger norm are scaled down to it.',
  },
  validationItems: {
    label: 'Validation items',
    help: 'Conversations of scenes that are kept out of training, to measure loss and accuracy on while it goes on. At the end of training the adapter of the lowest validation loss is the one that is used; after a stop on the way it is the last one. 0: no validation, the last adapter is used.',
  },
  validateEvery: {
    label: 'Validate every',
    help: 'Steps from one validation to the next. The last step is always followed by one.',
  },
  patience: {
    label: 'Patience',
    help: 'Training ends early when so many validations in a row were no better than the best. 0: never. Needs validation items: without them it has no effect.',
  },
  checkpointEvery: {
    label: 'Checkpoint every',
    help: 'Steps after which all that training needs to go on is stored. Where steps are slow it is stored more often.',
  },
  tasks: { label: 'Tasks', help: '' },
  items: {
    label: 'Items per task',
    help: 'Scored questions a task, the same before and after. More items, narrower intervals.',
  },
  probeEvery: {
    label: 'Probe every',
    help: 'Training steps after which a few of the scored items are asked with the adapter as it is then: a curve for each task, which shows when it begins to move. 0: never. Without training there is no curve.',
  },
  probeItems: {
    label: 'Probe items',
    help: 'Items of each task that a probe asks: the first of the scored ones, so that their answers before and after training are points of the curve too.',
  },
  device: {
    label: 'Inference on',
    help: 'auto takes WebGPU on a real GPU and WebAssembly on a software adapter or where WebGPU is missing.',
    choices: devices,
  },
  trainingDevice: {
    label: 'Training runs on',
    help: 'auto takes the GPU, and the processor where a GPU is missing, wrong, or computed in software. The processor can train the embedded model only.',
    choices: { auto: 'auto', gpu: 'gpu', processor: 'processor' },
  },
} satisfies Readonly<Record<string, SettingText>>;
