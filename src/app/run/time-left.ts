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
}

/**
 * The seconds left, and of what. Before training begins its time is unknown, so the baseline has only the time of its own
 * phase; the data phase has several works, of which only the current one is known. Null if it is too early to say.
 */
export function timeLeft({
  phase,
  elapsedMs,
  share,
  baselineMs,
}: RunClock): { seconds: number; of: 'run' | 'phase' | 'work' } | null {
  if (share < 0.02 || elapsedMs < 500) return null;
  const workMs = (elapsedMs / share) * (1 - share);
  if (phase === 'train') return { seconds: (workMs + (baselineMs ?? 0)) / 1000, of: 'run' };
  const of = phase === 'data' ? 'work' : phase === 'baseline' ? 'phase' : 'run';
  return { seconds: workMs / 1000, of };
}
