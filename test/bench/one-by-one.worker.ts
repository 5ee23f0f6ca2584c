/**
 * The inference worker as it answered before decoders got a loop: 4-bit blocks, one token a call, a thread for each core.
 * Not here: comparing (inference.ts).
 */
import { env } from '@huggingface/transformers';
import * as ort from 'onnxruntime-web/webgpu';
import { openModelFiles } from '../../models/onnx/read/files.ts';
import { adapterInputs } from '../../models/onnx/rewrite/adapter-input.ts';
import { insertLora } from '../../models/onnx/rewrite/surgery.ts';
import type { Vlm } from '../../models/onnx/session/vlm.ts';
import { join } from '../../models/onnx/wire.ts';
import { sparkleTiny } from '../../models/registry.ts';
import { onnxPath, ownOrigin } from '../../models/source.ts';
import { Inference } from '../../workers/inference.ts';
import { exposeObserved } from '../fixtures/observed-worker.ts';

env.backends.onnx.wasm!.numThreads = Math.min(4, navigator.hardwareConcurrency);

export class OneByOne extends Inference {
  /** Exchanges the loaded decoder of sparkle-tiny for the one without a loop, without an adapter. */
  async exchangeDecoder(): Promise<void> {
    const { model, config, targets } = super.loaded();
    const path = onnxPath(sparkleTiny, 'decoder_model_merged');
    const files = await openModelFiles(sparkleTiny, ownOrigin, () => {});
    const { chunks } = insertLora(await files.read(path), config.text_config, path);
    const session = await ort.InferenceSession.create(join(chunks), { executionProviders: ['wasm'] });
    const adapter = Object.fromEntries(
      adapterInputs(null, targets).map(({ name, type, data, dims }) => [
        name,
        new ort.Tensor(type, data, dims),
      ]),
    );
    const sessions = model.sessions as Record<string, ort.InferenceSession>;
    sessions.decoder_model_merged = {
      ...sessions.decoder_model_merged!,
      run: ((feeds: ort.InferenceSession.FeedsType) =>
        session.run({ ...feeds, ...adapter })) as ort.InferenceSession['run'],
    };
  }

  protected override loaded(): Vlm {
    return { ...super.loaded(), decode: null };
  }
}

exposeObserved(new OneByOne());
