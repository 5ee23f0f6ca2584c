/**
 * The adapter that ms-swift trained, read and compared with the experiment that it was trained for. Not here: its files
 * (models/adapter/peft.ts).
 */
import type { Adapter } from '../../models/adapter/adapter.ts';
import { type PeftFiles, readPeft } from '../../models/adapter/peft.ts';
import { targetModules } from '../../models/config.ts';
import { moduleShape } from '../../models/decoder-shape.ts';
import type { TakenExperiment } from './folder.ts';

/** The adapter. Throws PeftError for damaged files, and Error with a plain message for an adapter of something else. */
export function readTrained(files: PeftFiles, { config, decoder, place }: TakenExperiment): Adapter {
  const { adapter } = readPeft(files);
  const expected = new Map<string, string>();
  const trained = new Set<string>();
  for (let layer = 0; layer < decoder.layers; layer++)
    for (const module of targetModules) {
      const part = /gate|up|down/.test(module) ? 'mlp' : 'self_attn';
      const [outFeatures, inFeatures] = moduleShape(module, decoder);
      const name = `layers.${layer}.${part}.${module}`;
      expected.set(name, `${inFeatures} to ${outFeatures}`);
      if (config.lora.targetModules.includes(module)) trained.add(name);
    }
  const stray = adapter.modules.find(
    ({ name, inFeatures, outFeatures }) => expected.get(name) !== `${inFeatures} to ${outFeatures}`,
  );
  if (stray)
    throw new Error(
      `Expected an adapter of ${config.model}, got one of another base model: its ${stray.name} takes ${stray.inFeatures} numbers to ${stray.outFeatures}, where this model ${expected.has(stray.name) ? `takes ${expected.get(stray.name)}` : 'has no such layer'}. Take the adapter that train.sh wrote for this experiment.`,
    );
  const has = new Set(adapter.modules.map(({ name }) => name));
  const [extra] = [...has].filter((name) => !trained.has(name));
  const [missing] = [...trained].filter((name) => !has.has(name));
  if (extra !== undefined || missing !== undefined)
    throw new Error(
      `Expected the adapter of this experiment, of ${trained.size} layers (${config.lora.targetModules.join(', ')}), got one ${missing === undefined ? `with ${extra} too` : `without ${missing}`}. Take the adapter that train.sh wrote for it.`,
    );
  const { rank, alpha, scaling = 'lora' } = config.lora;
  const [said, is] = [
    [rank, alpha, scaling],
    [adapter.rank, adapter.alpha, adapter.scaling ?? 'lora'],
  ].map(([r, a, s]) => `rank ${r}, alpha ${a} and scaling ${s}`);
  if (said !== is)
    throw new Error(
      `Expected the adapter of this experiment, of ${said}, got one of ${is}. Take the adapter that train.sh wrote for it.`,
    );
  return place === null ? adapter : { ...adapter, place };
}
