/**
 * Every message with which the ONNX files of a model are refused: damaged, in a form that is not read, or of another model
 * than config.json. Not here: the other files of a model (model-files.test.ts).
 */
import { describe } from 'vitest';
import type { ModelConfig } from '../../../models/config.ts';
import { checkAttention } from '../../../models/onnx/read/attention.ts';
import { DataType, readGraph } from '../../../models/onnx/read/graph.ts';
import { readProduct } from '../../../models/onnx/read/matrix.ts';
import { type ModelFile, openModel } from '../../../models/onnx/read/model-file.ts';
import { findProducts } from '../../../models/onnx/read/products.ts';
import { checkSizes, type NamedGraphs } from '../../../models/onnx/read/shapes.ts';
import { insertLora } from '../../../models/onnx/rewrite/surgery.ts';
import { contrib, createGraph, type GraphWriter } from '../../../models/onnx/write/model.ts';
import { readDecoderWeights } from '../../../models/weights.ts';
import { modelFile, modelFilesOf, type SmallModelFiles } from '../../fixtures/model-files.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';
import { variantConfig, variantFiles, variants } from '../../fixtures/variants.ts';

const blocks = variants['q4 in blocks of 32, as the embedded model']!;
const plain = modelFilesOf(blocks);
const beside = modelFilesOf(variants['q4 in blocks of 128 with zero points, data beside']!);
const halves = modelFilesOf(variants.fp16!);
const embeddedInBlocks = modelFilesOf(variants['q, k and v packed, rotary inside, names scrambled']!);
const text = variantConfig.text_config;

const read = (files: Partial<SmallModelFiles>, change: Partial<ModelConfig['text_config']> = {}) =>
  readDecoderWeights(
    { ...variantConfig, text_config: { ...text, ...change } },
    files.decoder ?? plain.decoder,
    files.embedding ?? plain.embedding,
  );

/** The file with bytes replaced everywhere by as many others. */
function exchange(file: ModelFile, from: Buffer, to: Buffer): ModelFile {
  const bytes = Buffer.from(file.bytes);
  let at = bytes.indexOf(from);
  if (at < 0 || from.length !== to.length) throw new Error('There is nothing to exchange.');
  for (; at >= 0; at = bytes.indexOf(from, at + 1)) to.copy(bytes, at);
  return { ...file, bytes: new Uint8Array(bytes) };
}
const words = (file: ModelFile, from: string, to: string) =>
  exchange(file, Buffer.from(from), Buffer.from(to));
/** The file with another value, below 128, of an attribute. */
const attribute = (file: ModelFile, name: string, from: number, to: number): ModelFile => {
  const encoded = (value: number) => Buffer.from([10, name.length, ...Buffer.from(name), 24, value]);
  return exchange(file, encoded(from), encoded(to));
};
const weightName = 'model.layers.0.mlp.up_proj.weight';
/** A decoder with a weight in bfloat16. */
const bfloat16 = () => {
  const named = (type: number) => Buffer.from([16, type, 66, weightName.length, ...Buffer.from(weightName)]);
  return exchange(halves.decoder, named(10), named(16));
};

const decoder = (what: string, make: () => ModelFile, marked: string): RefusalRow => [
  what,
  marked,
  () => read({ decoder: make() }),
];
const embedding = (what: string, make: () => ModelFile, marked: string): RefusalRow => [
  what,
  marked,
  () => read({ embedding: make() }),
];
const config = (what: string, change: Partial<ModelConfig['text_config']>, marked: string): RefusalRow => [
  what,
  marked,
  () => read({}, change),
];

// ---- Damaged files ----------------------------------------------------------------------------------------------

/** A row: these bytes as the decoder. */
const bytes = (what: string, content: string | readonly number[], came: string): RefusalRow =>
  decoder(
    what,
    () => modelFile('a.onnx', new Uint8Array(Buffer.from(content as string))),
    `a.onnx: expected an ONNX model, got «${came}». The file is damaged or is something else: ‹fetch it again.›`,
  );

const damaged: RefusalRow[] = [
  bytes('an empty file', '', '0 bytes (empty) with no graph or operator set in it'),
  bytes(
    'a web page',
    '<!doctype html>',
    '15 bytes beginning with "<!doctype html>" with the unknown wire type 4 at byte 0',
  ),
  bytes('zeros', [0, 1], '2 bytes beginning with ".." with a field number of 0 at byte 0'),
  bytes(
    'a number without an end',
    [8, ...Array(11).fill(255)],
    '12 bytes beginning with "............" with a number of more than 10 bytes at byte 1',
  ),
  bytes(
    'a file that is cut off',
    [10, 5],
    '2 bytes beginning with ".." with an end at byte 2 where 7 bytes or more were announced',
  ),
  decoder(
    'data that is cut off',
    () => ({
      ...beside.decoder,
      external: async (location) => (await beside.decoder.external(location)).slice(0, 9),
    }),
    'decoder_model_merged_q4.onnx: expected 16384 bytes of tensor cos_cache [256, 16] in decoder_model_merged_q4.onnx_data from byte 0, but «that file has 9». It is cut short or belongs to another model: ‹fetch both again.›',
  ),
  decoder(
    'a tensor of another size',
    () => {
      const named = (rows: number) =>
        Buffer.from([8, rows, 2, 8, 16, 16, 1, 66, 9, ...Buffer.from('cos_cache')]);
      return exchange(plain.decoder, named(128), named(129));
    },
    'decoder_model_merged_q4.onnx: expected 16448 bytes of tensor cos_cache [257, 16], got «16384». The file is damaged: ‹fetch it again.›',
  ),
  decoder(
    '8 bits announced, 4 there',
    () => attribute(plain.decoder, 'bits', 4, 8),
    'decoder_model_merged_q4.onnx: expected 16384 bytes of packed weights for layers.0.self_attn.q_proj, got «8192». The file is damaged or made by another tool: ‹use another export.›',
  ),
  decoder(
    'too few scales',
    () => attribute(plain.decoder, 'block_size', 32, 16),
    'decoder_model_merged_q4.onnx: expected 1024 scales for layers.0.self_attn.q_proj, got «512». The file is damaged or made by another tool: ‹use another export.›',
  ),
];

// ---- Single products ----------------------------------------------------------------------------------------------

const inBlocksOf32 = { K: { int: 32 }, N: { int: 4 }, bits: { int: 4 }, block_size: { int: 32 } };
/** A row: a product of a graph of its own, from the name of the input to that of the product's output. */
const product = (what: string, build: (graph: GraphWriter) => unknown, marked: string): RefusalRow => [
  what,
  `p.onnx: ${marked}`,
  async () => {
    const graph = createGraph();
    graph.input('x', DataType.float32, ['places', 32]);
    build(graph);
    const model = await openModel(modelFile('p.onnx', graph.finish('product')));
    const [found] = findProducts(model.graph, model.makers);
    return readProduct(model, found!, 'the LM head');
  },
];
const codes = (graph: GraphWriter) => graph.bytes('codes', [4, 1, 16], new Uint8Array(64));
const ones = (graph: GraphWriter, name: string, dims: readonly number[]) =>
  graph.floats(name, dims, new Float32Array(dims.reduce((all, side) => all * side, 1)).fill(1));
const inBlocksOf = (graph: GraphWriter, ...inputs: string[]) =>
  graph.node('MatMulNBits', 'p', ['x', codes(graph), ...inputs], ['y'], inBlocksOf32, contrib);

const products: RefusalRow[] = [
  product(
    'a bias',
    (graph) => graph.node('Gemm', 'p', ['x', ones(graph, 'w', [32, 4]), ones(graph, 'b', [4])], ['y']),
    'expected the LM head as a plain product, got «a bias or a factor» at the node p. Decoders of this family have none: ‹use another export.›',
  ),
  product(
    'a bias of blocks',
    (graph) => inBlocksOf(graph, ones(graph, 's', [4]), '', '', ones(graph, 'b', [4])),
    'expected the LM head as blocks in order and without a bias, got «a bias» at the node p. ‹Use another export.›',
  ),
  product(
    'blocks in another order',
    (graph) => inBlocksOf(graph, ones(graph, 's', [4]), '', graph.integers('order', [0])),
    'expected the LM head as blocks in order and without a bias, got «a group index (g_idx)» at the node p. ‹Use another export.›',
  ),
  product(
    'scales that are computed',
    (graph) => inBlocksOf(graph, 'x'),
    'expected constant scales for the LM head, got «the computed x» at the node p. ‹Use another export.›',
  ),
  product(
    'no scales',
    (graph) => inBlocksOf(graph),
    'expected constant scales for the LM head, got «none» at the node p. ‹Use another export.›',
  ),
  product(
    'too few zero points',
    (graph) => inBlocksOf(graph, ones(graph, 's', [4]), graph.bytes('z', [3], new Uint8Array(3))),
    'expected 4 bytes of zero points for the LM head, got «3». The file is damaged or made by another tool: ‹use another export.›',
  ),
];

// ---- Other forms ------------------------------------------------------------------------------------------------

const inBlocks = '‹Use an export with 4 or 8 bits in blocks of 16, 32, 64, 128 or 256.›';
const modules = 'q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj';
const firstModules =
  'layers.0.self_attn.q_proj, layers.0.self_attn.k_proj, layers.0.self_attn.v_proj, layers.0.self_attn.o_proj, layers.0.mlp.gate_proj, layers.0.mlp.up_proj, layers.0.mlp.down_proj';
const exports =
  '‹Use a q4, q4f16, 8-bit MatMulNBits, fp16 or fp32 export of the decoder that belongs to this config.json.›';

const forms: RefusalRow[] = [
  decoder(
    '2 bits',
    () => attribute(plain.decoder, 'bits', 4, 2),
    `decoder_model_merged_q4.onnx: expected layers.0.self_attn.q_proj in 4 or 8 bits and blocks of 16 to 256, got «2 bits and blocks of 32». ${inBlocks}`,
  ),
  decoder(
    'another operator',
    () => words(plain.decoder, 'MatMulNBits', 'MatMulFpQ4x'),
    `decoder_model_merged_q4.onnx: expected 14 linear layers (${modules} in each of 2 layers), «found 0: by the names of nodes 0, by the graph's structure 0». Missing: ${firstModules}, layers.1.self_attn.q_proj and 6 more. The graph's products with constant matrices are: 1 x MatMul [512, 128]; named /lm_head/MatMul. Other operators that may hold weights, which are not read: 14 x MatMulFpQ4x. ${exports}`,
  ),
  decoder(
    'a weight in bfloat16',
    bfloat16,
    `decoder_model_merged_fp16.onnx: expected tensor ${weightName} [128, 256] as float32 or float16, got «ONNX data type 16». ‹Use a q4, q4f16, 8-bit MatMulNBits, fp16 or fp32 export.›`,
  ),
  [
    'activations in bfloat16',
    'd.onnx: expected float32 or float16 activations at layers.0.mlp.up_proj, got «ONNX data type 16» at the node /model/layers.0/mlp/up_proj/MatMul. ‹Use a q4, q4f16, q8, fp16 or fp32 export.›',
    () => insertLora(bfloat16().bytes, text, 'd.onnx'),
  ],
  decoder(
    'no logits',
    () => words(plain.decoder, 'logits', 'others'),
    'decoder_model_merged_q4.onnx: expected the logits as a product with a constant matrix [512, 128], got «the outputs others, present.0.key, present.0.value». ‹Use an export of this model with its LM head.›',
  ),
  decoder(
    'another norm',
    () => words(plain.decoder, 'SimplifiedLayerNormalization', 'SimplifiedGroupNormalization'),
    'decoder_model_merged_q4.onnx: expected an RMS norm of width 128 as the input norm of layer 0 of decoder_model_merged_q4.onnx, got «SimplifiedGroupNormalization /model/layers.0/input_layernorm/LayerNorm». The file belongs to another kind of model: ‹choose an Idefics3 or SmolVLM model.›',
  ),
  embedding(
    'no table',
    () => words(plain.embedding, 'Gather', 'OneHot'),
    'embed_tokens.onnx: expected the token embedding [512, 128] at a node Gather or GatherBlockQuantized, got «OneHot». ‹Use an export of embed_tokens as fp32, fp16 or in blocks.›',
  ),
  embedding(
    'blocks along other axes',
    () => attribute(embeddedInBlocks.embedding, 'quantize_axis', 1, 0),
    'embed_tokens_q4.onnx: expected the token embedding gathered by rows and in blocks along them, got «other axes» at the node node_0. ‹Use another export.›',
  ),
  embedding(
    'too many scales',
    () => attribute(embeddedInBlocks.embedding, 'block_size', 32, 64),
    `embed_tokens_q4.onnx: expected the token embedding [512, 128] with a scale for each block of 64, got «2048 scales». ${inBlocks}`,
  ),
];

// ---- Another model ----------------------------------------------------------------------------------------------

const again = 'The files belong to different models: ‹fetch them again.›';
/** A decoder's rotation alone, from a constant of other frequencies. */
async function otherRotation() {
  const graph = createGraph();
  const frequencies = Float32Array.from(
    { length: text.head_dim / 2 },
    (_, i) => (2 * text.rope_theta) ** ((-2 * i) / text.head_dim),
  );
  graph.input('positions', DataType.float32, ['places', 1]);
  graph.node(
    'Mul',
    'angles',
    ['positions', graph.floats('inverse', [1, text.head_dim / 2], frequencies)],
    ['angles'],
  );
  graph.node('Cos', 'cos', ['angles'], ['cosines']);
  graph.output('cosines', DataType.float32, ['places', text.head_dim / 2]);
  checkAttention(await openModel(modelFile('rotation.onnx', graph.finish('rotation'))), text);
}
const graphs = (): NamedGraphs => {
  const files = [...variantFiles(blocks)];
  return Object.fromEntries(
    ['decoder_model_merged', 'embed_tokens', 'vision_encoder'].map((part) => {
      const [file, content] = files.find(([path]) => path.includes(part))!;
      return [part, { file, graph: readGraph(content, file) }];
    }),
  ) as unknown as NamedGraphs;
};

const others: RefusalRow[] = [
  config(
    'one layer less',
    { num_hidden_layers: 1 },
    `decoder_model_merged_q4.onnx: expected 7 linear layers (${modules} in each of 1 layers), «found 14: by the names of nodes 14, by the graph's structure 14». Beyond the last layer: layers.1.q_proj, layers.1.k_proj, layers.1.v_proj, layers.1.o_proj, layers.1.gate_proj, layers.1.up_proj, layers.1.down_proj. The graph's products with constant matrices are: 4 x MatMulNBits [128, 128], 4 x MatMulNBits [64, 128], 4 x MatMulNBits [256, 128], 2 x MatMulNBits [128, 256], 1 x MatMul [512, 128]; named /model/layers.0/self_attn/q_proj/MatMul_Q4, /model/layers.0/self_attn/k_proj/MatMul_Q4, /model/layers.0/self_attn/v_proj/MatMul_Q4, /model/layers.0/self_attn/o_proj/MatMul_Q4, /model/layers.0/mlp/gate_proj/MatMul_Q4, /model/layers.0/mlp/up_proj/MatMul_Q4, /model/layers.0/mlp/down_proj/MatMul_Q4, /model/layers.1/self_attn/q_proj/MatMul_Q4 and 7 more. ${exports}`,
  ),
  config(
    'a wider MLP',
    { intermediate_size: 384 },
    'decoder_model_merged_q4.onnx: expected layers.0.mlp.gate_proj as [384, 128] as config.json says, got «[256, 128]» at the node /model/layers.0/mlp/gate_proj/MatMul_Q4. ‹Use the decoder that belongs to this config.json.›',
  ),
  config(
    'another vocabulary',
    { vocab_size: 500 },
    `decoder_model_merged_q4.onnx: expected the logits as a product with a constant matrix [500, 128] as config.json says, got «[512, 128]» at the node /lm_head/MatMul. ${again}`,
  ),
  embedding(
    'a table of another vocabulary',
    () => {
      const graph = createGraph();
      graph.input('input_ids', DataType.int64, ['places']);
      graph.node('Gather', 'table', [ones(graph, 'w', [500, 128]), 'input_ids'], ['inputs_embeds']);
      return modelFile('embed_tokens.onnx', graph.finish('embedding'));
    },
    `embed_tokens.onnx: expected the token embedding [512, 128] as config.json says, got «[500, 128]». ${again}`,
  ),
  config(
    'another epsilon',
    { rms_norm_eps: 1e-6 },
    `decoder_model_merged_q4.onnx: expected epsilon 0.000001 in the input norm of layer 0 of decoder_model_merged_q4.onnx as rms_norm_eps of config.json says, got «0.000009999999747378752». ${again}`,
  ),
  config(
    'another rotation',
    { rope_theta: 10000 },
    `decoder_model_merged_q4.onnx: expected the rotation of rope_theta 10000 as config.json says, but «the numbers behind the node RotaryEmbedding /model/layers.0/self_attn/q_rotary/RotaryEmbedding are off by 0.014». ${again}`,
  ),
  [
    'another rotation in a constant',
    `rotation.onnx: expected the rotation of rope_theta 5000 as config.json says, but «the numbers behind the node Cos cos are off by 0.029». ${again}`,
    otherRotation,
  ],
  config(
    'other heads',
    { num_attention_heads: 2, num_key_value_heads: 1, head_dim: 64 },
    'decoder_model_merged_q4.onnx: expected numbers turned in a head 64 as config.json says, got «32» at the node RotaryEmbedding /model/layers.0/self_attn/q_rotary/RotaryEmbedding. The files belong to different models, or the model is of another kind: ‹fetch them again, or choose another model.›',
  ),
  config(
    'sizes that no kernel takes',
    { hidden_size: 72, intermediate_size: 100, head_dim: 18, num_key_value_heads: 3 },
    'config.json: this decoder cannot be trained here: it has «hidden_size 72 (a multiple of 32), intermediate_size 100 (a multiple of 32), a head size of 18 (a multiple of 8), attention of width 72 (a multiple of 32), 4 heads on 3 key-value heads (a whole number each)». ‹Choose another base model.›',
  ),
  [
    'another scale factor',
    'm/config.json: expected scale_factor 2, as the weights in onnx/vision_encoder.onnx have, got «4». ‹Use the config.json of this model.›',
    () => checkSizes({ ...variantConfig, scale_factor: 4 }, '{"scale_factor": 4}', 'm/config.json', graphs()),
  ],
  [
    'a vocabulary that is left out',
    'm/config.json: expected text_config.vocab_size 512, as the weights in onnx/decoder_model_merged_q4.onnx have, got «32000, which is transformers\' default, as the file leaves this key out». ‹Write "vocab_size": 512 into text_config of config.json.›',
    () =>
      checkSizes(
        { ...variantConfig, text_config: { ...text, vocab_size: 32000 } },
        '{}',
        'm/config.json',
        graphs(),
      ),
  ],
];

describe("a model's weights", () => {
  testRefusals({
    rows: [...damaged, ...products, ...forms, ...others],
    sources: [
      'models/weights.ts',
      'models/onnx/wire.ts',
      'models/onnx/read/graph.ts',
      'models/onnx/read/model-file.ts',
      'models/onnx/read/matrix.ts',
      'models/onnx/read/norms.ts',
      'models/onnx/read/attention.ts',
      'models/onnx/read/products.ts',
      'models/onnx/read/projections.ts',
      'models/onnx/read/shapes.ts',
      'models/onnx/rewrite/surgery.ts',
    ],
    others: {
      'the norm after attention': 'a name, in the sentence about another norm',
      'the last norm': 'a name, in the sentence about another norm',
      'the LM head': 'a name, in the sentences about other layers',
      'MatMul Mul Einsum': 'names of operators',
    },
  });
});
