import { tensor2d } from '@tensorflow/tfjs';
import { test } from 'vitest';
import { openGpu } from '../../../models/gpu/device.ts';
import { randomFloats } from '../../../models/gpu/self-test-case.ts';
import source from '../../../models/kernels/matmul.wgsl?raw';
import { runKernel } from '../../../models/kernels/program.ts';
test('scratch', async () => {
  const gpu = await openGpu();
  for (const [M, K, N] of [[640, 1536, 8], [640, 512, 8]] as const) {
    const a = tensor2d(randomFloats(M * K, 1), [M, K]); const b = tensor2d(randomFloats(N * K, 2), [N, K]);
    const best: Record<string, number> = {};
    for (let round = 0; round < 8; round++) for (const [LANES, ROWS, QUADS, SPLITS] of [[2, 2, 1, 1], [2, 4, 1, 1], [2, 4, 1, 16], [2, 2, 1, 16], [2, 8, 1, 8], [1, 8, 2, 1]] as const) {
      const run = () => runKernel({ name: 'matmul', source, constants: { LANES, ROWS, QUADS, SPLITS, SHARED: SPLITS > 1 ? 1 : 0, ALONE: SPLITS > 1 ? 0 : 1, FOUR: 4, TRANSPOSED: 1, PLAIN: 0 },
        inputs: { a: { tensor: a, components: 4 }, b: { tensor: b, components: 4 } }, integers: { M, N, K, aAt: 0, aRow: K / 4, bAt: 0, bRow: K / 4, cAt: 0, cRow: N / 4 }, floats: { alpha: 1 }, output: { shape: [M, N] }, outputComponents: 4,
        groups: [Math.ceil(N / 4 / (LANES * QUADS)), Math.ceil(M / ((64 / LANES / SPLITS) * ROWS))] });
      await run().data();
      const start = performance.now(); let last = run(); for (let i = 0; i < 3; i++) last = run();
      await last.data();
      const ms = (performance.now() - start) / 4; const key = `${LANES} ${ROWS} ${QUADS} ${SPLITS}`;
      best[key] = Math.min(best[key] ?? 1e9, ms);
    }
    console.log('BEST', gpu.device.features.has('shader-f16'), M, K, N, JSON.stringify(Object.fromEntries(Object.entries(best).map(([k, v]) => [k, +v.toFixed(2)]))));
  }
  gpu.check(); gpu.dispose();
}, 600000);
