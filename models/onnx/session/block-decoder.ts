/**
 * Greedy decoding by blocks of tokens, on a decoder that has a loop in its graph (../rewrite/decoding-loop.ts).
 * Not here: which prompts are answered together (answer-batch.ts), one token a call (vlm.ts).
 */
import * as ort from 'onnxruntime-web/webgpu';
import { loopNames, nextOutput } from '../rewrite/decoding-loop.ts';

/** Tensors by the names of inputs or outputs. */
type Values = Readonly<Record<string, ort.Tensor>>;

/** A session as far as it is used here. */
export type LoopSession = Pick<ort.InferenceSession, 'inputNames' | 'outputNames'> & {
  run(feeds: Values, outputs: readonly string[]): Promise<ort.InferenceSession.OnnxValueMapType>;
};

/** A block should take about this long: between two, a stop is seen. */
const blockMs = 500;

/** Tokens of the first block, when it is not known how long one takes. */
const firstSteps = 8;

/** Tokens of a block at most, for a clock that stands still. */
const mostSteps = 64;

/** Whether the decoder has a loop. */
export const hasLoop = ({ inputNames }: Pick<LoopSession, 'inputNames'>): boolean =>
  inputNames.includes(loopNames.steps);

/** The names that the loop adds to the inputs, which transformers.js does not know. */
export const loopInputs: readonly string[] = [loopNames.steps, loopNames.ended, loopNames.endIds];

/** The outputs that a decoder without a loop has. */
export const plainOutputs = ({ outputNames }: Pick<LoopSession, 'outputNames'>): string[] =>
  outputNames.filter((name) => name === 'logits' || name.startsWith('present.'));

/** What is fed to the loop for so many tokens; `ended` is null before the first. */
export function loopFeeds(
  steps: number,
  rows: number,
  endIds: readonly number[],
  ended: ort.Tensor | null = null,
): Values {
  return {
    [loopNames.steps]: new ort.Tensor('int64', BigInt64Array.of(BigInt(steps)), []),
    [loopNames.ended]: ended ?? new ort.Tensor('int64', new BigInt64Array(rows), [rows, 1]),
    [loopNames.endIds]: new ort.Tensor('int64', BigInt64Array.from(endIds, BigInt), [endIds.length]),
  };
}

/** Options of a generation that change logits before the largest is taken, with the values that change nothing. */
const logitsOptions: Readonly<Record<string, readonly unknown[]>> = {
  repetition_penalty: [1],
  no_repeat_ngram_size: [0],
  bad_words_ids: [],
  min_length: [0],
  min_new_tokens: [0],
  forced_bos_token_id: [],
  forced_eos_token_id: [],
  suppress_tokens: [],
  begin_suppress_tokens: [],
  guidance_scale: [1],
};

/** What transformers.js' models offer: their settings for a generation. */
interface ModelSettings {
  _prepare_generation_config(changes: null, more: object): object;
}

/** Whether the model's own settings leave its logits as they are: the loop takes the largest of each row. */
export function isPurelyGreedy(model: ModelSettings): boolean {
  const settings = model._prepare_generation_config(null, {}) as Readonly<Record<string, unknown>>;
  return Object.entries(logitsOptions).every(([name, neutral]) => {
    const value = settings[name] ?? null;
    return value === null || neutral.includes(value);
  });
}

/** Decodes batches with one decoder, and learns how long a token takes. */
export class BlockDecoder {
  readonly #session: LoopSession;
  readonly #endIds: readonly number[];
  /** Of one row and token in the last block after a first one; null before. */
  #tokenMs: number | null = null;

  constructor(session: LoopSession, endIds: readonly number[]) {
    this.#session = session;
    this.#endIds = endIds;
  }

  /**
   * The tokens that each row gets after its prompt, [rows, tokens]: at most so many, up to the one with which the last
   * row ends; a row that ended earlier goes on until then. `prompt` has the decoder's inputs for the prompts, which are
   * equally long. `pause` is awaited before each block; when it resolves to true, what is there is returned.
   */
  async decode(
    prompt: Values,
    fed: Values,
    maxNewTokens: number,
    pause: () => Promise<boolean>,
  ): Promise<number[][]> {
    const [rows] = prompt.inputs_embeds!.dims as [number];
    const written = Array.from({ length: rows }, (): number[] => []);
    const inputs = Object.keys(prompt).filter((name) => this.#session.outputNames.includes(nextOutput(name)));
    let state = prompt;
    let ended: ort.Tensor | null = null;
    for (let left = maxNewTokens; left > 0; ) {
      if (await pause()) break;
      const steps = Math.min(left, this.#blockSteps(rows));
      const isLast = steps === left;
      const startMs = performance.now();
      const output: Values = await this.#session.run(
        { ...state, ...fed, ...loopFeeds(steps, rows, this.#endIds, ended) },
        // The cache is copied out only if another block may need it.
        [loopNames.tokens, nextOutput(loopNames.ended), ...(isLast ? [] : inputs.map(nextOutput))],
      );
      const tokens = output[loopNames.tokens]!; // [passes, rows, 1]
      const passes = tokens.dims[0]!;
      // The first block also reads the prompt.
      if (state !== prompt) this.#tokenMs = (performance.now() - startMs) / (passes * rows);
      (tokens.data as BigInt64Array).forEach((id, i) => {
        written[i % rows]!.push(Number(id));
      });
      left -= steps;
      ended = output[nextOutput(loopNames.ended)]!;
      if (isLast || (ended.data as BigInt64Array).every((count) => count > 0n)) break;
      state = { ...prompt, ...Object.fromEntries(inputs.map((name) => [name, output[nextOutput(name)]!])) };
    }
    return written;
  }

  #blockSteps(rows: number): number {
    if (this.#tokenMs === null) return firstSteps;
    return Math.max(1, Math.min(mostSteps, Math.floor(blockMs / (this.#tokenMs * rows))));
  }
}
