/** The form that exports the data as a ZIP: how many images of which size, the progress, a button to stop. */
import { useEffect, useState } from 'preact/hooks';
import { words } from '../../words/words.ts';
import { Obstacle } from '../ui/alert.tsx';
import { useEscape } from '../ui/escape.ts';
import { clockText, sizeText } from '../ui/format.ts';
import { stopWriting, type Writing, writeData, writing, writingEnd } from './export-state.ts';
import { RangedField } from './made-form.tsx';
import { dataObstacle, requestForm, requestOptions } from './state.ts';

/** The part of the data view that exports. */
export function DatasetExport() {
  const said = words.value.data;
  const now = writing.value;
  const end = writingEnd.value;
  useEscape(now !== null, stopWriting);
  const { images, sizePx } = requestOptions;
  const obstacle = dataObstacle.value;
  const isWrong = requestForm.problems.value.size > 0 || obstacle !== null;
  return (
    <section class="data-part stack-3" aria-labelledby="export-title">
      <h3 id="export-title">{said.exportTitle}</h3>
      <p class="small muted">{said.exportAbout()}</p>
      <form
        class="export-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isWrong) void writeData();
        }}
      >
        <RangedField form={requestForm} option={images} isHelpFolded />
        <RangedField form={requestForm} option={sizePx} isHelpFolded />
        {now ? (
          <button type="button" onClick={stopWriting}>
            {said.stop} <kbd>Esc</kbd>
          </button>
        ) : (
          <button
            type="submit"
            disabled={isWrong}
            aria-describedby={obstacle ? 'export-obstacle' : undefined}
          >
            {said.saveZip}
          </button>
        )}
      </form>
      <Obstacle id="export-obstacle" text={!now && obstacle} />
      {now && <Progress writing={now} />}
      {end && (
        <p class="small" role={end.kind === 'problem' ? 'alert' : 'status'}>
          {end.text}
        </p>
      )}
    </section>
  );
}

/** How often the time left is computed again: more often it only flickers. */
const secondMs = 1000;

function Progress({ writing: { progress, of, startedMs } }: { readonly writing: Writing }) {
  const said = words.value.data;
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), secondMs);
    return () => clearInterval(timer);
  }, []);
  const share = progress.images / of;
  const leftSeconds = share > 0.02 ? ((nowMs - startedMs) / 1000 / share) * (1 - share) : null;
  return (
    <div>
      <progress value={progress.images} max={of} aria-label={said.imagesWritten} />
      <p class="small muted">
        {said.written(progress.images, of, sizeText(progress.sizeBytes))}
        {leftSeconds !== null && said.timeLeft(clockText(leftSeconds))}
      </p>
    </div>
  );
}
