/**
 * The inference worker for tests. It also measures losses, and a broadcast channel reports which addresses it fetched. The
 * worker's name can ask for a damaged file, as `{ "file": "config.json", "damage": "cut" | "page" }`.
 */
import { Tensor } from '@huggingface/transformers';
import { floatsOf } from '../../../models/onnx/session/vlm.ts';
import { Inference } from '../../../workers/inference.ts';
import type { TokenizedConversation } from '../../../workers/messages.ts';
import { answerLoss } from '../../fixtures/answer-loss.ts';
import { exposeObserved } from '../../fixtures/observed-worker.ts';

export class ObservedInference extends Inference {
  /** Mean answer-token loss (nats) of each conversation of tokenize() under the present adapter. Its image must be kept. */
  async loss(conversations: readonly TokenizedConversation[]): Promise<number[]> {
    const vlm = this.loaded();
    return this.exclusive(async () => {
      const losses: number[] = [];
      for (const { imageId, inputIds, labels } of conversations) {
        const output = await vlm.model.forward({
          ...this.feeds([[...inputIds]], [imageId], vlm),
          num_logits_to_keep: new Tensor('int64', [0n], []),
        });
        losses.push(answerLoss(floatsOf(output.logits), labels, vlm.config.text_config.vocab_size));
      }
      return losses;
    });
  }
}

exposeObserved(new ObservedInference());

const channel = new BroadcastChannel('inference-requests');
channel.onmessage = ({ data }) => {
  if (data === 'which?')
    channel.postMessage(performance.getEntriesByType('resource').map(({ name }) => name));
};

const order = self.name.startsWith('{')
  ? (JSON.parse(self.name) as { file: string; damage: 'cut' | 'page' })
  : null;
const fetchWhole = self.fetch;
self.fetch = async (input, init) => {
  const response = await fetchWhole(input, init);
  if (!order || !response.url.endsWith(order.file)) return response;
  if (order.damage === 'page') return new Response('<!doctype html><title>Not found</title>');
  const bytes = await response.arrayBuffer();
  return new Response(bytes.slice(0, bytes.byteLength / 2));
};
