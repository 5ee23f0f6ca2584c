/** The parts of a run while it goes on, as views of runs and of their replays show them. Take props only. Not here: where a run is. */
import { type Phase, phases } from '../../experiment/event.ts';
import type { ItemResult, RunRecord } from '../../experiment/report.ts';
import { words } from '../../words/words.ts';
import { ItemPicture } from '../data/item-picture.tsx';
import { taskHue, taskName } from '../figures/task.ts';
import { numberText, percentText, shortNumber } from '../ui/format.ts';
import { Mark } from '../ui/mark.tsx';
import { Term } from '../ui/term.tsx';

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
          {words.value.run.phases[name]}
          {i < at && <span class="visually-hidden"> {words.value.run.phaseDone}</span>}
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
  const { metrics, seconds, validationAccuracyMeaning } = words.value.run;
  const entries: (readonly [name: string, value: string])[] = [
    [metrics.loss, numberText(last.loss.toFixed(3))],
    [metrics.gradNorm, shortNumber(last.gradNorm)],
    [metrics.learningRate, shortNumber(last.learningRate)],
    ...(tokensPerSecond === undefined
      ? []
      : [[metrics.tokensPerSecond, String(Math.round(tokensPerSecond))] as const]),
    ...(paddingShare === undefined ? [] : [[metrics.padding, percentText(paddingShare, 1)] as const]),
    ...(stepMs === undefined
      ? []
      : [[metrics.step, seconds(numberText((stepMs / 1000).toFixed(1)))] as const]),
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
            <dt>{metrics.validationLoss}</dt>
            <dd>{numberText(validated.loss.toFixed(3))}</dd>
          </div>
          <div>
            <dt>
              <Term word={metrics.validationAccuracy}>{validationAccuracyMeaning}</Term>
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
  const said = words.value.run;
  return (
    <div class="seeing stack-3" data-hue={taskHue(item.task)}>
      <h3>{said.seeing}</h3>
      <div class="seeing-body stack-4">
        <ItemPicture scene={item.scene} sizePx={320} />
        <div>
          <p class="tag">{taskName(item.task)}</p>
          <p class="question">{item.question}</p>
          <p class="answer">{(after ?? before)?.text || said.noText}</p>
          <p>
            <span class="muted">{said.before}</span> <Mark answer={before} />
            {after && (
              <>
                {' '}
                <span class="muted">{said.after}</span> <Mark answer={after} />
              </>
            )}
          </p>
        </div>
      </div>
      {count && (
        <p class="small muted">
          {(count.when === 'before' ? said.rightBefore : said.rightAfter)(count.correct, count.items)}
        </p>
      )}
    </div>
  );
}
