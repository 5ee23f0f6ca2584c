/** The running run: its phases, the current work and the time left, the loss, the learning curve, and the latest answer. */

import { useEffect, useRef, useState } from 'preact/hooks';
import type { ScoredTask } from '../../sparkle/dataset/imported.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { LearningCurve } from '../figures/learning-curve.tsx';
import { LossCurve } from '../figures/loss-curve.tsx';
import { runName } from '../runs/state.ts';
import { bringIntoView, focusOn } from '../ui/focus.ts';
import { clockText, sizeText } from '../ui/format.ts';
import { runStatus } from '../workers.ts';
import { Metrics, Seeing, Stepper } from './parts.tsx';
import { curve, judged, latestItem, phase, progress, remaining, runConfig, steps } from './state.ts';
import { StopButton, StopQuestion } from './stop.tsx';

/** The section of the running run. */
export function RunView() {
  const config = runConfig.value;
  const section = useRef<HTMLElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The button that started the run is disabled now and has lost the focus.
    focusOn(title.current, { preventScroll: true });
    // On a narrow page the run is below that button, on a wide one it may be above what is in sight.
    bringIntoView(section.current);
  }, []);
  return (
    <section class="run stack-4" ref={section} aria-labelledby="run-title">
      <div class="run-head">
        <h2 id="run-title" ref={title}>
          {words.value.run.title}
        </h2>
        <TimeLeft />
        <StopButton />
      </div>
      <StopQuestion />
      {config && <p class="small">{runName(config)}</p>}
      <Stepper phase={phase.value} />
      <Doing />
      <div class="run-body stack-6">
        {steps.value.length > 0 && config && (
          <div>
            <LossCurve
              name="loss"
              steps={steps.value}
              totalSteps={Math.max(config.training.steps, steps.value.length)}
            />
            <Metrics steps={steps.value} />
          </div>
        )}
        {curve.value.length > 0 && config && (
          <div class="stack-2">
            <h3>{words.value.run.learningCurve}</h3>
            <LearningCurve
              name="curve"
              points={curve.value}
              totalSteps={config.training.steps}
              baselines={unknownBaselines}
              chosenStep={null}
            />
          </div>
        )}
        {latestItem.value && <Seeing result={latestItem.value} count={judged.value} />}
      </div>
    </section>
  );
}

/** They are told with the result. */
const unknownBaselines: ReadonlyMap<ScoredTask, number> = new Map();

/** Seconds since something was last heard of the run, counted while `mark` stays the same. */
function useSecondsSince(mark: unknown): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    setSeconds(0);
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, [mark]);
  return seconds;
}

function Doing() {
  const now = progress.value;
  const quietSeconds = useSecondsSince(now);
  // What is done in one piece has a bar that moves by itself.
  const hasParts = now !== null && now.total > 1;
  const said = words.value.run;
  const stopping = runStatus.value === 'stopping' ? said.isStopping : null;
  const isBytes = now?.doing.startsWith('loading ');
  const doing = now ? inWords(now.doing) : said.gettingReady;
  const amount = (count: number) => (isBytes ? sizeText(count) : `${count}`);
  const line = hasParts ? said.progress(doing, amount(now.done), amount(now.total)) : doing;
  return (
    <div class="stack-2">
      <p aria-live="polite">
        {phase.value
          ? said.inPhase(said.phases[phase.value], stopping ?? said.phaseMeanings[phase.value])
          : (stopping ?? said.starting)}
      </p>
      {hasParts ? (
        <progress value={now.done} max={now.total} aria-label={doing} />
      ) : (
        <progress aria-label={said.working} />
      )}
      <p class="small muted">{quietSeconds >= 2 ? said.quietFor(line, quietSeconds) : line}</p>
    </div>
  );
}

function TimeLeft() {
  const left = remaining.value;
  if (!left) return <p class="muted" />;
  const time = <span class="ink">{clockText(left.seconds)}</span>;
  return <p class="muted">{words.value.run.left[left.of](time)}</p>;
}
