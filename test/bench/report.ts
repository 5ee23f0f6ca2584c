/**
 * What the bench measures, as types: the JSON of `npm run bench -- --out FILE`. Times are of one machine and
 * one moment; the ratios within one run are what to compare.
 */

/** One LoRA training step of sparkle-tiny, own kernels against stock tfjs operations on the same batch. */
export interface TrainerBench {
  readonly batch: number;
  readonly tokensPerSequence: number;
  readonly stepMs: number;
  /** Time the JavaScript of a step takes before it waits for the GPU. */
  readonly jsMs: number;
  readonly dispatches: number;
  readonly stockStepMs: number;
  readonly stockJsMs: number;
  readonly stockDispatches: number;
  /** stockStepMs / stepMs: above 1, the lab's kernels are faster. */
  readonly vsStockOps: number;
}

export interface InferenceBench {
  readonly device: 'webgpu' | 'wasm';
  readonly encodeMsPerImage: number;
  readonly batch: number;
  readonly tokensPerSecondSingle: number;
  readonly tokensPerSecondBatched: number;
  /** tokensPerSecondBatched / tokensPerSecondSingle. */
  readonly batchedVsSingle: number;
}

export interface DataBench {
  readonly itemsPerSecond: number;
  readonly sizePx: number;
  readonly imagesPerSecond: number;
  /** Images a second when each is asked for alone. */
  readonly imagesPerSecondAlone: number;
  readonly batchedVsAlone: number;
}

export interface BenchReport {
  readonly environment: {
    readonly userAgent: string;
    readonly gpu: string;
    readonly isSoftwareGpu: boolean;
    readonly cores: number;
  };
  readonly trainer: TrainerBench;
  readonly inference: readonly InferenceBench[];
  readonly data: DataBench;
}
