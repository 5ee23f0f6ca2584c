/**
 * The forms in which an export can be written: those in which models of this family are published.
 * Not here: what is written (export-*.ts).
 */
import type { FloatType } from './model.ts';
import type { BlockFormat } from './quantize.ts';

/** The form of an export. */
export interface ExportVariant {
  /**
   * Weights of the decoder's linear layers: blocks of codes (q4, q4f16, q8) or floats. In q4f16 and fp16, activations,
   * cache and all other weights are halves too; inputs_embeds and logits are float32.
   */
  readonly decoder: 'q4' | 'q4f16' | 'q8' | 'fp16' | 'fp32';
  readonly blockSize: BlockFormat['blockSize'];
  /** Zero points of blocks: none, codes, or numbers in the scales' type. */
  readonly zeroPoints: 'none' | 'codes' | 'floats';
  /** Number of files with the large tensors of each model file. */
  readonly dataFiles: 0 | 1 | 2;
  /** Attention as ONNX Runtime's fused operator, or in ONNX' own operators. The next two options need the fused one. */
  readonly attention: 'fused' | 'plain';
  /** Whether q, k and v of a layer are one product. */
  readonly packedQkv: boolean;
  /** Whether GroupQueryAttention rotates; position_ids is then no input. */
  readonly rotaryInAttention: boolean;
  /** Norms as ONNX Runtime's fused operators, or in ONNX' own operators. */
  readonly norms: 'fused' | 'plain';
  /**
   * The LM head: a float matrix [hidden, vocabulary], that of a Gemm [vocabulary, hidden], blocks, or the transposed
   * embedding.
   */
  readonly head: 'matmul' | 'gemm' | 'blocks' | 'embedding';
  /** Whether num_logits_to_keep is an input. Without it, the logits of all positions are computed. */
  readonly keepsLastLogits: boolean;
  /** Whether nodes and tensors have numbers instead of names. */
  readonly scrambledNames: boolean;
  readonly embedding: 'fp32' | 'fp16' | 'q4';
  /** In q4 the linear layers are blocks; in fp16 everything but pixels and features is halves. */
  readonly vision: 'fp32' | 'fp16' | 'q4';
}

/** The form of the embedded model. */
export const plainVariant: ExportVariant = {
  decoder: 'q4',
  blockSize: 32,
  zeroPoints: 'none',
  dataFiles: 0,
  attention: 'fused',
  packedQkv: false,
  rotaryInAttention: false,
  norms: 'fused',
  head: 'matmul',
  keepsLastLogits: true,
  scrambledNames: false,
  embedding: 'fp32',
  vision: 'fp32',
};

/** The type of the decoder's activations. */
export const activationsOf = ({ decoder }: ExportVariant): FloatType =>
  decoder === 'fp16' || decoder === 'q4f16' ? 'float16' : 'float32';
