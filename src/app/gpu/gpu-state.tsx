/**
 * The GPU in the head of the page: what it is, whether it passed its test, and on a press the numbers of the test.
 * Not here: the test (state.ts).
 */
import { useId } from 'preact/hooks';
import { missingGpuReason } from '../../../models/gpu/adapter.ts';
import type { SelfTest } from '../../../models/gpu/self-test-case.ts';
import { type Gpu, gpu, gpuDoubts, gpuTests, isTestingGpu } from './state.ts';
import { canTestGpu, testGpuAgain } from './test-again.ts';

/** What is said of a GPU, whatever the result of its test. */
const kindTexts: Readonly<Record<Gpu['kind'], string>> = {
  looking: 'The browser is asked for WebGPU.',
  real: 'WebGPU on a graphics card.',
  software:
    'WebGPU works, but is computed on the processor, without a graphics card. Used directly (WebAssembly), the processor is faster: answers and training of the embedded model go there.',
  missing: `${missingGpuReason()} Answers and training of the embedded model are computed on the processor (WebAssembly), slower.`,
};

const subgroupsNotice =
  'For answers the GPU is used without its subgroups: with them it computed wrong numbers, without them the right ones.';

/** The state as a mark and a word; `tone` chooses the colour. */
function badge(): { mark: string; word: string; tone: 'good' | 'bad' | 'plain' } {
  const { kind } = gpu.value;
  const inSoftware = kind === 'software' ? ', in software' : '';
  if (isTestingGpu.value) return { mark: '…', word: 'testing', tone: 'plain' };
  if (kind === 'looking') return { mark: '…', word: 'looking', tone: 'plain' };
  if (kind === 'missing') return { mark: '○', word: 'missing', tone: 'plain' };
  const { training, inference } = gpuDoubts.value;
  if (training || inference) return { mark: '✕', word: 'not used', tone: 'bad' };
  if (gpuTests.value.training || gpuTests.value.inference)
    return { mark: '●', word: `ok${inSoftware}`, tone: 'good' };
  return { mark: '○', word: `not tested yet${inSoftware}`, tone: 'plain' };
}

/** The badge, and what is behind it. */
export function GpuState() {
  const id = useId();
  const { kind, name } = gpu.value;
  const { mark, word, tone } = badge();
  const { training, inference } = gpuDoubts.value;
  return (
    <span>
      <button type="button" class="gpu-badge" data-tone={tone} popovertarget={id} title={kindTexts[kind]}>
        <span class="muted">GPU</span> <span aria-hidden="true">{mark}</span>{' '}
        <span role="status">{word}</span>
      </button>
      <div id={id} popover="auto" class="explained gpu-test">
        <p>
          {kindTexts[kind]}
          {name && ` It calls itself ${name}.`}
        </p>
        {kind !== 'missing' && training && <p>For training: {training}</p>}
        {inference && <p>For answers: {inference}</p>}
        {!inference && gpuTests.value.inference?.subgroups === 'avoided' && <p>{subgroupsNotice}</p>}
        <p class="muted">
          Drivers that compute wrongly do not say so. Before a GPU is used here for the first time, it
          computes five small problems whose answers are known; each error is given as a share of its answer.
        </p>
        <table>
          <thead>
            <tr>
              <th scope="col">computed</th>
              <th scope="col">error</th>
              <th scope="col">at most</th>
              <th scope="col">right</th>
            </tr>
          </thead>
          <tbody>
            <Rows test={gpuTests.value.training} what="training: product, attention, gradient" />
            <Rows test={gpuTests.value.inference} what="answers: product and attention of ONNX Runtime" />
          </tbody>
        </table>
        {kind !== 'missing' && (
          // Not `disabled`: a disabled button loses the keyboard focus. Pressed while it cannot test, it does nothing.
          <button type="button" aria-disabled={!canTestGpu()} onClick={() => void testGpuAgain()}>
            Test the GPU now
          </button>
        )}
        <p>
          <a href="check.html" target="_blank" rel="noreferrer">
            Check this computer
          </a>
          : the test, times and right answers as a file, for the lab's table of computers.
        </p>
      </div>
    </span>
  );
}

function Rows({ test, what }: { readonly test: SelfTest | null; readonly what: string }) {
  if (!test) {
    return (
      <tr>
        <th scope="row">{what}</th>
        <td colSpan={3}>not tested yet</td>
      </tr>
    );
  }
  return (
    <>
      {test.checks.map(({ name, error, limit }) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          <td>{error > 10 ? 'no number' : error.toExponential(1)}</td>
          <td>{limit.toExponential(0)}</td>
          <td>
            <span class="mark">
              <span aria-hidden="true">{error <= limit ? '✓' : '✗'}</span>{' '}
              {error <= limit ? 'right' : 'wrong'}
            </span>
          </td>
        </tr>
      ))}
      {test.failure !== null && (
        <tr>
          <th scope="row">{what}</th>
          <td colSpan={3}>broke off</td>
        </tr>
      )}
    </>
  );
}
