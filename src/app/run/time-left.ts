/** Estimates the time left of a run from what it measured so far. Not here: the clock, the display. */
import type { Phase } from '../../experiment/event.ts';

/** A work that goes on, in training its steps: the time that it took so far, here, and the shares of it, 0 to 1. */
export interface Work {
  readonly ms: number;
  /** What was done in that time: less than what is done where a resumed run begins in the middle. */
  readonly gained: number;
  readonly left: number;
}

/** What was measured so far; times in ms. */
interface RunClock {
  readonly phase: Phase;
  /** null before anything is known of it. */
  readonly work: Work | null;
  /** The time of the baseline; null before it is done. The evaluation asks the same items again. */
  readonly baselineMs: number | null;
  /** How many items will still be asked while it trains, as a multiple of those of the baseline. */
  readonly probesLeft: number;
  /** How long the whole run takes, as was said before its start; null if that was not known. */
  readonly expectedSeconds: number | null;
  /** Time since the run began. */
  readonly runElapsedMs: number;
}

/**
 * The seconds left, and of what. Before training begins, that of the run is what was expected before its start. If nothing
 * was, the baseline has only the time of its own phase, and the data phase, which has several works, that of the current
 * one. Null if it is too early to say.
 */
export function timeLeft({
  phase,
  work,
  baselineMs,
  probesLeft,
  expectedSeconds,
  runElapsedMs,
}: RunClock): { seconds: number; of: 'run' | 'phase' | 'work' } | null {
  const isBeforeTraining = phase === 'data' || phase === 'baseline';
  const expected = (expectedSeconds ?? 0) - runElapsedMs / 1000;
  if (isBeforeTraining && expected > 1) return { seconds: expected, of: 'run' };
  if (!work || work.ms < 500 || work.gained / (work.gained + work.left) < 0.02) return null;
  const workMs = (work.ms / work.gained) * work.left;
  if (phase === 'train')
    return { seconds: (workMs + (1 + probesLeft) * (baselineMs ?? 0)) / 1000, of: 'run' };
  const of = phase === 'data' ? 'work' : phase === 'baseline' ? 'phase' : 'run';
  return { seconds: workMs / 1000, of };
}
