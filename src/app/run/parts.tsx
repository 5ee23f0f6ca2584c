/** The parts of a run while it goes on, as views of runs and of their replays show them. Take props only. Not here: where a run is. */
import { type Phase, phases } from '../../experiment/event.ts';
import type { ItemResult, RunRecord } from '../../experiment/report.ts';
import { ItemPicture } from '../data/item-picture.tsx';
import { taskHue, taskName } from '../figures/task.ts';
import { percentText, shortNumber } from '../ui/format.ts';
import { Mark } from '../ui/mark.tsx';
import { Term } from '../ui/term.tsx';

/** What phases are called. */
export const phaseNames: Readonly<Record<Phase, string>> = {
  data: 'Data',
  baseline: 'Baseline',
  train: 'Train',
  evaluate: 'Evaluate',
  result: 'Result',
};

/** What each phase does. */
export const phaseMeanings: Readonly<Record<Phase, string>> = {
  data: 'Making scenes and questions, loading the model, encoding every image once',
  baseline: 'The base model answers every item, before any training',
  train: 'The adapter learns from other scenes; the base model stays as it is',
  evaluate: 'The same items again, now with the adapter',
  result: 'Comparing before and after, item by item',
};

/** How many items are judged so far, before or after training, and how many of them are right. */
export interface JudgedCount {
  readonly when: 'before' | 'after';
  readonly items: number;
  readonly correct: number;
}

/** All phases; `phase` is the one that goes on, null before the first. */
export function Stepper({ phase }: { readonly phase: Phase | null }) {
  const at = phase ? phases.indexOf(phase) : -1;
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

/** The numbers of the last step of training; nothing before the first. */
export function Metrics({ steps }: Pick<RunRecord, 'steps'>) {
  const last = steps.at(-1);
  if (!last) return null;
  const validated = steps.findLast(({ validation }) => validation)?.validation;
  const { tokensPerSecond, paddingShare, stepMs } = last;
  const entries: (readonly [name: string, value: string])[] = [
    ['loss', last.loss.toFixed(3)],
    ['gradient norm', shortNumber(last.gradNorm)],
    ['learning rate', shortNumber(last.learningRate)],
    ...(tokensPerSecond === undefined
      ? []
      : [['tokens per second', String(Math.round(tokensPerSecond))] as const]),
    ...(paddingShare === undefined ? [] : [['padding', percentText(paddingShare, 1)] as const]),
    ...(stepMs === undefined ? [] : [['a step', `${(stepMs / 1000).toFixed(1)} s`] as const]),
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

/** The item that was judged last, with its answers, and how many are right so far. */
export function Seeing({
  result,
  count,
}: {
  readonly result: ItemResult;
  readonly count: JudgedCount | null;
}) {
  const { item, before, after } = result;
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
