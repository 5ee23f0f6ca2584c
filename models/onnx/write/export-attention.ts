/**
 * Causal attention of the decoder with rotary positions (Su et al. 2021), shared key-value heads (Ainslie et al. 2023)
 * and a cache, in both forms that exports have: one operator of ONNX Runtime, or ONNX' own operators as PyTorch's
 * exporter writes transformers' Llama. Letters: b batch, t positions fed, T positions in all, h heads, d width. Not
 * here: the rest of a layer (export-decoder.ts).
 */
import type { ModelConfig } from '../../config.ts';
import { DataType } from '../read/graph.ts';
import { cast, type DecoderParts, linear, nodesBelow } from './export-parts.ts';
import { contrib } from './model.ts';

/**
 * Writes what the attention of all layers shares, before the first layer. Throws RangeError for plain attention with
 * options that only the fused operator has.
 */
export function addAttentionInputs(parts: DecoderParts): void {
  const { attention: form, packedQkv, rotaryInAttention } = parts.variant;
  if (form === 'fused') {
    addLengths(parts);
    addRotaryTables(parts);
    return;
  }
  if (packedQkv || rotaryInAttention)
    throw new RangeError(
      'Expected plain attention with q, k and v apart and the rotation outside, got packedQkv or rotaryInAttention. Choose fused attention for them.',
    );
  addMask(parts);
  addRotation(parts);
}

/** x [b, t, d] -> [b, t, d], and the outputs present.N.key/value. */
export function attention(parts: DecoderParts, layer: number, x: string): string {
  const attend = parts.variant.attention === 'fused' ? fusedAttention : plainAttention;
  const attended = attend(parts, layer, x); // [b, t, h size]
  return linear(parts, `layers.${layer}.self_attn`, ['o_proj'], 'o_proj', attended); // [b, t, d]
}

/** theta^(-2i / head size) for each pair of a head, rounded to float32 as PyTorch does. */
function rotaryFrequencies({ head_dim: size, rope_theta: theta }: ModelConfig['text_config']) {
  return Float32Array.from({ length: size / 2 }, (_, i) => 1 / Math.fround(theta ** (i / (size / 2)))); // [size / 2]
}

// ---- Fused ---------------------------------------------------------------------------------------------------------

/** From attention_mask the two lengths that GroupQueryAttention needs: the last position of each row, and all positions. */
function addLengths({ graph }: DecoderParts): void {
  const at = '/model/attn_mask';
  const axis = graph.integers('mask.axis', [1]);
  graph.node('ReduceSum', `${at}/ReduceSum`, ['attention_mask', axis], [`${at}/sum`], {
    keepdims: { int: 0 },
  });
  graph.node('Sub', `${at}/Sub`, [`${at}/sum`, graph.integers('mask.one', [1])], [`${at}/last`]);
  const toInt32 = { to: { int: DataType.int32 } };
  graph.node('Cast', `${at}/Cast`, [`${at}/last`], ['seqlens_k'], toInt32); // [b]
  graph.node('Shape', `${at}/Shape`, ['attention_mask'], [`${at}/shape`]);
  const index = graph.integers('mask.places', [1], true);
  graph.node('Gather', `${at}/Gather`, [`${at}/shape`, index], [`${at}/places`], { axis: { int: 0 } });
  graph.node('Cast', `${at}/Cast_places`, [`${at}/places`], ['total_sequence_length'], toInt32); // []
}

/** cos and sin of position * frequency, [positions, head size / 2], rounded to float32 as PyTorch does. */
function addRotaryTables({ graph, text }: DecoderParts): void {
  const { max_position_embeddings: positions } = text;
  const frequencies = rotaryFrequencies(text); // [size / 2]
  const half = frequencies.length;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let i = 0; i < half; i++) {
    const frequency = frequencies[i]!;
    for (let position = 0; position < positions; position++) {
      const angle = Math.fround(position * frequency);
      cos[position * half + i] = Math.cos(angle);
      sin[position * half + i] = Math.sin(angle);
    }
  }
  graph.floats('cos_cache', [positions, half], cos);
  graph.floats('sin_cache', [positions, half], sin);
}

/** Attention by GroupQueryAttention, which also rotates, extends the cache and shares key-value heads. */
function fusedAttention(parts: DecoderParts, layer: number, x: string): string {
  const { graph, text, variant } = parts;
  const { num_attention_heads: heads, num_key_value_heads: keyHeads, head_dim: size } = text;
  const at = `/model/layers.${layer}/self_attn`;
  const inner = `layers.${layer}.self_attn`;
  const rotate = (name: string, from: string) =>
    variant.rotaryInAttention
      ? from
      : graph.node(
          'RotaryEmbedding',
          `${at}/${name}/RotaryEmbedding`,
          [from, 'position_ids', 'cos_cache', 'sin_cache'],
          [`${at}/${name}/output`],
          { interleaved: { int: 0 } },
          contrib,
        );
  let [query, key, value] = ['', '', '']; // [b, t, h size], [b, t, key-value heads size] twice
  if (variant.packedQkv) {
    const packed = linear(parts, inner, ['q_proj', 'k_proj', 'v_proj'], 'qkv_proj', x); // [b, t, all heads size]
    if (variant.rotaryInAttention) query = packed;
    else {
      const sizes = graph.integers(`${inner}.split`, [heads * size, keyHeads * size, keyHeads * size]);
      const halves = ['query', 'key', 'value'].map((name) => `${at}/Split/${name}`);
      graph.node('Split', `${at}/Split`, [packed, sizes], halves, { axis: { int: -1 } });
      query = rotate('q_rotary', halves[0]!);
      key = rotate('k_rotary', halves[1]!);
      value = halves[2]!;
    }
  } else {
    query = rotate('q_rotary', linear(parts, inner, ['q_proj'], 'q_proj', x));
    key = rotate('k_rotary', linear(parts, inner, ['k_proj'], 'k_proj', x));
    value = linear(parts, inner, ['v_proj'], 'v_proj', x);
  }
  const past = ['key', 'value'].map((part) => `past_key_values.${layer}.${part}`);
  const tables = variant.rotaryInAttention ? ['cos_cache', 'sin_cache'] : [];
  return graph.node(
    'GroupQueryAttention',
    `${at}/GroupQueryAttention`,
    [query, key, value, ...past, 'seqlens_k', 'total_sequence_length', ...tables],
    [`${at}/output`, `present.${layer}.key`, `present.${layer}.value`],
    {
      num_heads: { int: heads },
      kv_num_heads: { int: keyHeads },
      scale: { float: 1 / Math.sqrt(size) },
      ...(variant.rotaryInAttention ? { do_rotary: { int: 1 }, rotary_interleaved: { int: 0 } } : {}),
    },
    contrib,
  ); // [b, t, h size]
}

// ---- Plain ---------------------------------------------------------------------------------------------------------

/** What is added to the scores, causal_mask [b, 1, t, T]: 0 where attention looks, else the smallest number. */
function addMask(parts: DecoderParts): void {
  const { graph } = parts;
  const node = nodesBelow(graph, '/model/causal_mask');
  const [zero, one] = [0, 1].map((value) => graph.integers(`causal_mask.${value}`, [value], true));
  const dimension = (name: string, of: string, axis: number): string => {
    const shape = node('Shape', [of], {}, `${name}/Shape`);
    const index = graph.integers(`causal_mask.${name}.axis`, [axis], true);
    return node('Gather', [shape, index], { axis: { int: 0 } }, name); // []
  };
  const past = dimension('past', 'past_key_values.0.key', 2);
  const end = node('Add', [past, dimension('fed', 'inputs_embeds', 1)]);
  const queries = node('Range', [past, end, one!], {}, 'queries'); // [t]
  const keys = node('Range', [zero!, dimension('keys', 'attention_mask', 1), one!], {}, 'Range_keys'); // [T]
  const rows = node('Unsqueeze', [queries, graph.integers('causal_mask.rows', [1])]); // [t, 1]
  const isBefore = node('LessOrEqual', [keys, rows]); // [t, T]
  const isToken = node('Cast', ['attention_mask'], { to: { int: DataType.bool } }); // [b, T]
  const wide = node('Unsqueeze', [isToken, graph.integers('causal_mask.wide', [1, 2])], {}, 'Unsqueeze_wide'); // [b, 1, 1, T]
  const smallest = graph.floatType === 'float32' ? -3.4028234663852886e38 : -65504;
  const [allowed, forbidden] = [0, smallest].map((value, i) =>
    graph.floats(`causal_mask.values.${i}`, [], Float32Array.of(value)),
  );
  const isAllowed = node('And', [isBefore, wide]); // [b, 1, t, T]
  graph.node('Where', '/model/causal_mask/Where', [isAllowed, allowed!, forbidden!], ['causal_mask']); // [b, 1, t, T]
}

/** From position_ids rotary_cos and rotary_sin [b, 1, t, size], computed in float32 as in transformers. */
function addRotation(parts: DecoderParts): void {
  const { graph, text } = parts;
  const at = '/model/rotary_emb';
  const node = nodesBelow(graph, at);
  const frequencies = rotaryFrequencies(text); // [size / 2]
  const inverse = graph.floats('rotary_emb.inv_freq', [1, frequencies.length, 1], frequencies, 'float32');
  const axis = graph.integers('rotary_emb.axis', [1]);
  const positions = node('Cast', ['position_ids'], { to: { int: DataType.float32 } }); // [b, t]
  const row = node('Unsqueeze', [positions, axis]); // [b, 1, t]
  const product = node('MatMul', [inverse, row]); // [b, size / 2, t]
  const half = node('Transpose', [product], { perm: { ints: [0, 2, 1] } }); // [b, t, size / 2]
  const angles = node('Concat', [half, half], { axis: { int: -1 } }); // [b, t, size]
  for (const [operator, name] of [
    ['Cos', 'rotary_cos'],
    ['Sin', 'rotary_sin'],
  ] as const) {
    const wide = node(operator, [angles]); // [b, t, size]
    const typed = cast(graph, `${at}/${name}/Cast`, wide, `${at}/${name}/typed`, graph.floatType); // [b, t, size]
    graph.node('Unsqueeze', `${at}/${name}/Unsqueeze`, [typed, axis], [name]); // [b, 1, t, size]
  }
}

/** softmax(q · kᵀ / sqrt(size) + mask) · v, with a cache. */
function plainAttention(parts: DecoderParts, layer: number, x: string): string {
  const { graph, text } = parts;
  const { num_attention_heads: heads, num_key_value_heads: keyHeads, head_dim: size } = text;
  const inner = `layers.${layer}.self_attn`;
  const at = `/model/layers.${layer}/self_attn`;
  const node = nodesBelow(graph, at);
  const integers = (name: string, ...values: number[]) => graph.integers(`${inner}.${name}`, values);
  const swap = { perm: { ints: [0, 2, 1, 3] } };
  const headsOf = (module: 'q_proj' | 'k_proj' | 'v_proj', count: number): string => {
    const y = linear(parts, inner, [module], module, x); // [b, t, count size]
    const shape = integers(`${module}.shape`, 0, -1, count, size);
    const split = node('Reshape', [y, shape], {}, `${module}/Reshape`); // [b, t, count, size]
    return node('Transpose', [split], swap, `${module}/Transpose`); // [b, count, t, size]
  };
  /** x · cos + (-second half, first half) · sin. */
  const rotate = (name: string, y: string): string => {
    const part = (half: string, from: number, to: number): string => {
      const range = Object.entries({ from, to, axis: 3 });
      const inputs = [y, ...range.map(([key, value]) => integers(`${name}.${half}.${key}`, value))];
      return node('Slice', inputs, {}, `${name}/${half}`); // [b, heads, t, size / 2]
    };
    const second = node('Neg', [part('second', size / 2, size)], {}, `${name}/Neg`); // [b, heads, t, size / 2]
    const first = part('first', 0, size / 2); // [b, heads, t, size / 2]
    const swapped = node('Concat', [second, first], { axis: { int: -1 } }, `${name}/Concat`); // [b, heads, t, size]
    const along = node('Mul', [y, 'rotary_cos'], {}, `${name}/Mul_cos`); // [b, heads, t, size]
    const across = node('Mul', [swapped, 'rotary_sin'], {}, `${name}/Mul_sin`); // [b, heads, t, size]
    return node('Add', [along, across], {}, `${name}/Add`); // [b, heads, t, size]
  };
  /** Keys or values after those of the cache, which is also the output, with each head repeated for its query heads. */
  const joined = (part: 'key' | 'value', y: string): string => {
    const present = `present.${layer}.${part}`;
    const inputs = [`past_key_values.${layer}.${part}`, y];
    graph.node('Concat', `${at}/${part}/Concat`, inputs, [present], { axis: { int: 2 } }); // [b, key-value heads, T, size]
    const apart = node('Unsqueeze', [present, integers(`${part}.axis`, 2)], {}, `${part}/Unsqueeze`); // [b, key-value heads, 1, T, size]
    const times = integers(`${part}.times`, 1, 1, heads / keyHeads, 1, 1);
    const expanded = node('Expand', [apart, times], {}, `${part}/Expand`); // [b, key-value heads, h / key-value heads, T, size]
    return node('Reshape', [expanded, integers(`${part}.shape`, 0, heads, -1, size)], {}, `${part}/Reshape`); // [b, h, T, size]
  };
  const query = rotate('q_rotary', headsOf('q_proj', heads)); // [b, h, t, size]
  const key = joined('key', rotate('k_rotary', headsOf('k_proj', keyHeads))); // [b, h, T, size]
  const value = joined('value', headsOf('v_proj', keyHeads)); // [b, h, T, size]
  const transposed = node('Transpose', [key], { perm: { ints: [0, 1, 3, 2] } }, 'Transpose_key'); // [b, h, size, T]
  const products = node('MatMul', [query, transposed]); // [b, h, t, T]
  const scale = graph.floats(`${inner}.scale`, [], Float32Array.of(1 / Math.sqrt(size)));
  const scores = node('Add', [node('Mul', [products, scale]), 'causal_mask']); // [b, h, t, T]
  const shares = node('Softmax', [scores], { axis: { int: -1 } }); // [b, h, t, T]
  const attended = node('Transpose', [node('MatMul', [shares, value], {}, 'MatMul_value')], swap); // [b, t, h, size]
  return node('Reshape', [attended, integers('shape', 0, -1, heads * size)]); // [b, t, h size]
}
