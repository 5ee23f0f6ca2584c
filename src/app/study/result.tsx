/** The result of a study: its verdict, a line for each arm, its figures. Takes props only. Not here: the numbers (src/study/study-report.ts), its runs (study.tsx). */
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { studyFinding } from '../../study/study-finding.ts';
import type { StudyReport } from '../../study/study-report.ts';
import { words } from '../../words/words.ts';
import { ArmMarks } from '../figures/arm-marks.tsx';
import { DifferenceTable } from '../figures/difference-table.tsx';
import { SweepCurves } from '../figures/sweep-curves.tsx';
import { figuresOf } from './figures.ts';
import { studyName } from './words.ts';

interface StudyResultProps {
  /** For the names of saved figures. */
  readonly id: string;
  readonly report: StudyReport;
  /** What stands between the verdict and the rest. */
  readonly lead?: ComponentChildren;
}

/** The verdict first, then what was found, then the figures. */
export function StudyResult({ id, report, lead }: StudyResultProps) {
  const table = words.value;
  const say = table.study;
  const {
    verdict,
    arms,
    tasks: sentences,
    reach,
  } = useMemo(() => studyFinding(report, table), [report, table]);
  // Its names are in the language of the page.
  const { series, tasks, marks, points, labels, differences, setting, about, aboutTable } = useMemo(
    () => figuresOf(report),
    [report, table],
  );
  const name = `study-${id}`;
  const title = studyName(report.study);
  return (
    <>
      {verdict && <p class="verdict">{verdict}</p>}
      {lead}
      {arms.length > 0 && (
        <ul class="finding stack-1">
          {arms.map(({ arm, name: trainedOn, text }) => (
            <li key={arm}>{say.armFound(<strong>{trainedOn}</strong>, text)}</li>
          ))}
        </ul>
      )}
      {setting === null ? (
        <ArmMarks name={name} title={title} series={series} tasks={tasks} marks={marks} about={about} />
      ) : (
        <SweepCurves
          name={name}
          title={title}
          setting={setting}
          series={series}
          tasks={tasks}
          points={points}
          about={about}
        />
      )}
      {reach && <p class="small muted">{reach}</p>}
      <details>
        <summary>{say.tasks}</summary>
        <ul class="stack-2 study-sentences">
          {sentences.map(({ task, text }) => (
            <li key={task}>{text}</li>
          ))}
        </ul>
      </details>
      <h3>{say.differences}</h3>
      <DifferenceTable
        name={`${name}-differences`}
        title={title}
        series={labels}
        tasks={tasks}
        differences={differences}
        about={aboutTable}
      />
    </>
  );
}
