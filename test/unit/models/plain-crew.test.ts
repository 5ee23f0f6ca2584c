/** How a step is shared out on the processor: its passes, who computes them, and what happens when a member fails. */
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createBatch } from '../../../models/batch.ts';
import { crewSize } from '../../../models/pass-sizes.ts';
import { openCrew } from '../../../models/plain/crew.ts';
import type { Member } from '../../../models/plain/member.ts';
import { passesOf } from '../../../models/plain/pass.ts';
import { openProcessor } from '../../../models/plain/processor.ts';
import { randomDecoder, randomSequences, smallImageToken } from '../../fixtures/decoder-model.ts';

// In Node the file is read from disk.
vi.mock('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url', () => ({
  default: resolve('node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'),
}));

beforeAll(openProcessor);

const model = randomDecoder(1);

test('the passes of a batch are its conversations, cut after their last answer, with the places they had', () => {
  const sequences = randomSequences([29, 37, 12], 3);
  const { batch } = createBatch(sequences, model.weights, smallImageToken);
  const passes = passesOf(batch, { rate: 0.1, seed: 7 });
  const width = model.weights.config.hidden_size;
  const all = batch.embeddings.dataSync();
  let answers = 0;
  passes.forEach(({ embeddings, positions, rows, labels, dropout }, i) => {
    const { labels: given } = sequences[i]!;
    const labelled = [...given.keys()].filter((position) => position > 0 && given[position]! >= 0);
    expect([...rows]).toEqual(labelled.map((position) => position - 1));
    expect([...labels]).toEqual(labelled.map((position) => given[position]!));
    expect(positions).toBe(labelled.at(-1)!);
    const firstRow = i * batch.positions;
    expect(embeddings).toEqual(all.slice(firstRow * width, (firstRow + positions) * width));
    expect(dropout).toEqual({ rate: 0.1, seed: 7, firstRow, firstAnswer: answers });
    answers += rows.length;
  });
  expect(passes).toHaveLength(3);
  expect(answers).toBe(batch.answers.count);
});

test.each([
  [1, 1],
  [2, 2],
  [4, 3],
  [16, 4],
])('a processor of %s cores gets %s workers', (cores, size) => {
  expect(crewSize(cores)).toBe(size);
});

describe('a crew', () => {
  const member = (change: Partial<Member> = {}) => ({
    open: vi.fn(async () => {}),
    logits: vi.fn(async () => new Float32Array()),
    gradient: vi.fn(async () => ({ losses: new Float32Array(), gradient: new Float32Array() })),
    end: vi.fn(),
    ...change,
  });
  const { weights } = model;
  const layout = { slots: [] } as unknown as Parameters<typeof openCrew>[1];
  const open = (members: readonly Member[]) => {
    const waiting = [...members];
    return openCrew(weights, layout, members.length, () => waiting.shift()!);
  };

  test('gives each member one piece of work at a time, in the order of the calls', async () => {
    const crew = await open([member(), member()]);
    expect(crew.notice).toBeNull();
    const begun: number[] = [];
    const busy = new Map<Member, number>();
    const results = await Promise.all(
      [0, 1, 2, 3, 4].map((i) =>
        crew.run(async (mine) => {
          begun.push(i);
          busy.set(mine, (busy.get(mine) ?? 0) + 1);
          expect(busy.get(mine)).toBe(1);
          await new Promise((wait) => setTimeout(wait, 5 - i));
          busy.set(mine, 0);
          return i;
        }),
      ),
    );
    expect(results).toEqual([0, 1, 2, 3, 4]);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    expect(busy.size).toBe(2);
  });

  test('does without a member that never answers', async () => {
    const silent = member({ open: () => new Promise<void>(() => {}) });
    const waiting = [member(), silent];
    const crew = await openCrew(weights, layout, 2, () => waiting.shift() as Member, 20);
    expect(crew.size).toBe(1);
    expect(crew.notice).toMatch(/^Of 2 workers .* only 1 could be started \(A worker .* did not answer\.\)/);
    expect(silent.end).toHaveBeenCalled();
    const none = openCrew(weights, layout, 1, () => member({ open: () => new Promise<void>(() => {}) }), 20);
    await expect(none).rejects.toThrow('did not answer');
  });

  test('does without a member that cannot be opened, and fails with the reason if none can', async () => {
    const broken = () =>
      member({ open: () => Promise.reject(new Error('no memory is left')) as Promise<never> });
    const [good, bad] = [member(), broken()];
    const crew = await open([bad, good]);
    expect(crew.size).toBe(1);
    expect(crew.notice).toBe(
      'Of 2 workers that train on the processor only 1 could be started (no memory is left). Training goes on with 1, slower and with the same result. Close other pages to give it more memory.',
    );
    expect(bad.end).toHaveBeenCalled();
    await crew.run((mine) => mine.logits(new Float32Array(), {} as never));
    expect(good.logits).toHaveBeenCalledOnce();
    crew.end();
    expect(good.end).toHaveBeenCalledOnce();
    await expect(open([broken(), broken()])).rejects.toThrow('no memory is left');
  });

  test('goes on after a piece of work that failed', async () => {
    const crew = await open([member()]);
    await expect(crew.run(() => Promise.reject(new Error('once')))).rejects.toThrow('once');
    await expect(crew.run(async () => 2)).resolves.toBe(2);
  });
});
