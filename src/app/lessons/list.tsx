/** The list of lessons, folded under one line. Not here: the opened one (lesson.tsx). */
import { words } from '../../words/words.ts';
import { isHidden, taughtPage } from '../teacher/state.ts';
import { wordsOf } from './lesson-words.ts';
import { lessons } from './table.ts';
import { openedLesson, openLesson } from './work.ts';

/** The line and the list. Nothing opens by itself. Where a teacher has hidden the lessons, the one of their link stays. */
export function LessonsView() {
  const say = words.value.lessons;
  const shown = isHidden('lessons')
    ? lessons.filter(({ name }) => name === taughtPage.value?.lesson)
    : lessons;
  const [only] = shown;
  if (!only) return null;
  return (
    <section class="lessons" aria-label={say.label}>
      <details>
        <summary id="lessons-line">
          {shown.length === 1 ? say.onlyLine(wordsOf(only).title) : say.line(shown.length)}
        </summary>
        <ol>
          {shown.map((lesson) => (
            <li key={lesson.name}>
              <div class="run-line" aria-current={openedLesson.value?.name === lesson.name || undefined}>
                <button
                  type="button"
                  class="quiet run-open"
                  id={`lesson-${lesson.name}`}
                  onClick={() => void openLesson(lesson.name)}
                >
                  <span>{wordsOf(lesson).title}</span>
                  <span class="small muted">{say.minutes(lesson.minutes)}</span>
                </button>
              </div>
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}
