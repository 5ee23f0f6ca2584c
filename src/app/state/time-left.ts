/** How long a run still takes, from what it measured so far. Not here: the clock, the display. */
import type { Phase } from '../../experiment/run.ts';

/** What is known when the question is asked; times in ms. */
export interface RunClock {
  readonly phase: Phase;
  /** Since the work at hand began. */
  readonly elapsedMs: number;
  /** Done share of the work at hand, 0 to 1. */
  readonly share: number;
  /** How long the baseline took; null before it is done. The second evaluation asks the same items again. */
  readonly baselineMs: number | null;
}

/**
 * Seconds left, and whether they are those of the whole run or of this phase only (before training has
 * begun nothing is known about it). null: too early to say.
 */
export function timeLeft({
  phase,
  elapsedMs,
  share,
  baselineMs,
}: RunClock): { seconds: number; of: 'run' | 'phase' } | null {
  if (share < 0.02 || elapsedMs < 500) return null;
  const phaseMs = (elapsedMs / share) * (1 - share);
  if (phase === 'train') return { seconds: (phaseMs + (baselineMs ?? 0)) / 1000, of: 'run' };
  return { seconds: phaseMs / 1000, of: phase === 'evaluate' ? 'run' : 'phase' };
}
