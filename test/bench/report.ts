/**
 * What the bench measures, as types: the JSON of `npm run bench -- --out FILE`. Times hold for one machine and
 * one moment; compare the ratios within one run.
 */
import type { KernelEstimate } from '../kernels/estimate.ts';

/** One LoRA training step, own kernels against stock tfjs operations on the same batch. */
export interface StockBench {
  readonly model: string;
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

/** 2,000 steps of a small random model, as a run trains. */
export interface LongTrainingBench {
  readonly seconds: number;
  /** The number of trainer workers; each is ended as planned. */
  readonly workers: number;
  /**
   * Resident memory of the browser's page and GPU processes, MB: after 200 steps, after 2,000, and the most it was; growth
   * is last / first. null if the system does not tell.
   */
  readonly memoryMBOver2000Steps: {
    readonly first: number;
    readonly last: number;
    readonly most: number;
    readonly growth: number;
  } | null;
}

/** One product with frozen 4-bit weights in blocks of 32, without a LoRA branch. */
export interface Q4ShapeBench {
  /** The model that has this shape. */
  readonly model: string;
  readonly rows: number;
  readonly outFeatures: number;
  readonly inFeatures: number;
  readonly forwardMs: number;
  /** ONNX Runtime Web's MatMulNBits on the same adapter. */
  readonly ortMs: number;
  readonly backwardMs: number;
  /** ortMs / forwardMs: above 1, the lab's kernel is faster. */
  readonly forwardVsOrt: number;
  /** backwardMs / forwardMs. */
  readonly backwardVsForward: number;
}

/** The shapes of the SmolVLM family, and the worst ratios among them. */
export interface Q4Bench {
  readonly shapes: readonly Q4ShapeBench[];
  readonly forwardVsOrt: number;
  readonly backwardVsForward: number;
}

/** One LoRA training step in the exact shape of a larger model, its weights random. */
export interface FullSizeBench {
  readonly model: string;
  readonly batch: number;
  readonly tokens: number;
  readonly rank: number;
  readonly dispatches: number;
  /** Time the JavaScript of a step takes before it waits for the GPU. */
  readonly jsMs: number;
  /** null if it would take more than about three minutes and was not waited for. */
  readonly stepMs: number | null;
  /** A step on one conversation of shortTokens tokens that was waited for; its gradient was finite. */
  readonly shortTokens: number;
  readonly shortStepMs: number;
  /** Memory on the GPU above weights, adapter and the optimizer's moments. */
  readonly stepMemoryMB: number;
}

/** Shape of a step. */
export interface CostShape {
  readonly batch: number;
  readonly tokens: number;
  readonly rank: number;
  readonly layers: number;
}

/** A step with one thing changed from the base point. */
export interface CostPoint {
  readonly against: keyof CostShape;
  readonly value: number;
  /** Median. */
  readonly stepMs: number;
  /** stepMs as a multiple of the base point's. */
  readonly vsBase: number;
  readonly dispatches: number;
  /** On the GPU, above weights, adapter and the optimizer's moments. */
  readonly stepMemoryMB: number;
}

/** Costs of a step at the widths of a larger model, with a small vocabulary. */
export interface CostBench {
  /** The model that has these widths. */
  readonly widthsOf: string;
  readonly vocabulary: number;
  readonly base: CostShape;
  /** In the order batch, tokens, rank, layers; the base point is in each. */
  readonly points: readonly CostPoint[];
}

/** Image features and answers of sparkle-tiny, in batches against one at a time. */
export interface InferenceBench {
  readonly device: 'webgpu' | 'wasm';
  /** In the lab's batches. */
  readonly encodeMsPerImage: number;
  readonly encodeMsPerImageAlone: number;
  /** encodeMsPerImageAlone / encodeMsPerImage: above 1, batches are faster. */
  readonly encodeBatchedVsAlone: number;
  readonly batch: number;
  readonly tokensPerSecondSingle: number;
  readonly tokensPerSecondBatched: number;
  /** tokensPerSecondBatched / tokensPerSecondSingle. */
  readonly batchedVsSingle: number;
}

/** A training step of the embedded model's shape on the processor. */
export interface ProcessorBench {
  /** How much longer it takes on WebGPU, in software or not: above 1, the processor is faster. */
  readonly stepVsSwiftShader: number;
  /** How much longer one thread takes than all. */
  readonly stepThreads: number;
}

/** The time told before a run against the time that it took: Quick look on the processor. */
export interface EstimateBench {
  readonly calibrationSeconds: number;
  readonly expectedSeconds: number;
  readonly secondsTotal: number;
  /** expectedSeconds / secondsTotal. */
  readonly ratio: number;
}

/** Batches of 32 answers of up to 48 tokens on the processor, prompts included; of several rounds the fastest. */
export interface DecodeBench {
  /** In blocks of tokens. */
  readonly tokensPerSecondNow: number;
  /** One token a call, with 4-bit blocks and a thread for each core. */
  readonly tokensPerSecondBefore: number;
  /** tokensPerSecondNow / tokensPerSecondBefore. */
  readonly decodeVsBefore: number;
}

/** Scenes, questions and pictures. */
export interface DataBench {
  /** All default tasks together. */
  readonly itemsPerSecond: number;
  readonly slowestTask: string;
  readonly slowestItemsPerSecond: number;
  /** itemsPerSecond / slowestItemsPerSecond: how far the slowest task falls behind. */
  readonly allVsSlowest: number;
  readonly sizePx: number;
  /** Drawn in batches, in one worker. */
  readonly imagesPerSecond: number;
  /** Images a second when each is a request of its own. */
  readonly imagesPerSecondAlone: number;
  /** imagesPerSecond / imagesPerSecondAlone. */
  readonly batchedVsAlone: number;
  /** Questions with answers of the paper's training set, made in one worker. */
  readonly questionsPerSecond: number;
  /** The paper's training set (2,000 images of sizePx, 34,000 questions) as a ZIP, by all workers. */
  readonly paperSetSeconds: number;
  /** The longest time for which the page's thread was blocked meanwhile. */
  readonly longestPageTaskMs: number;
}

/** The parsers' fuzz tests (test/unit/*fuzz*), passed on more inputs than in the test suite. */
interface FuzzBench {
  readonly inputsPerParser: number;
  readonly seconds: number;
}

/** A training step of the embedded model in the two software implementations of WebGPU (../webgpu2/second-chromium.ts). */
export interface SecondGpuBench {
  readonly batch: number;
  readonly tokensPerSequence: number;
  readonly swiftShaderStepMs: number;
  /** On Mesa's lavapipe. */
  readonly stepMs: number;
  /** swiftShaderStepMs / stepMs: above 1, lavapipe is faster. */
  readonly stepVsSwiftShader: number;
}

/** A training step with the lab's kernels alone. */
export type OwnStepBench = Pick<StockBench, 'batch' | 'tokensPerSequence' | 'stepMs'>;

/** The parts of the bench, in the order in which they are measured. */
export const partNames = [
  'fuzz',
  'firstVisit',
  'kernels',
  'data',
  'q4',
  'inference',
  'decode',
  'processor',
  'estimate',
  'stock',
  'smolvlm256m',
  'cost',
  'memory',
  'smolvlm500m',
  'webgpu2',
] as const;
export type PartName = (typeof partNames)[number];
/** The parts that the bench's page measures; the others are measured from outside. */
export type PagePart = Exclude<PartName, 'fuzz' | 'firstVisit' | 'kernels' | 'webgpu2'>;

/** What the parts measured: each adds its own keys, those of the trainer together. */
export interface Measured {
  readonly trainer?: {
    /** By size. */
    readonly stock?: readonly StockBench[];
    /** That of the largest model. */
    readonly vsStockOps?: number;
    readonly smolvlm256m?: FullSizeBench;
    readonly smolvlm500m?: FullSizeBench;
    readonly cost?: CostBench;
    readonly memoryMBOver2000Steps?: LongTrainingBench['memoryMBOver2000Steps'];
  };
  readonly longTraining?: Omit<LongTrainingBench, 'memoryMBOver2000Steps'>;
  readonly q4?: Q4Bench;
  readonly inference?: readonly InferenceBench[];
  /** Of the processor. */
  readonly processor?: Partial<DecodeBench & ProcessorBench>;
  readonly estimate?: EstimateBench;
  readonly data?: DataBench;
  readonly fuzz?: FuzzBench;
  /** Bytes that the server wrote for the page and its first run, headers included, in millions, with compressed copies. */
  readonly firstVisitMB?: number;
  readonly firstVisit?: {
    /** firstVisitMB of a server that does not compress. */
    readonly uncompressedMB: number;
    /** uncompressedMB / firstVisitMB. */
    readonly uncompressedVsCompressed: number;
  };
  /** By kernel: tiles for a graphics card, frozen weights of 4 bits without a branch. */
  readonly kernels?: Readonly<Record<string, KernelEstimate>>;
  readonly webgpu2?: SecondGpuBench;
}

/** All measurements and the machine. A part that was skipped or failed is missing. */
export interface BenchReport extends Measured {
  readonly environment: {
    readonly userAgent: string;
    readonly gpu: string;
    readonly isSoftwareGpu: boolean;
    readonly cores: number;
  };
  readonly parts: readonly {
    readonly name: PartName;
    readonly seconds: number;
    /** Why the part failed; null if it did not. */
    readonly failure: string | null;
  }[];
}
