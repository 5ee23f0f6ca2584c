/** Reading the answer from a generated row, with the embedded model's own tokenizer. */
import type { PreTrainedTokenizer } from '@huggingface/transformers';
import { beforeAll, expect, test } from 'vitest';
import { readAnswer } from '../../../models/onnx/session/answer-batch.ts';
import { embeddedProcessor } from '../../fixtures/embedded-model.ts';

let tokenizer: PreTrainedTokenizer;
let endIds: number[];

beforeAll(async () => {
  ({ tokenizer } = await embeddedProcessor());
  endIds = [7, tokenizer.eos_token_id!];
});

test('a row is read up to the end of its turn, or to its own end', () => {
  const ids = tokenizer.encode('blue', { add_special_tokens: false });
  const answer = { text: 'blue', tokens: ids.length };
  expect(readAnswer([...ids, endIds[1]!, ...ids], endIds, tokenizer)).toEqual(answer);
  expect(readAnswer(ids, endIds, tokenizer)).toEqual(answer);
});

test('a model that ends its turn at once has answered nothing', () => {
  expect(readAnswer([...endIds, 8], endIds, tokenizer)).toEqual({ text: '', tokens: 0 });
});
