/** Prints the bench's report as a table for people. Not here: measuring (page.ts), the JSON (report.ts). */
import type { BenchReport, FullSizeBench, InferenceBench, Measured } from './report.ts';

function row(what: string, value: string, against = ''): void {
  console.log(`| ${what.padEnd(44)} | ${value.padEnd(26)} | ${against.padEnd(36)} |`);
}

/** A step of a model of the hub's shape. */
function printFullSize(step: FullSizeBench): void {
  const { model, batch, tokens, dispatches, jsMs, stepMs, stepMemoryMB, shortTokens, shortStepMs } = step;
  row(
    `step of ${model.replace(/-Instruct$/, '')}, ${batch} x ${tokens} tokens`,
    stepMs === null ? 'not waited for' : `${(stepMs / 1000).toFixed(1)} s`,
    `1 x ${shortTokens} tokens: ${(shortStepMs / 1000).toFixed(1)} s`,
  );
  row('  memory above weights and state', `${stepMemoryMB.toFixed(0)} MB`);
  row('  dispatches', `${dispatches}`);
  row('  JavaScript', `${jsMs.toFixed(0)} ms`);
}

function printTrainer(trainer: NonNullable<Measured['trainer']>): void {
  const { stock, smolvlm256m, smolvlm500m, cost } = trainer;
  for (const step of stock ?? []) {
    row(
      `step of ${step.model.replace(/-Instruct$/, '')}, ${step.batch} x ${step.tokensPerSequence} tokens`,
      `${(step.stepMs / 1000).toFixed(1)} s`,
      `stock tfjs ${(step.stockStepMs / 1000).toFixed(1)} s: ${step.vsStockOps.toFixed(1)} x`,
    );
    row('  dispatches', `${step.dispatches}`, `stock tfjs ${step.stockDispatches}`);
    row('  JavaScript', `${step.jsMs.toFixed(0)} ms`, `stock tfjs ${step.stockJsMs.toFixed(0)} ms`);
  }
  if (smolvlm256m) printFullSize(smolvlm256m);
  if (smolvlm500m) printFullSize(smolvlm500m);
  for (const { against, value, vsBase, dispatches, stepMemoryMB } of cost?.points ?? [])
    row(
      `cost, ${against} ${value}`,
      `${dispatches} dispatches, ${stepMemoryMB.toFixed(0)} MB`,
      `base point (${against} ${cost!.base[against]}): ${vsBase.toFixed(2)} x`,
    );
}

function printInference(engine: InferenceBench): void {
  row(
    `encode an image, ${engine.device}, in batches`,
    `${engine.encodeMsPerImage.toFixed(1)} ms`,
    `one by one ${engine.encodeMsPerImageAlone.toFixed(1)} ms: ${engine.encodeBatchedVsAlone.toFixed(1)} x`,
  );
  row(
    `answer, ${engine.device}, batch of ${engine.batch}`,
    `${engine.tokensPerSecondBatched.toFixed(0)} tokens/s`,
    `batch of one ${engine.tokensPerSecondSingle.toFixed(0)}: ${engine.batchedVsSingle.toFixed(1)} x`,
  );
}

/** What kernels cost on a card, estimated, and a step on another WebGPU. */
function printKernels({ kernels, webgpu2 }: BenchReport): void {
  for (const [name, { macPerLoad, registers }] of Object.entries(kernels ?? {}))
    row(`estimate: ${name}`, `${macPerLoad.toFixed(1)} multiply-adds a load`, `${registers} registers`);
  if (webgpu2)
    row(
      `step on lavapipe, ${webgpu2.batch} x ${webgpu2.tokensPerSequence} tokens`,
      `${(webgpu2.stepMs / 1000).toFixed(1)} s`,
      `SwiftShader ${(webgpu2.swiftShaderStepMs / 1000).toFixed(1)} s: ${webgpu2.stepVsSwiftShader.toFixed(1)} x`,
    );
}

/** Prints a row for each number with its comparison, and for each failed part the reason. */
export function printTable(report: BenchReport): void {
  const { environment, trainer, longTraining, q4, inference, processor, estimate, data, fuzz, firstVisit } =
    report;
  console.log(
    `\n${environment.gpu}${environment.isSoftwareGpu ? ' (software)' : ''}, ${environment.cores} cores\n`,
  );
  row('what', 'measured', 'against');
  row('-'.repeat(44), '-'.repeat(26), '-'.repeat(36));
  if (trainer) printTrainer(trainer);
  const memory = trainer?.memoryMBOver2000Steps;
  if (memory)
    row(
      `memory after 2,000 steps, ${longTraining?.workers} workers`,
      `${memory.last.toFixed(0)} MB`,
      `after 200: ${memory.first.toFixed(0)} MB: ${memory.growth.toFixed(2)} x`,
    );
  for (const { rows, inFeatures, outFeatures, ...shape } of q4?.shapes ?? []) {
    row(
      `4-bit product ${rows} x ${inFeatures} -> ${outFeatures}`,
      `${shape.forwardMs.toFixed(1)} ms`,
      `ONNX Runtime ${shape.ortMs.toFixed(1)} ms: ${shape.forwardVsOrt.toFixed(1)} x`,
    );
    row(
      '  gradient',
      `${shape.backwardMs.toFixed(1)} ms`,
      `forward: ${shape.backwardVsForward.toFixed(1)} x as long`,
    );
  }
  for (const engine of inference ?? []) printInference(engine);
  if (processor?.stepVsSwiftShader)
    row(
      'training step on the processor, all threads',
      `${processor.stepVsSwiftShader.toFixed(1)} x`,
      `as fast as WebGPU; one thread: ${processor.stepThreads!.toFixed(1)} x as long`,
    );
  if (estimate)
    row(
      'Quick look on the processor',
      `${estimate.secondsTotal.toFixed(0)} s`,
      `told before ${estimate.expectedSeconds.toFixed(0)} s: ${estimate.ratio.toFixed(2)} x`,
    );
  if (processor?.decodeVsBefore)
    row(
      'answer in blocks of tokens, wasm, batch of 32',
      `${processor.tokensPerSecondNow!.toFixed(0)} tokens/s`,
      `one a call ${processor.tokensPerSecondBefore!.toFixed(0)}: ${processor.decodeVsBefore.toFixed(1)} x`,
    );
  if (data) {
    row(
      'items, all tasks',
      `${data.itemsPerSecond.toFixed(0)} a second`,
      `slowest task, ${data.slowestTask}, ${data.slowestItemsPerSecond.toFixed(0)}: ${data.allVsSlowest.toFixed(1)} x`,
    );
    row(
      `images, ${data.sizePx} px`,
      `${data.imagesPerSecond.toFixed(0)} a second`,
      `one by one ${data.imagesPerSecondAlone.toFixed(0)}: ${data.batchedVsAlone.toFixed(1)} x`,
    );
    row('questions', `${data.questionsPerSecond.toFixed(0)} a second`);
    row(
      "the paper's 2,000 images as a ZIP",
      `${data.paperSetSeconds.toFixed(1)} s`,
      `page's longest task ${data.longestPageTaskMs.toFixed(0)} ms`,
    );
  }
  if (fuzz) row(`fuzz, ${fuzz.inputsPerParser} inputs a parser`, `${fuzz.seconds.toFixed(0)} s`);
  if (firstVisit)
    row(
      'first visit, page and run',
      `${report.firstVisitMB!.toFixed(1)} MB`,
      `not compressed ${firstVisit.uncompressedMB.toFixed(1)} MB: ${firstVisit.uncompressedVsCompressed.toFixed(1)} x`,
    );
  printKernels(report);
  for (const { name, failure } of report.parts) if (failure) console.log(`\n${name} FAILED: ${failure}`);
}
