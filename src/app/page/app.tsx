/** The page as a whole: the order of its parts, and what all of it handles: Escape, dropped files, leaving the page. */

import { useEffect, useRef } from 'preact/hooks';
import { words } from '../../words/words.ts';
import { AskView } from '../ask/ask.tsx';
import { ClassView } from '../class/class.tsx';
import { CompareView } from '../compare/compare.tsx';
import { comparedRuns } from '../compare/state.ts';
import { SamplesView } from '../data/data.tsx';
import { FirstMinuteView } from '../first-minute/first-minute.tsx';
import { LessonView } from '../lessons/lesson.tsx';
import { LessonsView } from '../lessons/list.tsx';
import { openedLesson } from '../lessons/work.ts';
import { OfflineLine } from '../offline/offline-line.tsx';
import { RecordView } from '../record/record.tsx';
import { RecordsView } from '../record/records-list.tsx';
import { OtherSettings } from '../result/other-settings.tsx';
import { ResultView } from '../result/result.tsx';
import { RunView } from '../run/run.tsx';
import { requestStop } from '../run/stop.tsx';
import { RunsView } from '../runs/runs.tsx';
import { shownRun } from '../runs/state.ts';
import { SetupView } from '../setup/setup.tsx';
import { playing } from '../study/playing.ts';
import { StudyProgress } from '../study/progress.tsx';
import { StudySetup } from '../study/setup.tsx';
import { shownStudy } from '../study/state.ts';
import { StudiesView } from '../study/studies.tsx';
import { StudyView } from '../study/study.tsx';
import { TakeawaySetup } from '../takeaway/takeaway.tsx';
import { isHidden, isLocked } from '../teacher/state.ts';
import { TaughtView } from '../teacher/taught.tsx';
import { TeachView } from '../teacher/teach.tsx';
import { useEscape } from '../ui/escape.ts';
import { bringIntoView, focusIfLost, isTyping } from '../ui/focus.ts';
import { runStatus } from '../workers.ts';
import { HeaderView } from './header.tsx';
import { KeptWhere } from './kept-where.tsx';
import { useOneColumn } from './narrow.ts';
import { NoticesView } from './notices.tsx';
import { PlaceView } from './place.tsx';
import { mainView } from './shown.ts';

/** The page. */
export function App() {
  useEffect(guardPage, []);
  const isRunning = runStatus.value !== 'idle';
  useEscape(isRunning, requestStop);
  const wasRunning = useRef(false);
  useEffect(() => {
    // The section of the run disappears when the run ends, and with it the focus; the result stands in its place.
    if (wasRunning.current && !isRunning) {
      focusIfLost('#study-title', '#result-title', '.setup .primary');
      // Who types is not torn away.
      if (!isTyping()) bringIntoView(document.querySelector('#study-title, #result-title'));
    }
    wasRunning.current = isRunning;
  }, [isRunning]);
  // In one column, a lesson, or for who comes for the first time what was found, comes before what can be set.
  const isResultFirst = useOneColumn() && (openedLesson.value || mainView.value === 'record') && !isRunning;
  const side = (
    <div class="bench-side stack-6" key="side">
      <SetupView />
      {!isHidden('studies') && !isLocked.value && <StudySetup />}
      {!isHidden('setup') && !isLocked.value && <TakeawaySetup />}
      {!isHidden('studies') && <StudiesView />}
      <RunsView />
      <LessonsView />
      <TeachView />
      {!isHidden('records') && <RecordsView />}
      <KeptWhere />
      <OfflineLine />
    </div>
  );
  const main = (
    <div class="bench-main stack-7" key="main">
      <FirstMinuteView />
      <LessonView />
      {isRunning && <StudyProgress />}
      {isRunning && <RunView />}
      <Shown isRunning={isRunning} />
      {!isHidden('data') && <SamplesView />}
    </div>
  );
  return (
    <>
      <HeaderView />
      <main>
        <p class="intro">
          {words.value.page.intro((text) => (
            <a href="https://arxiv.org/abs/2410.16162" target="_blank" rel="noreferrer">
              {text}
            </a>
          ))}
        </p>
        <NoticesView />
        <PlaceView />
        <TaughtView />
        <div class="bench stack-6">{isResultFirst ? [main, side] : [side, main]}</div>
        {!isHidden('ask') && <AskView />}
      </main>
    </>
  );
}

/** The result that was opened last, the person's own or a record; during a run, only a study that grows by it. */
function Shown({ isRunning }: { readonly isRunning: boolean }) {
  const study = shownStudy.value;
  if (mainView.value === 'study' && study && (!isRunning || playing.value))
    return <StudyView stored={study} key={study.id} />;
  if (isRunning) return null;
  if (mainView.value === 'record') return <RecordView />;
  if (mainView.value === 'class') return <ClassView />;
  if (mainView.value === 'comparison') return <CompareView runs={comparedRuns.value} />;
  const run = shownRun.value;
  return run && <ResultView run={run} key={run.id} lead={<OtherSettings what="run" of={run.config} />} />;
}

/** Asks before a run is ended by leaving the page, and keeps dropped files from replacing it. Returns a function that stops this. */
function guardPage(): () => void {
  // Closing the page would end a run: the browser asks first.
  const onLeave = (event: BeforeUnloadEvent) => {
    if (runStatus.value !== 'idle') event.preventDefault();
  };
  // If a file is dropped outside the places for files, the browser would open it instead of the page.
  const onDrag = (event: DragEvent) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  };
  window.addEventListener('dragover', onDrag);
  window.addEventListener('drop', onDrag);
  window.addEventListener('beforeunload', onLeave);
  return () => {
    window.removeEventListener('dragover', onDrag);
    window.removeEventListener('drop', onDrag);
    window.removeEventListener('beforeunload', onLeave);
  };
}
