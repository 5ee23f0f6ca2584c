/** How right the time is that the page tells before a run: Quick look is run, after a calibration. Not here: the estimate (src/experiment/duration.ts). */
import { sparkleTinyShape } from '../../models/registry.ts';
import { createWorkers, startWorker } from '../../src/connect.ts';
import { presets } from '../../src/experiment/config.ts';
import { paceOfCalibration, secondsOf } from '../../src/experiment/duration.ts';
import { openEmbeddedModel } from '../../src/experiment/open-model.ts';
import { runExperiment } from '../../src/experiment/run.ts';
import type { EstimateBench } from './report.ts';

/** Calibrates the processor, and runs Quick look on it. */
export async function benchEstimate(say: (text: string) => void): Promise<EstimateBench> {
  const calibration = startWorker('calibration');
  const startMs = performance.now();
  const measured = await (await calibration.remote).measure('wasm', {});
  const calibrationSeconds = (performance.now() - startMs) / 1000;
  calibration.end('it has answered');
  const config = { ...presets.quick.config, device: 'wasm', trainingDevice: 'processor' } as const;
  const expectedSeconds = secondsOf(config, sparkleTinyShape, paceOfCalibration(measured));
  say(`expected ${expectedSeconds.toFixed(0)} s`);
  const workers = createWorkers();
  const phases: Record<string, number> = {};
  try {
    let [phase, phaseMs] = ['', performance.now()];
    const { report, message } = await runExperiment(config, {
      workers,
      openModel: openEmbeddedModel,
      openDataset: () => Promise.reject(new Error('No dataset is used.')),
      openAdapter: () => Promise.reject(new Error('No adapter is measured.')),
      gpuKind: async () => 'missing',
      trustGpu: async () => null,
      onEvent: (event) => {
        if (event.kind !== 'phase') return;
        const nowMs = performance.now();
        phases[phase] = (nowMs - phaseMs) / 1000;
        [phase, phaseMs] = [event.phase, nowMs];
      },
      signal: new AbortController().signal,
    });
    if (!report) throw new Error(message ?? 'The run gave no report.');
    say(
      Object.entries(phases)
        .map(([name, seconds]) => `${name} ${seconds.toFixed(1)} s`)
        .join(', '),
    );
    const secondsTotal = report.secondsTotal!;
    return { calibrationSeconds, expectedSeconds, secondsTotal, ratio: expectedSeconds / secondsTotal };
  } finally {
    workers.dispose();
  }
}
