/** The form of a study: a ready-made one, or arms, seeds and a sweep of one's own, on top of the setup. Not here: its fields (fields.tsx). */
import type { TargetedEvent } from 'preact';
import { aboutTime } from '../../experiment/device.ts';
import { cellsOf, type ReadyName, readyStudies, Study } from '../../study/study.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { setupObstacle } from '../setup/setup.tsx';
import { config } from '../setup/state.ts';
import { Alert, Obstacle } from '../ui/alert.tsx';
import { runStatus } from '../workers.ts';
import { newStudy, valueIn } from './draft.ts';
import { draftProblem, StudyFields } from './fields.tsx';
import { continueStudy } from './playing.ts';
import { secondsOfCells } from './seconds.ts';
import { addStudy, showStudy, studies } from './state.ts';
import { readyNameOf } from './words.ts';

/** Takes a ready-made study into the form. */
function takeReady(name: ReadyName): void {
  const { arms, seeds, sweep } = readyStudies[name];
  newStudy.take(
    structuredClone({ arms, seeds, sweep }) as unknown as NonNullable<typeof newStudy.factors.value>,
  );
}

/** The form, folded under a line; while it is open, the link of the page is the study's. */
export function StudySetup() {
  const isOpen = newStudy.factors.value !== null;
  const toggle = ({ currentTarget: { open } }: TargetedEvent<HTMLDetailsElement>) => {
    if (open && !newStudy.factors.value) takeReady('which');
    if (!open) newStudy.take(null);
  };
  return (
    <section class="study-setup" aria-label={words.value.study.study}>
      <details open={isOpen} onToggle={toggle}>
        <summary>{words.value.study.make}</summary>
        {isOpen && <StudyForm />}
      </details>
    </section>
  );
}

function StudyForm() {
  const say = words.value.study;
  const factors = newStudy.factors.value!;
  const { data: study, error } = Study.safeParse({ base: config.value, ...factors });
  const problem =
    draftProblem(newStudy) ?? error?.issues.map(({ message }) => inWords(message)).join(' ') ?? null;
  const isIdle = runStatus.value === 'idle';
  const obstacle = setupObstacle();
  const start = async () => {
    if (!study || problem || !isIdle || obstacle) return;
    newStudy.take(null);
    const same = studies.value.find((each) => JSON.stringify(each.study) === JSON.stringify(study));
    if (same) await showStudy(same.id);
    await continueStudy(same?.id ?? (await addStudy(study)));
  };
  return (
    <form
      class="stack-4"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <p class="small muted">{say.about}</p>
      <label class="field stack-1">
        <span class="small muted">{say.question}</span>
        <select
          value={readyNameOf(factors) ?? ''}
          onChange={({ currentTarget: { value } }) => value && takeReady(value as ReadyName)}
        >
          <option value="">{say.ownQuestion}</option>
          {Object.entries(say.ready).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <StudyFields draft={newStudy} fixed={null} valuesOf={(setting) => valueIn(config.value, setting)} />
      <Alert text={problem} />
      {study && <Amount study={study} />}
      <button type="submit" class="primary" disabled={!isIdle || problem !== null || obstacle !== null}>
        {say.start}
      </button>
      <Obstacle text={obstacle} />
    </form>
  );
}

/** How many runs, and about how long all of them take. */
function Amount({ study }: { readonly study: Study }) {
  const cells = cellsOf(study);
  const seconds = secondsOfCells(cells, []);
  const say = words.value.study;
  const inInk = (text: string) => <span class="ink">{text}</span>;
  return (
    <p class="small muted">
      {seconds === null
        ? say.amount(cells.length, inInk)
        : say.amountWithTime(cells.length, aboutTime(seconds), inInk)}
    </p>
  );
}
