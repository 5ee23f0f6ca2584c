/** The data worker. SKELETON: signatures are the contract. */
import { expose } from 'comlink';
import type { ExperimentConfig } from '../src/experiment/config.ts';
import type { Conversation, Item, SceneImage, Task } from '../src/sparkle/item.ts';
import type { Scene } from '../src/sparkle/scene.ts';

/** Scores reachable without looking at the image, each simulated on fresh items: share of items right, 0 to 1. */
export interface BlindBaseline {
  readonly task: Task;
  /** The best single answer given to every item. */
  readonly bestConstant: number;
  /** A random answer of the right form. */
  readonly random: number;
  /** The larger of the two: what an accuracy must beat. */
  readonly best: number;
  /** Routes only, not blind: nearest neighbour from true positions; null elsewhere. */
  readonly greedy: number | null;
}

export class Data {
  /** The scored items of a run: config.evaluation.items of each of config.evaluation.tasks. Same config, same items. */
  evaluationItems(_config: ExperimentConfig): Item[] {
    throw new Error('not built');
  }
  /** Training conversations number `start` to `start + count - 1` of the endless seeded stream of config.trainOn. */
  trainingConversations(_config: ExperimentConfig, _start: number, _count: number): Conversation[] {
    throw new Error('not built');
  }
  /** Draws scenes; pixels are transferred. */
  async draw(_scenes: readonly Scene[], _sizePx: number): Promise<SceneImage[]> {
    throw new Error('not built');
  }
  /** Simulated baselines of the config's evaluation tasks. */
  blindBaselines(_config: ExperimentConfig): BlindBaseline[] {
    throw new Error('not built');
  }
}
expose(new Data());
