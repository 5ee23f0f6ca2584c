/** Times products of matrices on the processor, in one thread. Not here: the products (products.ts), whole training passes (../training/calibrate.ts). */
import { openProducts } from './products.ts';

/** As the gate or up module of the embedded model on a conversation. */
const [rows, depth, columns] = [192, 192, 512];

/** Samples, of which each lasts so long at least. */
const [samples, sampleMs] = [3, 200];

/** Billions of multiplications and additions a second, one number a sample. Rejects if the browser has no more memory. */
export async function timeProduct(): Promise<number[]> {
  const products = await openProducts();
  const numbers = (count: number) => Float32Array.from({ length: count }, (_, i) => (i % 7) - 3);
  const weights = products.keep({ elements: numbers(depth * columns), stride: columns }, depth, columns);
  products.begin();
  const left = products.place(numbers(rows * depth), depth);
  const out = products.room(rows, columns);
  const rate = () => {
    const startMs = performance.now();
    let done = 0;
    for (; performance.now() - startMs < sampleMs; done++) products.multiply(left, weights, out, rows);
    return (2 * rows * depth * columns * done) / (performance.now() - startMs) / 1e6;
  };
  // The first sample compiles.
  rate();
  return Array.from({ length: samples }, rate);
}
