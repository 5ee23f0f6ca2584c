/**
 * Prompts that are answered together: which ones, when all of them are done, and what was answered.
 * Not here: generating (workers/inference.ts).
 */
import { type PreTrainedTokenizer, StoppingCriteria } from '@huggingface/transformers';
import { promptsPerPass } from '../../pass-sizes.ts';

/** What decides which prompts are answered together. */
interface Batchable {
  readonly ids: readonly number[];
  readonly prompt: { readonly imageId: string | null; readonly question: string };
}

/** Batches of prompts with equal token length. Similar questions, whose answers are similarly long, are together. */
export function batchByLength<P extends Batchable>(prompts: readonly P[]): P[][] {
  const sorted = prompts.toSorted(
    (a, b) => a.ids.length - b.ids.length || (a.prompt.question < b.prompt.question ? -1 : 1),
  );
  const batches: P[][] = [];
  for (const each of sorted) {
    const batch = batches.at(-1);
    const isSame =
      batch?.[0]?.ids.length === each.ids.length &&
      (batch[0].prompt.imageId === null) === (each.prompt.imageId === null);
    if (batch && isSame && batch.length < promptsPerPass) batch.push(each);
    else batches.push([each]);
  }
  return batches;
}

/** Ends a batch when each row has ended its turn. A row that ends early goes on until all have. */
export class AllAnswered extends StoppingCriteria {
  readonly #endIds: readonly number[];
  readonly #hasEnded: boolean[] = [];
  constructor(endIds: readonly number[]) {
    super();
    this.#endIds = endIds;
  }
  override _call(sequences: number[][]): boolean[] {
    return sequences.map((ids, row) => {
      this.#hasEnded[row] ||= this.#endIds.includes(Number(ids.at(-1)));
      return this.#hasEnded[row];
    });
  }
}

/** What was written before the end of the turn, as text and as a number of tokens. It may be empty. */
export function readAnswer(
  written: readonly number[],
  endIds: readonly number[],
  tokenizer: Pick<PreTrainedTokenizer, 'decode'>,
): { text: string; tokens: number } {
  const end = written.findIndex((id) => endIds.includes(id));
  const ids = end === -1 ? [...written] : written.slice(0, end);
  // transformers.js throws if there is nothing to decode.
  const text = ids.length === 0 ? '' : tokenizer.decode(ids, { skip_special_tokens: true }).trim();
  return { text, tokens: ids.length };
}
