/** LoRA. */

/** The two matrices of one module, named as in the checkpoint: `layers.0.self_attn.q_proj`. */
export interface LoraModule {
  readonly name: string;
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** [rank, inFeatures], row-major (PEFT's lora_A.weight). */
  readonly loraA: Float32Array<ArrayBuffer>;
  /** [outFeatures, rank], row-major (PEFT's lora_B.weight). */
  readonly loraB: Float32Array<ArrayBuffer>;
}

/** A trained adapter as plain data: what travels between workers, storage and files. */
export interface Adapter {
  readonly rank: number;
  readonly alpha: number;
  readonly modules: readonly LoraModule[];
}
