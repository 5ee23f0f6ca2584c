/**
 * The clock of a run: when its phases and works began, and how far each work has come. Not here: what follows for the time
 * left (time-left.ts), the display.
 */
import type { PhaseSeconds } from '../../experiment/duration.ts';
import type { Phase } from '../../experiment/event.ts';
import type { Work } from './time-left.ts';

/** When the current work began, and what is needed to say how long it will take. */
export interface Clock {
  phase: Phase;
  /** The current work, and when it was last heard of. */
  doing: string;
  heardMs: number;
  /** The works of the phase by name: one that another interrupts goes on where it was. */
  works: Map<string, Work>;
  baselineMs: number | null;
  /** How long the whole run takes, as was said before its start; null if that was not known. */
  readonly expectedSeconds: number | null;
  /** When the run began, and its current phase. */
  runMs: number;
  phaseMs: number;
  seconds: PhaseSeconds;
  /** The answers that it was given and need not ask for: those of the base model, or all. */
  given: 'none' | 'before' | 'all';
}

/** The clock of a run that begins now. `expectedSeconds`: as Clock has it. */
export const startClock = (expectedSeconds: number | null): Clock => ({
  phase: 'data',
  doing: '',
  heardMs: performance.now(),
  works: new Map(),
  expectedSeconds,
  baselineMs: null,
  runMs: performance.now(),
  phaseMs: performance.now(),
  seconds: { data: 0, baseline: 0, train: 0, evaluate: 0, result: 0 },
  given: 'none',
});

/** The page stood still for so long: that time is none of the run's. */
export function skipTime(ms: number, clock: Clock): void {
  clock.runMs += ms;
  clock.phaseMs += ms;
  clock.heardMs += ms;
}

/** A phase begins: the time of the one before is known. */
export function turnClock(next: Phase, clock: Clock): void {
  const nowMs = performance.now();
  if (clock.phase === 'baseline' && next !== 'baseline') clock.baselineMs = nowMs - clock.phaseMs;
  clock.seconds = { ...clock.seconds, [clock.phase]: (nowMs - clock.phaseMs) / 1000 };
  clock.phaseMs = nowMs;
  clock.works.clear();
  Object.assign(clock, { phase: next, doing: '' });
}

/** Takes note of a work's progress, and gives what is known of it; `left` is its share that is open, 0 to 1. */
export function goOn(doing: string, left: number, clock: Clock): Work {
  const nowMs = performance.now();
  const before = clock.works.get(doing);
  const isNew = !before || left > before.left;
  // The time since it was last heard of belongs to it only if nothing came between.
  const isUnbroken = doing === clock.doing;
  const work = {
    ms: isNew ? 0 : before.ms + (isUnbroken ? nowMs - clock.heardMs : 0),
    gained: isNew ? 0 : before.gained + (isUnbroken ? before.left - left : 0),
    left,
  };
  clock.works.set(doing, work);
  Object.assign(clock, { doing, heardMs: nowMs });
  return work;
}
