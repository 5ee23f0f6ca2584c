/**
 * On WebGPU too, a decoder with LoRA inputs and no adapter equals the original bit for bit, and agrees with the
 * processor.
 */
import * as ort from 'onnxruntime-web/webgpu';
import { expect, test } from 'vitest';
import { ModelConfig } from '../../../models/config.ts';
import { adapterInputs } from '../../../models/onnx/rewrite/adapter-input.ts';
import { insertLora } from '../../../models/onnx/rewrite/surgery.ts';
import { chooseDevice } from '../../../models/onnx/session/device.ts';
import { gpuOptions } from '../../../models/onnx/session/vlm.ts';
import { join } from '../../../models/onnx/wire.ts';
import { sparkleTiny } from '../../../models/registry.ts';
import modelConfig from '../../../models/sparkle-tiny/config.json';

test('zero adapter, WebGPU', async () => {
  const file = `/${sparkleTiny.path}/onnx/decoder_model_merged_q4.onnx`;
  const decoder = new Uint8Array(await (await fetch(file)).arrayBuffer());
  const { text_config: text } = ModelConfig.parse(modelConfig);
  const { num_hidden_layers: layers, num_key_value_heads: heads, head_dim: size, hidden_size: width } = text;
  const { chunks, targets } = insertLora(decoder, text, file);
  // Longer than a tile of the attention kernels, so that a wrong tile is noticed.
  const places = 70;
  const embeddings = Float32Array.from({ length: places * width }, (_, i) => ((i * 7919) % 251) / 125 - 1);
  const feeds: Record<string, ort.Tensor> = {
    inputs_embeds: new ort.Tensor('float32', embeddings, [1, places, width]),
    attention_mask: new ort.Tensor('int64', new BigInt64Array(places).fill(1n), [1, places]),
    position_ids: new ort.Tensor(
      'int64',
      BigInt64Array.from({ length: places }, (_, i) => BigInt(i)),
      [1, places],
    ),
    num_logits_to_keep: new ort.Tensor('int64', [0n], []),
  };
  for (let layer = 0; layer < layers; layer++) {
    for (const part of ['key', 'value']) {
      feeds[`past_key_values.${layer}.${part}`] = new ort.Tensor('float32', [], [1, heads, 0, size!]);
    }
  }
  const zeros = Object.fromEntries(
    adapterInputs(null, targets).map(({ name, type, dims, data }) => [
      name,
      new ort.Tensor(type, data, dims),
    ]),
  );
  const { gpu } = await chooseDevice('webgpu', false);
  const plain: ort.InferenceSession.SessionOptions = {
    executionProviders: [{ name: 'webgpu', device: gpu! }],
  };
  const logits = async (bytes: Uint8Array, options: ort.InferenceSession.SessionOptions, more = {}) => {
    const session = await ort.InferenceSession.create(bytes, { ...options, logSeverityLevel: 3 });
    return (await session.run({ ...feeds, ...more })).logits!.data as Float32Array;
  };
  const untouched = await logits(decoder, plain);
  expect(await logits(join(chunks), gpuOptions(gpu!), zeros)).toEqual(untouched);

  const processor = await logits(decoder, { executionProviders: ['wasm'] });
  const scale = Math.hypot(...processor) / Math.sqrt(processor.length);
  const largest = untouched.reduce((most, value, i) => Math.max(most, Math.abs(value - processor[i]!)), 0);
  // Measured 7e-6, from float32 sums in another order.
  expect(largest / scale).toBeLessThan(1e-4);
});
