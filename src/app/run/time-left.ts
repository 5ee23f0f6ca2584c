/** How long a run still takes, from what it measured so far. Not here: the clock, the display. */
import type { Phase } from '../../experiment/event.ts';

/** What is known when the question is asked; times in ms. */
interface RunClock {
  readonly phase: Phase;
  /** Since the work at hand began. */
  readonly elapsedMs: number;
  /** Done share of the work at hand, 0 to 1. */
  readonly share: number;
  /** How long the baseline took; null before it is done. The second evaluation asks the same items again. */
  readonly baselineMs: number | null;
}

/**
 * Seconds left, and of what: before training has begun nothing is known about it, so the baseline tells its own
 * phase only; the data phase is made of several works, of which only the one at hand is known. null: too early to say.
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
