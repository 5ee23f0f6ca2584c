/** The list of lessons, folded under one line. Not here: the opened one (lesson.tsx). */
import { countText } from '../ui/format.ts';
import { lessons } from './table.ts';
import { openedLesson, openLesson } from './work.ts';

/** The line and the list. Nothing opens by itself. */
export function LessonsView() {
  return (
    <section class="lessons" aria-label="Lessons">
      <details>
        <summary id="lessons-line">
          Lessons: {countText(lessons.length, 'exercise')} on recorded studies
        </summary>
        <ol>
          {lessons.map(({ name, title, minutes }) => (
            <li key={name}>
              <div class="run-line" aria-current={openedLesson.value?.name === name || undefined}>
                <button
                  type="button"
                  class="quiet run-open"
                  id={`lesson-${name}`}
                  onClick={() => void openLesson(name)}
                >
                  <span>{title}</span>
                  <span class="small muted">about {minutes} minutes</span>
                </button>
              </div>
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}
