/**
 * Takes an experiment to a cluster, in a page: gathers it, makes the checkpoint in a worker of its own, and writes the
 * folder as a ZIP. Not here: what is gathered (gather.ts), the files (takeaway.ts), where the ZIP goes.
 */
import { copyOf } from '../../models/written-file.ts';
import { startWorker } from '../connect.ts';
import type { ExperimentConfig } from '../experiment/config.ts';
import type { OpenedModel } from '../experiment/open-model.ts';
import { counter, notify, type Services } from '../experiment/services.ts';
import type { TakenFile } from './folder.ts';
import { type GatheringServices, gatherTakeaway } from './gather.ts';
import plugin from './sparkle_template.py?raw';
import { takeawayFiles } from './takeaway.ts';
import { writeTakeawayZip } from './zip.ts';

/** The name of the folder in the ZIP. */
const folder = 'sparkle-takeaway';

/** Writes the ZIP to `sink` and closes it. Rejects with a plain message, or the signal's reason; the sink is aborted then. */
export async function writeTakeaway(
  config: ExperimentConfig,
  sink: WritableStream<Uint8Array>,
  services: Pick<Services, keyof GatheringServices>,
): Promise<{ readonly files: number; readonly sizeBytes: number }> {
  const { signal } = services;
  async function* files(): AsyncGenerator<TakenFile> {
    const parts = await gatherTakeaway(config, services);
    for (const each of parts.leftOut) notify(services, each);
    const model = await checkpoint(parts.opened, signal);
    let tellAtMs = 0;
    yield* takeawayFiles({ ...parts, model, plugin }, (done, total) => {
      // A message each would cost more than the pictures.
      if (done < total && performance.now() < tellAtMs) return;
      tellAtMs = performance.now() + tellEveryMs;
      counter(services, 'data', 'writing conversations and questions', total)(done);
    });
  }
  return writeTakeawayZip(folder, files(), sink, signal);
}

const tellEveryMs = 200;

/** The model as transformers opens it. */
async function checkpoint({ model, source }: OpenedModel, signal: AbortSignal): Promise<TakenFile[]> {
  const worker = startWorker('merge');
  const stop = () => worker.end('stopped');
  signal.addEventListener('abort', stop);
  try {
    const files = await (await worker.remote).checkpoint(model, source);
    return files.map(({ path, blob }) => copyOf(path, blob));
  } finally {
    signal.removeEventListener('abort', stop);
    if (!worker.hasEnded()) worker.end('The checkpoint is made.');
  }
}
