/**
 * What of an experiment ms-swift cannot do, or does otherwise than the lab, in sentences for the README of the folder.
 * Not here: the commands (scripts.ts).
 */
import { armOf, type ExperimentConfig, hasCurve, stepsOf, whyNotShuffled } from '../experiment/config.ts';

/** Why an experiment cannot be taken to a cluster, and what to do; null if it can. */
export function whyNotTaken(config: ExperimentConfig): string | null {
  const { adapter } = config;
  if (adapter)
    return `Expected an experiment that trains, got one that measures the adapter ${adapter.name}: there is nothing to take to a cluster. Choose what to train on.`;
  if (stepsOf(config) === 0)
    return `Expected an experiment that trains, got one that trains ${armOf(config).length === 0 ? 'on nothing' : 'no steps'}: there is nothing to take to a cluster. Choose what to train on, and at least one step.`;
  return whyNotShuffled(config);
}

/** What was found out while the folder was made. */
interface Made {
  /** Steps of training, as the budget gives them. */
  readonly steps: number;
  /** How many conversations are held out, and how many items are asked in each form of answer at most so many tokens. */
  readonly heldOut: number;
  readonly maxNewTokens: readonly number[];
}

/** What differs, a sentence or two each. */
export function differences(config: ExperimentConfig, { steps, heldOut, maxNewTokens }: Made): string[] {
  const { budget, lora, training, evaluation } = config;
  const { validateEvery, patience } = training;
  const [fewest, most] = [Math.min(...maxNewTokens), Math.max(...maxNewTokens)];
  return [
    'The first A matrices are drawn as in the lab (normal, variance 1 / in), but by torch: the same seed gives another adapter than in the tab.',
    ...(lora.dropout > 0 ? ['Dropout leaves out the same share of inputs, but torch chooses which.'] : []),
    ...(budget === 'tokens'
      ? [
          `The budget of tokens was worked out when this folder was made: it gives ${steps} steps, which train.sh has. Changing the data changes it; take the folder anew then.`,
        ]
      : []),
    ...(hasCurve(config)
      ? [
          `There is no learning curve (probe every ${evaluation.probeEvery} steps): ms-swift asks nothing while it trains.`,
        ]
      : []),
    ...(heldOut > 0
      ? [
          `Validation measures the ${heldOut} held-out conversations every ${validateEvery === 1 ? 'step' : `${validateEvery} steps`}, and the adapter of the lowest loss is the one that is used, as in the lab; but ms-swift takes the mean over batches, where the lab takes it over tokens.`,
        ]
      : []),
    ...(patience > 0
      ? [
          heldOut > 0
            ? `Patience (${patience} validations) is ms-swift's early_stop_interval, which counts the same.`
            : 'Patience has no effect, as in the lab: without validation items nothing is measured that could end training early.',
        ]
      : []),
    ...(fewest < most
      ? [
          `An answer may have ${most} tokens, whatever its form. The lab cuts those of the shorter forms earlier, from ${fewest} tokens on.`,
        ]
      : []),
    'The losses, gradients, learning rates and validation that ms-swift logs come back with the answers; the time and the tokens of a single step do not, for it does not log them.',
    'Where the lab runs inference and training (device, training device) has no meaning here.',
  ];
}
