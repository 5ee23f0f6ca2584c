/** What a guess could use: how often each class is right, and what blind guesses score. Measured when a button is pressed. */
import type { DatasetReport, FormReport } from '../../sparkle/dataset/dataset-report.ts';
import { words } from '../../words/words.ts';
import { ClassBars } from '../figures/class-bars.tsx';
import { formName } from '../figures/task.ts';
import { Obstacle } from '../ui/alert.tsx';
import { useEscape } from '../ui/escape.ts';
import { imagesToMeasure, measure, measureData, stopMeasuring } from './measure-state.ts';
import { dataObstacle } from './state.ts';

/** The button, the progress, the figures and the table. */
export function DataMeasure() {
  const said = words.value.data;
  const state = measure.value;
  const isMeasuring = state?.kind === 'measuring';
  const obstacle = isMeasuring || state?.kind === 'measured' ? null : dataObstacle.value;
  useEscape(isMeasuring, stopMeasuring);
  return (
    <section class="data-part stack-3" aria-labelledby="measure-title">
      <div class="row spread">
        <h3 id="measure-title">{said.balanceTitle}</h3>
        {isMeasuring ? (
          <button type="button" onClick={stopMeasuring}>
            {said.stop} <kbd>Esc</kbd>
          </button>
        ) : (
          state?.kind !== 'measured' && (
            <button
              type="button"
              disabled={obstacle !== null}
              aria-describedby={obstacle ? 'measure-obstacle' : undefined}
              onClick={() => void measureData()}
            >
              {said.measure(imagesToMeasure.value)}
            </button>
          )
        )}
      </div>
      <Obstacle id="measure-obstacle" text={obstacle} />
      {!state && <p class="small muted">{said.balanceAbout}</p>}
      {state?.kind === 'failed' && <p role="alert">{state.text}</p>}
      {isMeasuring && (
        <div role="status">
          <progress value={state.images} max={state.of} aria-label={said.scenesMade} />
          <p class="small muted">
            {state.images < state.of ? said.made(state.images, state.of) : said.guessing}
          </p>
        </div>
      )}
      {state?.kind === 'measured' && <Report report={state.report} />}
    </section>
  );
}

function Report({ report: { images, questions, forms } }: { readonly report: DatasetReport }) {
  const said = words.value.data;
  const hasGreedy = forms.some(({ greedy }) => greedy !== null);
  return (
    <>
      <p class="small muted">{said.counted(images, questions)}</p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{said.columns.questions}</th>
              <th scope="col">{said.columns.count}</th>
              <th scope="col">{said.columns.constant}</th>
              <th scope="col">{said.columns.random}</th>
              {hasGreedy && <th scope="col">{said.columns.greedy}</th>}
            </tr>
          </thead>
          <tbody>
            {forms.map(({ form, questions: count, bestConstant, random, greedy }) => (
              <tr key={form}>
                <th scope="row">{formName(form)}</th>
                <td>{count}</td>
                <td>{shareText(bestConstant)}</td>
                <td>{shareText(random)}</td>
                {hasGreedy && <td>{greedy === null ? '–' : shareText(greedy)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="class-bars stack-5">
        {forms.map((form) => form.balance && <Balance key={form.form} form={form} />)}
      </div>
    </>
  );
}

const shareText = (share: number): string => `${Math.round(share * 100)} %`;

function Balance({ form: { form, balance } }: { readonly form: FormReport }) {
  return balance && <ClassBars balance={balance} name={`balance-${form}`} />;
}
