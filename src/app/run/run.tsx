/** The running run: its phases, the current work and the time left, the loss, and the latest answer. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { type Phase, phases } from '../../experiment/event.ts';
import { ItemPicture } from '../data/item-picture.tsx';
import { LossCurve } from '../figures/loss-curve.tsx';
import { taskHue, taskName } from '../figures/task.ts';
import { focusOn } from '../ui/focus.ts';
import { clockText, percentText, shortNumber, sizeText } from '../ui/format.ts';
import { Mark } from '../ui/mark.tsx';
import { Term } from '../ui/term.tsx';
import { runStatus } from '../workers.ts';
import { judged, latestItem, phase, progress, remaining, runConfig, steps, stopRun } from './state.ts';

const phaseNames: Readonly<Record<Phase, string>> = {
  data: 'Data',
  baseline: 'Baseline',
  train: 'Train',
  evaluate: 'Evaluate',
  result: 'Result',
};

/** What each phase does. */
const phaseMeanings: Readonly<Record<Phase, string>> = {
  data: 'Making scenes and questions, loading the model, encoding every image once',
  baseline: 'The base model answers every item, before any training',
  train: 'The adapter learns from other scenes; the base model stays as it is',
  evaluate: 'The same items again, now with the adapter',
  result: 'Comparing before and after, item by item',
};

/** The section of the running run. */
export function RunView() {
  const config = runConfig.value;
  const section = useRef<HTMLElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The button that started the run is disabled now and has lost the focus.
    focusOn(title.current, { preventScroll: true });
    // On a narrow page the run is below that button, out of sight.
    if (window.matchMedia('(max-width: 959px)').matches) section.current?.scrollIntoView();
  }, []);
  return (
    <section class="run stack-4" ref={section} aria-labelledby="run-title">
      <div class="run-head">
        <h2 id="run-title" ref={title}>
          Run
        </h2>
        <TimeLeft />
        <button type="button" onClick={stopRun} disabled={runStatus.value === 'stopping'}>
          {runStatus.value === 'stopping' ? 'Stopping' : 'Stop'} <kbd>Esc</kbd>
        </button>
      </div>
      <Stepper />
      <Doing />
      <div class="run-body stack-6">
        {steps.value.length > 0 && config && (
          <div>
            <LossCurve
              name="loss"
              steps={steps.value}
              totalSteps={Math.max(config.training.steps, steps.value.length)}
            />
            <Metrics />
          </div>
        )}
        <Seeing />
      </div>
    </section>
  );
}

function Stepper() {
  const at = phase.value ? phases.indexOf(phase.value) : -1;
  return (
    <ol class="stepper stack-2">
      {phases.map((name, i) => (
        <li
          key={name}
          data-state={i < at ? 'done' : i === at ? 'now' : 'later'}
          aria-current={i === at ? 'step' : undefined}
        >
          {phaseNames[name]}
          {i < at && <span class="visually-hidden"> (done)</span>}
        </li>
      ))}
    </ol>
  );
}

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
  const meaning =
    runStatus.value === 'stopping'
      ? 'Stopping; what is finished is kept'
      : phase.value && phaseMeanings[phase.value];
  const isBytes = now?.doing.startsWith('loading ');
  return (
    <div class="stack-2">
      <p aria-live="polite">
        {phase.value ? `${phaseNames[phase.value]}: ` : 'Starting'}
        {meaning}
      </p>
      {hasParts ? (
        <progress value={now.done} max={now.total} aria-label={now.doing} />
      ) : (
        <progress aria-label="Working" />
      )}
      <p class="small muted">
        {now ? now.doing : 'getting ready'}
        {hasParts &&
          `: ${isBytes ? sizeText(now.done) : now.done} of ${isBytes ? sizeText(now.total) : now.total}`}
        {quietSeconds >= 2 && `, for ${quietSeconds} s`}
      </p>
    </div>
  );
}

/** What the time left is for, if not for the whole run. */
const leftOf = { run: '', phase: ' in this phase', work: ' for this part' } as const;

function TimeLeft() {
  const left = remaining.value;
  if (!left) return <p class="muted" />;
  return (
    <p class="muted">
      <span class="ink">{clockText(left.seconds)}</span> left{leftOf[left.of]}
    </p>
  );
}

function Metrics() {
  const last = steps.value.at(-1);
  if (!last) return null;
  const validated = steps.value.findLast(({ validation }) => validation)?.validation;
  const entries = [
    ['loss', last.loss.toFixed(3)],
    ['gradient norm', shortNumber(last.gradNorm)],
    ['learning rate', shortNumber(last.learningRate)],
    ['tokens per second', String(Math.round(last.tokensPerSecond))],
    ['padding', percentText(last.paddingShare, 1)],
    ['a step', `${(last.stepMs / 1000).toFixed(1)} s`],
  ];
  return (
    <dl class="metrics stack-3">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {validated && (
        <>
          <div>
            <dt>validation loss</dt>
            <dd>{validated.loss.toFixed(3)}</dd>
          </div>
          <div>
            <dt>
              <Term word="validation accuracy">
                Of the answer tokens of conversations held out of training: the share to which the model gives
                the largest logit when it is given the right tokens before. Not the share of right answers:
                those are counted in the evaluation.
              </Term>
            </dt>
            <dd>{percentText(validated.accuracy, 1)}</dd>
          </div>
        </>
      )}
    </dl>
  );
}

function Seeing() {
  const result = latestItem.value;
  if (!result) return null;
  const { item, before, after } = result;
  const count = judged.value;
  return (
    <div class="seeing stack-3" data-hue={taskHue(item.task)}>
      <h3>What it sees now</h3>
      <div class="seeing-body stack-4">
        <ItemPicture scene={item.scene} sizePx={320} />
        <div>
          <p class="tag">{taskName(item.task)}</p>
          <p class="question">{item.question}</p>
          <p class="answer">{(after ?? before)?.text || '(no text)'}</p>
          <p>
            <span class="muted">before</span> <Mark answer={before} />
            {after && (
              <>
                {' '}
                <span class="muted">after</span> <Mark answer={after} />
              </>
            )}
          </p>
        </div>
      </div>
      {count && (
        <p class="small muted">
          {count.when === 'before' ? 'Base model' : 'With the adapter'} so far: {count.correct} of{' '}
          {count.items} right
        </p>
      )}
    </div>
  );
}
