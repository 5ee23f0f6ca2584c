/** Each size in config.json against the weights: another one, said or left out, is told by its key. */
import { describe, expect, test } from 'vitest';
import { ModelConfig } from '../../../models/config.ts';
import { modelParts } from '../../../models/listing.ts';
import { readGraph } from '../../../models/onnx/read/graph.ts';
import { checkSizes, type NamedGraphs } from '../../../models/onnx/read/shapes.ts';
import { onnxFile } from '../../../models/source.ts';
import { variantConfig, variantDtype, variantFiles, variants } from '../../fixtures/variants.ts';

const graphsOf = (form: (typeof variants)[string]): NamedGraphs => {
  const files = variantFiles(form);
  return Object.fromEntries(
    modelParts.map((part) => {
      const file = onnxFile(part, variantDtype(form)[part]);
      return [part, { file, graph: readGraph(files.get(file)!, file) }];
    }),
  ) as unknown as NamedGraphs;
};
const forms = Object.entries(variants).map(([name, form]) => [name, graphsOf(form)] as const);
const [, plain] = forms[0]!;

test.each(forms)('%s: the right config fits', (_name, graphs) => {
  expect(() => checkSizes(variantConfig, '{}', 'config.json', graphs)).not.toThrow();
});

describe('another size is told by its key', () => {
  const { text_config: text, vision_config: vision } = variantConfig;
  test.each<[string, object, number, string]>([
    ['text_config.num_hidden_layers', { text_config: { ...text, num_hidden_layers: 3 } }, 2, 'decoder'],
    ['text_config.hidden_size', { text_config: { ...text, hidden_size: 256, head_dim: 32 } }, 128, 'decoder'],
    ['text_config.num_attention_heads', { text_config: { ...text, num_attention_heads: 8 } }, 4, 'decoder'],
    ['text_config.num_key_value_heads', { text_config: { ...text, num_key_value_heads: 4 } }, 2, 'decoder'],
    ['text_config.head_dim', { text_config: { ...text, head_dim: 64 } }, 32, 'decoder'],
    ['text_config.intermediate_size', { text_config: { ...text, intermediate_size: 512 } }, 256, 'decoder'],
    ['text_config.vocab_size', { text_config: { ...text, vocab_size: 640 } }, 512, 'decoder'],
    ['vision_config.hidden_size', { vision_config: { ...vision, hidden_size: 96 } }, 64, 'vision'],
    ['vision_config.patch_size', { vision_config: { ...vision, patch_size: 16 } }, 8, 'vision'],
    ['vision_config.image_size', { vision_config: { ...vision, image_size: 64 } }, 32, 'vision'],
    [
      'vision_config.num_attention_heads',
      { vision_config: { ...vision, num_attention_heads: 4 } },
      2,
      'vision',
    ],
    [
      'vision_config.intermediate_size',
      { vision_config: { ...vision, intermediate_size: 64 } },
      96,
      'vision',
    ],
    ['scale_factor', { scale_factor: 4 }, 2, 'vision'],
  ])('%s', (key, change, right, part) => {
    const config = ModelConfig.parse({ ...variantConfig, ...change });
    const check = (said: object) => checkSizes(config, JSON.stringify(said), 'm/config.json', plain);
    const wrong = key.split('.').reduce<unknown>((at, each) => (at as Record<string, unknown>)[each], config);
    expect(() => check(config)).toThrow(
      new RegExp(
        `^m/config.json: expected ${key} ${right}, as the weights in onnx/${part}\\S+ have, got ${wrong}\\. Use the config`,
      ),
    );
    // The same if the file leaves it out and the default is wrong.
    expect(() => check({})).toThrow(
      `got ${wrong}, which is transformers' default, as the file leaves this key out. Write "${key.split('.').at(-1)}": ${right} into`,
    );
  });
});
