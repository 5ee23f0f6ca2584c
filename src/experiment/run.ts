/**
 * The run, as the story of the lab: make data, measure the base model, train on basic skills, measure again on the same
 * items, compare. This file can be read alone. Not here: how each stage does its part (stage/), the workers that do the
 * heavy work (workers/), what the page shows and stores of it (src/app).
 */
import { messageOf } from '../../models/message-of.ts';
import type { ExperimentConfig } from './config.ts';
import { itemsHash } from './hashes.ts';
import { lab } from './lab.ts';
import { buildReport, type RunOutcome } from './report.ts';
import { beginRun, outcomeOf, type PreparedRun, type RunSoFar } from './run-state.ts';
import { enter, type Services } from './services.ts';
import { answer, answerAgain } from './stage/answer.ts';
import { endCurve } from './stage/curve.ts';
import { prepare } from './stage/prepare.ts';
import { trainAdapter } from './stage/train.ts';

/**
 * Runs the experiment. Never rejects: for a stop or a failure the outcome says how the run ended and has all that was
 * finished. With `soFar`, what an earlier run of the same config had, nothing that was answered is asked again, and training
 * continues from the checkpoint.
 */
export async function runExperiment(
  config: ExperimentConfig,
  services: Services,
  soFar: RunSoFar | null = null,
): Promise<RunOutcome> {
  const run = beginRun(config, soFar);
  try {
    // 1. Data: the model is opened; the items to score, what blind guessing reaches on them, their images as the model sees
    // them, and the training data are made.
    enter(services, 'data');
    const prepared = await prepare(run, services);

    // 2. Baseline: the base model answers every item.
    enter(services, 'baseline');
    await answer('before', prepared, services, 'baseline');

    // 3. Training: an adapter learns the chosen skills or imported questions. If nothing is to be trained, the base model
    // itself is measured again, as the control, or an adapter that was trained before. If the config asks for a learning
    // curve, training pauses every so many steps to ask a few items.
    enter(services, 'train');
    const training = await trainAdapter(prepared, services);
    if (training?.ending === 'failed') return outcomeOf(run, 'failed', training.message);

    // 4. Evaluation: the same items again, now with the adapter. This is also the end of the curve.
    enter(services, 'evaluate');
    await answerAgain(prepared, services);
    endCurve(prepared, services);

    // 5. Result: before against after, item by item.
    enter(services, 'result');
    run.report = reportOf(prepared);
    return outcomeOf(run, 'finished', null);
  } catch (error) {
    if (services.signal.aborted) return outcomeOf(run, 'stopped', null);
    return outcomeOf(run, 'failed', messageOf(error));
  } finally {
    run.awake.end();
  }
}

const reportOf = ({ results, awake, gpu, loaded, hashes, ...run }: PreparedRun) =>
  buildReport({
    ...run,
    weights: run.fingerprint,
    items: [...results.values()],
    provenance: {
      startedAt: run.startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      lab,
      hashes: { ...hashes, items: itemsHash([...results.values()].map(({ item }) => item)) },
    },
    secondsTotal: awake.seconds(),
    environment: {
      userAgent: navigator.userAgent,
      gpu: gpu?.adapter ?? null,
      isSoftwareGpu: gpu?.isSoftware ?? null,
      trainingDevice: gpu ? run.devices.training.device : null,
      inferenceDevice: loaded.device,
    },
  });
