/** The arms, seeds and sweep of a draft as fields. Takes props only. */
import { armName, sweepable } from '../../study/study.ts';
import { words } from '../../words/words.ts';
import { Field } from '../ui/field.tsx';
import { armNames, type Draft, type Factors } from './draft.ts';
import { armText, settingText } from './words.ts';

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
  const say = words.value.study;
  const chosen = factors.arms.map(armName);
  const kept = fixed?.arms.map(armName) ?? [];
  return (
    <>
      <fieldset class="stack-1">
        <legend>{say.armsLegend}</legend>
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
        label={say.seeds}
        help={say.seedsHelp}
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
  const say = words.value.study;
  const sweep = draft.factors.value?.sweep ?? null;
  return (
    <>
      <label class="field stack-1">
        <span class="small muted">{say.sweep}</span>
        <select
          value={sweep?.setting ?? ''}
          disabled={isFixed}
          onChange={({ currentTarget: { value } }) =>
            draft.sweep(value || null, value ? valuesOf(value) : [])
          }
        >
          <option value="">{say.noSweep}</option>
          {sweepable.map(({ key }) => (
            <option key={key} value={key}>
              {settingText(key)}
            </option>
          ))}
        </select>
      </label>
      {sweep && (
        <Field
          label={say.values}
          help={say.valuesHelp}
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
  draft.seedsProblem.value || draft.valuesProblem.value ? words.value.study.wrongFields : null;
