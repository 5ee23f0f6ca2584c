/** Adapters as data: their start, their flat form and back. Not here: the layer (test/browser/kernels/decoder.test.ts). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Adapter, LoraTarget } from '../../../models/adapter/adapter.ts';
import { layOut } from '../../../models/adapter/layout.ts';
import { packAdapter, unpackAdapter } from '../../../models/adapter/pack.ts';
import { initAdapter } from '../../../models/lora.ts';
import { loraScale } from '../../../models/lora-scale.ts';
import { normalStream } from '../../../models/random.ts';

const targets: LoraTarget[] = [
  { name: 'layers.0.self_attn.q_proj', inFeatures: 64, outFeatures: 32 },
  { name: 'layers.0.mlp.down_proj', inFeatures: 96, outFeatures: 64 },
];

test('A starts with variance 1 / inFeatures, B at zero, the same for the same seed', () => {
  const wide = [{ name: 'layers.0.mlp.up_proj', inFeatures: 400, outFeatures: 8 }];
  const [module] = initAdapter(wide, { rank: 64, alpha: 8 }, 3).modules;
  const values = [...module!.loraA];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.001);
  expect(variance * 400).toBeGreaterThan(0.97);
  expect(variance * 400).toBeLessThan(1.03);
  expect(module!.loraB.every((value) => value === 0)).toBe(true);
  expect(initAdapter(wide, { rank: 64, alpha: 8 }, 3).modules[0]!.loraA).toEqual(module!.loraA);
  expect(initAdapter(wide, { rank: 64, alpha: 8 }, 4).modules[0]!.loraA).not.toEqual(module!.loraA);
});

test('the random numbers are pinned: the same on every machine', () => {
  const normal = normalStream(1);
  expect(Array.from({ length: 4 }, () => Number(normal().toFixed(9)))).toMatchInlineSnapshot(`
    [
      2.225600642,
      0.063246435,
      -0.548257477,
      0.860365299,
    ]
  `);
});

test('an adapter of any rank survives the flat tensor; matrices start at multiples of four', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 13 }), fc.integer(), (rank, seed) => {
      const normal = normalStream(seed);
      const start = initAdapter(targets, { rank, alpha: 16 }, seed);
      const modules = start.modules.map((module) => ({
        ...module,
        loraB: Float32Array.from(module.loraB, normal),
      }));
      const adapter: Adapter = { ...start, modules };
      const layout = layOut(targets, adapter);
      const flat = packAdapter(adapter, layout);
      expect(unpackAdapter(flat, layout)).toEqual(adapter);
      expect(layout.slots.every(({ atA, atB }) => atA % 4 === 0 && atB % 4 === 0)).toBe(true);
      const trainable = targets.reduce(
        (sum, target) => sum + rank * (target.inFeatures + target.outFeatures),
        0,
      );
      expect(flat.filter((value) => value !== 0).length).toBe(trainable);
    }),
    { numRuns: 30 },
  );
});

test('modules that read the same input lie together; what is not adapted is zero and does not leave', () => {
  const names = ['q_proj', 'k_proj', 'v_proj'].map((module) => `layers.0.self_attn.${module}`);
  const shapes = [...names, 'layers.0.self_attn.o_proj', 'layers.1.self_attn.q_proj'].map((name, i) => ({
    name,
    inFeatures: 32,
    outFeatures: 8 * (i + 1),
  }));
  const settings = { rank: 3, alpha: 6, targetModules: ['q_proj', 'v_proj'], scaling: 'rslora' } as const;
  const layout = layOut(shapes, settings);
  expect(layout.slots.map(({ atA }) => atA)).toEqual([0, 128, 256, 576, 832]);
  expect(layout.slots.map(({ atB }) => atB)).toEqual([384, 416, 480, 704, 960]);
  const adapter = initAdapter(shapes, settings, 1);
  expect(adapter.modules.map(({ name }) => name)).toEqual([names[0], names[2], 'layers.1.self_attn.q_proj']);
  const flat = packAdapter(adapter, layout);
  expect(flat.subarray(128, 256).every((value) => value === 0)).toBe(true);
  expect(unpackAdapter(flat, layout)).toEqual(adapter);
  expect(loraScale(adapter)).toBe(6 / Math.sqrt(3));
  expect(loraScale({ rank: 3, alpha: 6 })).toBe(2);
  expect(() => packAdapter(adapter, layOut(shapes, { rank: 3, alpha: 6 }))).toThrow(
    /rank 3 and alpha 6, got rank 3 and alpha 6 with rsLoRA scaling/,
  );
});

test('an adapter that does not fit is refused with both shapes', () => {
  const adapter = initAdapter(targets, { rank: 4, alpha: 8 }, 1);
  const layout = layOut(targets, adapter);
  const [first, second] = adapter.modules;
  const use = (other: Partial<Adapter>) => () => packAdapter({ ...adapter, ...other }, layout);
  expect(use({ rank: 2 })).toThrow(/rank 4 and alpha 8, got rank 2 and alpha 8/);
  expect(use({ modules: [first!] })).toThrow(/2 modules, got 1/);
  expect(use({ modules: [first!, { ...second!, name: 'other' }] })).toThrow(/to have layers.0.mlp.down_proj/);
  expect(use({ modules: [first!, { ...second!, loraB: new Float32Array(8) }] })).toThrow(
    /lora_B \[64, 4\].*384 and 8/,
  );
  expect(use({ modules: [first!, { ...second!, loraB: second!.loraB.map(() => Number.NaN) }] })).toThrow(
    /finite/,
  );
});
