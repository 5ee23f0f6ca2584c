/** Estimates the time left of a run from what it measured so far. Not here: the clock, the display. */
import type { Phase } from '../../experiment/event.ts';

/** What was measured so far; times in ms. */
interface RunClock {
  readonly phase: Phase;
  /** Time since the current work began. */
  readonly elapsedMs: number;
  /** The done share of the current work, 0 to 1. */
  readonly share: number;
  /** The time of the baseline; null before it is done. The evaluation asks the same items again. */
  readonly baselineMs: number | null;
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
  elapsedMs,
  share,
  baselineMs,
  expectedSeconds,
  runElapsedMs,
}: RunClock): { seconds: number; of: 'run' | 'phase' | 'work' } | null {
  const isBeforeTraining = phase === 'data' || phase === 'baseline';
  const expected = (expectedSeconds ?? 0) - runElapsedMs / 1000;
  if (isBeforeTraining && expected > 1) return { seconds: expected, of: 'run' };
  if (share < 0.02 || elapsedMs < 500) return null;
  const workMs = (elapsedMs / share) * (1 - share);
  if (phase === 'train') return { seconds: (workMs + (baselineMs ?? 0)) / 1000, of: 'run' };
  const of = phase === 'data' ? 'work' : phase === 'baseline' ? 'phase' : 'run';
  return { seconds: workMs / 1000, of };
}
