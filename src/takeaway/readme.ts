/** README.md of the folder: what is in it, what to do, what differs from the lab. One page. Not here: what differs (differences.ts). */
import { settingsText } from '../experiment/command-line.ts';
import {
  adapterFolder,
  answersFile,
  beforeFile,
  modelFolder,
  pluginFile,
  resultsFile,
  type TakenExperiment,
  testFile,
  trainFile,
  validationFile,
} from './folder.ts';
import type { ModelType } from './scripts.ts';

/** What the page tells. */
interface Told {
  readonly experiment: TakenExperiment;
  readonly modelType: ModelType;
  readonly conversations: number;
  readonly heldOut: number;
  /** What ms-swift does otherwise, and what was left out, as sentences. */
  readonly differences: readonly string[];
  readonly leftOut: readonly string[];
}

/** The text of README.md. */
export function readmeText({
  experiment,
  modelType,
  conversations,
  heldOut,
  differences,
  leftOut,
}: Told): string {
  const { config, steps, asked, lab, takenAt } = experiment;
  const { batchSize, accumulate } = config.training;
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}\n`).join('');
  return `# An experiment of Sparkle Lab, for a cluster

Taken on ${takenAt.slice(0, 10)} from version ${lab.version}${lab.commit === null ? '' : ` (${lab.commit})`} of the lab, with the settings

    ${settingsText(config) || 'as the lab starts'}

## Do it

Python 3.11 and bash; a card is not needed for the smallest model.

    pip install -r requirements.txt
    ./train.sh      # ${steps} steps of ${batchSize * accumulate} conversations; the adapter goes to ${adapterFolder}/
    ./infer.sh      # ${asked.length} questions, asked without the adapter and with it; packs ${resultsFile}

\`NPROC_PER_NODE=8 ./train.sh\` takes eight cards of one machine; for several machines run it on each with \`NNODES\`, \`NODE_RANK\`, \`MASTER_ADDR\` and \`MASTER_PORT\`. A step has the same conversations on any number of cards that divides ${batchSize * accumulate}. \`USE_CPU=true ./train.sh\` needs no card. A training that was killed goes on from its last checkpoint with the same command; several machines then need this folder in common. More options of ms-swift may stand behind the command. One process on a processor is what was tested with the real ms-swift; several cards follow its documentation.

Then bring ${resultsFile} back: drop it on the list of runs of the lab, or \`npm run score -- ${resultsFile}\`. Answers are judged there, and become a run with the adapter in it.${config.data.test === null ? '' : ' The imported test questions are not in this folder with their answers: the lab needs its own copy of them.'}

## What is in it

| | |
|---|---|
| \`${modelFolder}/\` | the base model as transformers opens it, float32: the weights that the lab computes with |
| \`${pluginFile}\` | tells ms-swift the prompt${modelType === 'smolvlm' ? ', the class' : ''} and the schedule; without it other tokens are learned |
| \`${trainFile}\` | ${conversations} conversations, one an image, in the order in which the lab trains on them |
${heldOut > 0 ? `| \`${validationFile}\` | ${heldOut} conversations that are held out |\n` : ''}| \`${testFile}\` | the ${asked.length} scored questions, without their answers |
| \`images/\` | their pictures, as the model sees them |
| \`experiment.json\` | the settings, and by what the lab knows the questions again |
| \`${beforeFile}\`, \`${answersFile}\` | written by infer.sh: answers of the base model, and with the adapter |

## What differs from the lab

The tokens, the tokens that the loss is taken on, the mean over them, AdamW, the learning rate of every step and the order of conversations are the lab's.

${list(differences)}${leftOut.length > 0 ? `\n## What was left out\n\n${list(leftOut)}` : ''}`;
}
