/**
 * The GPU in the head of the page: what it is, whether it passed its test, and on a press the numbers of the test.
 * Not here: the test (state.ts).
 */
import { useId } from 'preact/hooks';
import { missingGpuReason } from '../../../models/gpu/adapter.ts';
import type { SelfTest } from '../../../models/gpu/self-test-case.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { pageAddress } from '../page/language.ts';
import { numberText } from '../ui/format.ts';
import { type Gpu, gpu, gpuDoubts, gpuTests, isTestingGpu } from './state.ts';
import { canTestGpu, testGpuAgain } from './test-again.ts';

/** What is said of a GPU, whatever the result of its test. */
function kindText(kind: Gpu['kind']): string {
  const said = words.value.gpu;
  return kind === 'missing' ? said.missing(inWords(missingGpuReason())) : said[kind];
}

/** The state as a mark and a word; `tone` chooses the colour. */
function badge(): { mark: string; word: string; tone: 'good' | 'bad' | 'plain' } {
  const { kind } = gpu.value;
  const { states } = words.value.gpu;
  const isSoftware = kind === 'software';
  if (isTestingGpu.value) return { mark: '…', word: states.testing, tone: 'plain' };
  if (kind === 'looking') return { mark: '…', word: states.looking, tone: 'plain' };
  if (kind === 'missing') return { mark: '○', word: states.missing, tone: 'plain' };
  const { training, inference } = gpuDoubts.value;
  if (training || inference) return { mark: '✕', word: states.notUsed, tone: 'bad' };
  if (gpuTests.value.training || gpuTests.value.inference)
    return { mark: '●', word: isSoftware ? states.okInSoftware : states.ok, tone: 'good' };
  return { mark: '○', word: isSoftware ? states.untestedInSoftware : states.untested, tone: 'plain' };
}

/** The badge, and what is behind it. */
export function GpuState() {
  const id = useId();
  const { kind, name } = gpu.value;
  const { mark, word, tone } = badge();
  const { training, inference } = gpuDoubts.value;
  const said = words.value.gpu;
  return (
    <span>
      <button type="button" class="gpu-badge" data-tone={tone} popovertarget={id} title={kindText(kind)}>
        <span class="muted">{said.name}</span> <span aria-hidden="true">{mark}</span>{' '}
        <span role="status">{word}</span>
      </button>
      <div id={id} popover="auto" class="explained gpu-test">
        <p>
          {kindText(kind)}
          {name && ` ${said.callsItself(name)}`}
        </p>
        {kind !== 'missing' && training && <p>{said.forTraining(inWords(training))}</p>}
        {inference && <p>{said.forAnswers(inWords(inference))}</p>}
        {!inference && gpuTests.value.inference?.subgroups === 'avoided' && <p>{said.noSubgroups}</p>}
        <p class="muted">{said.whyTested}</p>
        <table>
          <thead>
            <tr>
              <th scope="col">{said.columns.computed}</th>
              <th scope="col">{said.columns.error}</th>
              <th scope="col">{said.columns.limit}</th>
              <th scope="col">{said.columns.right}</th>
            </tr>
          </thead>
          <tbody>
            <Rows test={gpuTests.value.training} what={said.trainingTest} />
            <Rows test={gpuTests.value.inference} what={said.answersTest} />
          </tbody>
        </table>
        {kind !== 'missing' && (
          // Not `disabled`: a disabled button loses the keyboard focus. Pressed while it cannot test, it does nothing.
          <button type="button" aria-disabled={!canTestGpu()} onClick={() => void testGpuAgain()}>
            {said.test}
          </button>
        )}
        <p>
          {said.checkComputer((text) => (
            <a href={pageAddress('check.html')} target="_blank" rel="noreferrer">
              {text}
            </a>
          ))}
        </p>
      </div>
    </span>
  );
}

function Rows({ test, what }: { readonly test: SelfTest | null; readonly what: string }) {
  const said = words.value.gpu;
  if (!test) {
    return (
      <tr>
        <th scope="row">{what}</th>
        <td colSpan={3}>{said.notTested}</td>
      </tr>
    );
  }
  return (
    <>
      {test.checks.map(({ name, error, limit }) => (
        <tr key={name}>
          <th scope="row">{inWords(name)}</th>
          <td>{error > 10 ? said.noNumber : numberText(error.toExponential(1))}</td>
          <td>{limit.toExponential(0)}</td>
          <td>
            <span class="mark">
              <span aria-hidden="true">{error <= limit ? '✓' : '✗'}</span>{' '}
              {error <= limit ? said.right : said.wrong}
            </span>
          </td>
        </tr>
      ))}
      {test.failure !== null && (
        <tr>
          <th scope="row">{what}</th>
          <td colSpan={3}>{said.brokeOff}</td>
        </tr>
      )}
    </>
  );
}
