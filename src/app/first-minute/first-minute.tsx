/**
 * The first minute above the results: one screen at a time, back and forth by buttons and arrow keys, and the way out always
 * in sight. Not here: the screens (screens.tsx), when it greets (state.ts).
 */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { records } from '../../record/records.ts';
import { words } from '../../words/words.ts';
import { openedLesson } from '../lessons/work.ts';
import { isHidden } from '../teacher/state.ts';
import { bringIntoView, focusOn } from '../ui/focus.ts';
import { runStatus } from '../workers.ts';
import { Found } from './found.tsx';
import { Composite, Guess, Learned, Untrained } from './screens.tsx';
import { closeFirstMinute, type FirstMinute, firstMinute, isOpening, openFirstMinute } from './state.ts';

/** Shows the first minute whenever it is asked for; nothing where the records are hidden. */
export function FirstMinuteButton() {
  const { open, opens } = words.value.firstMinute;
  if (records.length === 0 || isHidden('records')) return null;
  return (
    <button
      type="button"
      class="quiet"
      title={opens}
      disabled={isOpening.value || runStatus.value !== 'idle'}
      onClick={() => void openFirstMinute()}
    >
      {open}
    </button>
  );
}

/** Nothing unless it is shown. Who begins a run or a lesson has gone on. */
export function FirstMinuteView() {
  const shown = firstMinute.value;
  const isShown = shown !== null;
  const isOver = runStatus.value !== 'idle' || openedLesson.value !== null;
  useEffect(() => {
    if (isShown && isOver) closeFirstMinute();
  }, [isShown, isOver]);
  return shown && !isOver && !isHidden('records') ? <Walk shown={shown} /> : null;
}

/** Which screens there are: without a question for it, one is left out. */
function useScreens(shown: FirstMinute) {
  const { basic, composite } = shown;
  const [guess, setGuess] = useState<string | null>(null);
  const end = <Found shown={shown} />;
  const take = (choice: string) => {
    setGuess(choice);
    // On a phone, what is told stands above the choices.
    bringIntoView(document.querySelector('.first-minute'));
  };
  return [
    ...(basic
      ? [
          <Guess key="guess" shown={basic} guess={guess} onGuess={take} />,
          <Untrained key="base" shown={basic} />,
          <Learned key="learned" shown={basic} end={!composite && end} />,
        ]
      : []),
    ...(composite ? [<Composite key="composite" shown={composite} end={end} />] : []),
  ];
}

function Walk({ shown }: { readonly shown: FirstMinute }) {
  const screens = useScreens(shown);
  const [at, setAt] = useState(0);
  const section = useRef<HTMLElement>(null);
  const hasMoved = useRef(false);
  const isLast = at === screens.length - 1;
  const go = (by: number) => {
    hasMoved.current = true;
    // By what is the case then: keys come faster than the page is drawn.
    setAt((now) => Math.min(Math.max(now + by, 0), screens.length - 1));
  };
  useLayoutEffect(() => {
    // At its first screen it takes no focus: it has come by itself.
    if (!hasMoved.current) return;
    bringIntoView(section.current);
    focusOn(document.querySelector('#first-minute-title'), { preventScroll: true });
  }, [at]);
  useEffect(() => {
    const onKey = ({ key, target, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent) => {
      const isElsewhere = target !== document.body && !section.current?.contains(target as Node);
      if (isElsewhere || altKey || ctrlKey || metaKey || shiftKey) return;
      if (key === 'ArrowLeft') go(-1);
      if (key === 'ArrowRight') go(1);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
  const { title, step, skip, close, back, next } = words.value.firstMinute;
  return (
    <section class="first-minute stack-3" ref={section} aria-label={title}>
      <div class="first-minute-bar">
        <p class="small muted" aria-live="polite">
          {step(at + 1, screens.length)}
        </p>
        <div class="row">
          {at > 0 && (
            <button type="button" onClick={() => go(-1)}>
              {back} <kbd>←</kbd>
            </button>
          )}
          {!isLast && (
            <button type="button" class="primary" onClick={() => go(1)}>
              {next} <kbd>→</kbd>
            </button>
          )}
          <button type="button" class="quiet" onClick={closeFirstMinute}>
            {isLast ? close : skip}
          </button>
        </div>
      </div>
      {screens[at]}
    </section>
  );
}
