/**
 * The forms in which an export can be written: those that models of this family are published in.
 * Not here: what is written (export-*.ts).
 */
import type { FloatType } from './model.ts';
import type { BlockFormat } from './quantize.ts';

export interface ExportVariant {
  /**
   * Weights of the decoder's linear layers: blocks of codes (q4, q4f16, q8) or floats. In q4f16 and fp16, activations,
   * cache and all other weights are halves too; inputs_embeds and logits stay float32.
   */
  readonly decoder: 'q4' | 'q4f16' | 'q8' | 'fp16' | 'fp32';
  readonly blockSize: BlockFormat['blockSize'];
  /** Of blocks: none, as codes, or as numbers of the scales' type. */
  readonly zeroPoints: 'none' | 'codes' | 'floats';
  /** Files beside each model file that hold its large tensors. */
  readonly dataFiles: 0 | 1 | 2;
  /** Attention as ONNX Runtime's fused operator, or spelled out in ONNX' own; the next two are of the fused one only. */
  readonly attention: 'fused' | 'plain';
  /** q, k and v of a layer in one product. */
  readonly packedQkv: boolean;
  /** Rotation within GroupQueryAttention; position_ids is then no input. */
  readonly rotaryInAttention: boolean;
  /** Norms as ONNX Runtime's fused operators, or spelled out in ONNX' own. */
  readonly norms: 'fused' | 'plain';
  /** The LM head: a float matrix [hidden, vocabulary], that of a Gemm [vocabulary, hidden], blocks, or the embedding turned. */
  readonly head: 'matmul' | 'gemm' | 'blocks' | 'embedding';
  /** Whether num_logits_to_keep is an input; else the logits of all places are computed. */
  readonly keepsLastLogits: boolean;
  /** Nodes and tensors with numbers for names. */
  readonly scrambledNames: boolean;
  readonly embedding: 'fp32' | 'fp16' | 'q4';
  /** In q4 the linear layers are blocks; in fp16 all is halves but pixels and features. */
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
