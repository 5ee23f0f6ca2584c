/**
 * A recorded run as it went, in 20 seconds: its phases, its loss, its answers. Where a person wants no motion, each phase
 * stands still at its end until the next is asked for. Takes props only. Not here: what is shown when (replay.ts).
 */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { CellOutcome } from '../../study/play.ts';
import { words } from '../../words/words.ts';
import { LossCurve } from '../figures/loss-curve.tsx';
import { Metrics, Seeing, Stepper } from '../run/parts.tsx';
import { useEscape } from '../ui/escape.ts';
import { focusOn } from '../ui/focus.ts';
import { endOf, frameAt, inTurn } from './replay.ts';

/** Fast enough to look like a run, slow enough to read an answer. */
const frameMs = 200;
/** Just before the end of a phase: all of it is shown, and it is still that phase. */
const justBefore = 0.001;

interface ReplayProps {
  readonly run: CellOutcome;
  /** The end of the replay, or Stop. */
  readonly onEnd: () => void;
}

/** The replay; it begins at once. */
export function Replay({ run, onEnd }: ReplayProps) {
  const isStill = useMemo(() => window.matchMedia('(prefers-reduced-motion: reduce)').matches, []);
  const items = useMemo(() => inTurn(run.items), [run]);
  const [seconds, setSeconds] = useState(isStill ? endOf('data', run) - justBefore : 0);
  const title = useRef<HTMLHeadingElement>(null);
  const frame = frameAt(seconds, run, items);
  const isOver = frame === null;
  useEffect(() => focusOn(title.current, { preventScroll: true }), []);
  useEscape(true, onEnd);
  useEffect(() => {
    if (isOver) return onEnd();
    if (isStill) return;
    const timer = setInterval(() => setSeconds((before) => before + frameMs / 1000), frameMs);
    return () => clearInterval(timer);
  }, [isOver, isStill, onEnd]);
  if (!frame) return null;
  const { phase, latest, judged } = frame;
  const skip = () => {
    const end = endOf(phase, run);
    if (!isStill) return setSeconds(end);
    const next = frameAt(end, run, items);
    setSeconds(next ? endOf(next.phase, run) - justBefore : end);
  };
  const steps = run.steps.slice(0, frame.steps);
  return (
    <section class="run stack-4" aria-labelledby="replay-title">
      <div class="run-head">
        <h3 id="replay-title" ref={title}>
          Replay of the recorded run
        </h3>
        <p />
        <button type="button" onClick={skip}>
          {isStill ? 'Next' : 'Skip'}
        </button>
        <button type="button" onClick={onEnd}>
          Stop <kbd>Esc</kbd>
        </button>
      </div>
      <Stepper phase={phase} />
      <p aria-live="polite">
        {words.value.run.inPhase(words.value.run.phases[phase], words.value.run.phaseMeanings[phase])}
      </p>
      <div class="run-body stack-6">
        {steps.length > 0 && (
          <div>
            <LossCurve name="replayed-loss" steps={steps} totalSteps={run.steps.length} />
            <Metrics steps={steps} />
          </div>
        )}
        {latest && <Seeing result={latest} count={judged} />}
      </div>
    </section>
  );
}
