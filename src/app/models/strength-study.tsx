/**
 * What the strength of place changes, as it was measured: the figure of a recorded study of the embedded model. Not here:
 * the drawing (figures/strength-curve.tsx), the counts and the command that gave them (strength-study.json).
 */
import { isTask } from '../../sparkle/task/task-name.ts';
import { words } from '../../words/words.ts';
import { StrengthCurve, type StrengthPoint } from '../figures/strength-curve.tsx';
import { config } from '../setup/state.ts';
import study from './strength-study.json' with { type: 'json' };

const points: readonly StrengthPoint[] = study.points.flatMap(({ task, ...counts }) =>
  isTask(task) ? [{ task, ...counts }] : [],
);

/** The figure, folded under a line of text. */
export function StrengthStudy() {
  return (
    <details class="strength-study">
      <summary>{words.value.models.strengthStudy}</summary>
      <StrengthCurve points={points} chosen={config.value.place} />
    </details>
  );
}
