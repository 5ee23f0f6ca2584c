/** Every message with which an adapter that was read is refused by a model. Not here: reading it (adapters.test.ts). */
import { describe } from 'vitest';
import { type PeftFiles, readPeft } from '../../../models/adapter/peft.ts';
import { adapterInputs } from '../../../models/onnx/rewrite/adapter-input.ts';
import { filesOf, given, idefics } from '../../fixtures/peft-files.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';

const name = 'layers.0.self_attn.q_proj';
const _module = `${idefics}.0.self_attn.q_proj`;
const good = filesOf([given('0.self_attn.q_proj', 4)], {});

const target = {
  name,
  inFeatures: 6,
  outFeatures: 5,
  dataType: 'float32' as const,
  inputA: 'a',
  inputB: 'b',
};
const { adapter } = readPeft(good as PeftFiles);
const other = (
  what: string,
  change: object,
  marked: string,
  targets: readonly (typeof target)[] = [target],
): RefusalRow => [what, marked, () => adapterInputs({ ...adapter, ...change }, targets)];
const advice = 'The adapter was made for another model, or is damaged: ‹use one trained on this base model.›';
const first = adapter.modules[0]!;

const models: RefusalRow[] = [
  other(
    'a rank of none',
    { rank: 0 },
    `Expected an adapter with a whole rank from 1 and a finite alpha, got «rank 0 and alpha 8». ${advice}`,
  ),
  other(
    'a module of another model',
    { modules: [{ ...first, name: 'layers.9.mlp.up_proj' }] },
    `Expected modules among the 1 linear layers of this model, each once, got «layers.9.mlp.up_proj». ${advice}`,
  ),
  other(
    'a module twice',
    { modules: [first, first] },
    `Expected modules among the 1 linear layers of this model, each once, got «${name} twice». ${advice}`,
  ),
  other('no modules', { modules: [] }, `Expected an adapter with modules, got «none». ${advice}`),
  other(
    'another width',
    { modules: [{ ...first, inFeatures: 7 }] },
    `Expected ${name} to map 6 to 5 features with rank 4 (24 and 20 numbers), got «7 to 5 (24 and 20 numbers)». ${advice}`,
  ),
  other(
    'numbers that are not finite',
    { modules: [{ ...first, loraA: new Float32Array(24).fill(Number.NaN) }] },
    `Expected finite numbers in ${name}, got «at least one that is not». ${advice}`,
  ),
  [
    'numbers beyond float16',
    `Expected ${name} to fit into float16, which this decoder computes in (numbers up to 65504), got «a number of 100000». ‹Use a decoder of float32 (fp32, q4), or train the adapter with a smaller learning rate.›`,
    () =>
      adapterInputs({ ...adapter, modules: [{ ...first, loraA: new Float32Array(24).fill(1e5) }] }, [
        { ...target, dataType: 'float16' },
      ]),
  ],
];

describe('an adapter of another model', () => {
  testRefusals({ rows: models, sources: ['models/onnx/rewrite/adapter-input.ts'] });
});
