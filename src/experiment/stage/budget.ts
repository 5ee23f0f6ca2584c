/**
 * The budget of a training in answer tokens: so many steps that its answers have as many tokens as those of all three
 * skills have in the steps that are set. Arms differ in the length of their answers, so with equal steps one would be told
 * more than another. Not here: the training (train.ts), how a conversation becomes tokens (models/prompt.ts).
 */
import type { Remote } from 'comlink';
import type { TrainConfig } from '../../../models/config.ts';
import type { Data } from '../../../workers/data.ts';
import type { Inference } from '../../../workers/inference.ts';
import { capabilities } from '../../sparkle/task/task-name.ts';
import { armRow } from '../arms.ts';
import { armOf, conversationsOf, type ExperimentConfig } from '../config.ts';
import type { TrainingData } from '../imported-data.ts';
import { counter, type Telling } from '../services.ts';

/** Gives conversations number `start` to `start + count - 1`. */
type Conversations = TrainingData['conversations'];

/** Conversations that are counted at a time: few enough to stop within a second or so. */
const together = 16;

/** Whether an arm has the answers of all skills, or others of the same length: then the steps set are those of the budget. */
function isMeasure(config: ExperimentConfig): boolean {
  const arm = armOf(config);
  return arm !== 'imported' && String(armRow(arm).trainsOn) === String(capabilities);
}

/** The training of a run with the steps that its budget gives. At least one step is trained. */
export async function withinBudget(
  config: ExperimentConfig,
  conversations: Conversations,
  data: Remote<Data>,
  inference: Remote<Inference>,
  services: Telling,
): Promise<TrainConfig> {
  const { training, budget } = config;
  if (budget === 'steps' || isMeasure(config)) return training;
  const total = conversationsOf(config);
  const count = counter(services, 'data', 'counting the tokens of answers', 2 * total);
  const tokensIn = async (some: Conversations, start: number, size: number): Promise<number> => {
    services.signal.throwIfAborted();
    return answerTokens(await inference.tokenize((await some(start, size)).map(forTokens)));
  };
  const all = { ...config, trainOn: [...capabilities] };
  let wanted = 0;
  for (let start = 0; start < total; start += together) {
    const size = Math.min(together, total - start);
    wanted += await tokensIn((from, many) => data.trainingConversations(all, from, many), start, size);
    count(start + size);
  }
  const perStep = training.accumulate * training.batchSize;
  let [steps, tokens, last] = [0, 0, 0];
  while (tokens < wanted) {
    last = await tokensIn(conversations, steps * perStep, perStep);
    tokens += last;
    steps++;
    count(total + Math.round((total * Math.min(tokens, wanted)) / wanted));
  }
  // Whichever is nearer, with the step that goes beyond the budget or without.
  if (steps > 1 && tokens - wanted > last / 2) steps--;
  return { ...training, steps };
}

const forTokens = ({ id, scene, turns }: Awaited<ReturnType<Conversations>>[number]) => ({
  id,
  imageId: scene.id,
  turns,
});

/** Tokens that the loss is taken on: all others have a label below 0 (models/prompt.ts). */
const answerTokens = (tokenized: Awaited<ReturnType<Inference['tokenize']>>): number =>
  tokenized.reduce((sum, { labels }) => sum + labels.filter((label) => label >= 0).length, 0);
