/** The arms, seeds and sweep of a draft as fields. Takes props only. */
import { armName, sweepable } from '../../study/study.ts';
import { Field } from '../ui/field.tsx';
import { armNames, type Draft, type Factors } from './draft.ts';
import { armText } from './words.ts';

interface StudyFieldsProps {
  readonly draft: Draft;
  /** What cannot be taken away: the factors of a study that has begun; null for a new one. */
  readonly fixed: Factors | null;
  /** The values with which the sweep of a setting begins. */
  readonly valuesOf: (setting: string) => readonly number[];
}

/** The fields; nothing while no study is being set up. */
export function StudyFields({ draft, fixed, valuesOf }: StudyFieldsProps) {
  const factors = draft.factors.value;
  if (!factors) return null;
  const chosen = factors.arms.map(armName);
  const kept = fixed?.arms.map(armName) ?? [];
  return (
    <>
      <fieldset class="stack-1">
        <legend>Arms: train on</legend>
        <div class="study-arms">
          {armNames.map((name) => (
            <label key={name} class="toggle">
              <input
                type="checkbox"
                checked={chosen.includes(name)}
                disabled={kept.includes(name)}
                onChange={() => draft.toggleArm(name)}
              />
              <span>{armText(name)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <Field
        label="Seeds"
        help="Each is other items and another training. Three or more say something about trainings."
        text={draft.seedsText.value}
        problem={draft.seedsProblem.value}
        isNumber={false}
        onType={draft.typeSeeds}
        onLeave={() => {}}
      />
      {(!fixed || fixed.sweep) && <SweepFields draft={draft} isFixed={fixed !== null} valuesOf={valuesOf} />}
    </>
  );
}

interface SweepFieldsProps {
  readonly draft: Draft;
  readonly isFixed: boolean;
  readonly valuesOf: StudyFieldsProps['valuesOf'];
}

function SweepFields({ draft, isFixed, valuesOf }: SweepFieldsProps) {
  const sweep = draft.factors.value?.sweep ?? null;
  return (
    <>
      <label class="field stack-1">
        <span class="small muted">Sweep a setting</span>
        <select
          value={sweep?.setting ?? ''}
          disabled={isFixed}
          onChange={({ currentTarget: { value } }) =>
            draft.sweep(value || null, value ? valuesOf(value) : [])
          }
        >
          <option value="">none</option>
          {sweepable.map(({ key, label }) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {sweep && (
        <Field
          label="Values"
          help="With commas between them; every arm and seed is trained at each."
          text={draft.valuesText.value}
          problem={draft.valuesProblem.value}
          isNumber={false}
          onType={draft.typeValues}
          onLeave={() => {}}
        />
      )}
    </>
  );
}

/** Why the draft cannot be played as it is, as a sentence; null if it can be. */
export const draftProblem = (draft: Draft): string | null =>
  draft.seedsProblem.value || draft.valuesProblem.value ? 'Some fields of the study are wrong.' : null;
