/** The parameters of a dataset as a form: subject, mode, style and part in sight, all others folded away. */
import type { Option } from '../../experiment/option.ts';
import { textOf } from '../../experiment/option.ts';
import type { Subject } from '../../sparkle/dataset/data-config.ts';
import { startingConfig } from '../../sparkle/dataset/data-config.ts';
import type { datasetPresets } from '../../sparkle/dataset/dataset.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { Field, isNumeric } from '../ui/field.tsx';
import { Folded } from '../ui/folded.tsx';
import type { Form } from '../ui/form.ts';
import {
  dataConfig,
  dataForm,
  dataOptions,
  index,
  part,
  problem,
  requestForm,
  requestOptions,
  startFrom,
  subjects,
  takeDatasetPreset,
} from './state.ts';

const presets: readonly (keyof typeof datasetPresets)[] = ['paper-train', 'paper-test', 'spp', 'tsp'];

/** The form; the sample below follows each change. */
export function MadeForm() {
  const said = words.value.data;
  const { subject, mode } = dataConfig.value;
  const [modeOption, styleOption, ...rest] = dataOptions.value as [Option, Option, ...Option[]];
  const changed = rest.filter(
    (option) => textOf(dataConfig.value, option) !== textOf(startingConfig(subject, mode), option),
  ).length;
  const hasHiddenProblem = rest.some(({ key }) => dataForm.problems.value.has(key));
  return (
    <form class="data-form stack-3" onSubmit={(event) => event.preventDefault()} aria-label={said.form}>
      <div class="data-fields stack-3">
        <Field
          label={said.subject}
          help={said.subjectHelp}
          isHelpFolded
          text={subject}
          problem={null}
          isNumber={false}
          choices={subjects}
          choiceNames={namesOf(subjects)}
          onType={(text) => startFrom(text as Subject, mode)}
          onLeave={() => {}}
        />
        <Field
          label={said.parameter(modeOption.label)}
          help={said.parameter(modeOption.help)}
          isHelpFolded
          text={mode}
          problem={null}
          isNumber={false}
          choices={modeOption.choices}
          choiceNames={namesOf(modeOption.choices)}
          onType={(text) => startFrom(subject, text as typeof mode)}
          onLeave={() => {}}
        />
        <RangedField form={dataForm} option={styleOption} isHelpFolded />
        <Field
          label={said.part}
          help={said.partHelp}
          isHelpFolded
          text={part.value}
          problem={null}
          isNumber={false}
          choices={parts}
          choiceNames={namesOf(parts)}
          onType={(text) => {
            part.value = text as typeof part.value;
            index.value = 0;
          }}
          onLeave={() => {}}
        />
        <RangedField form={requestForm} option={requestOptions.seed} isHelpFolded />
      </div>
      <p class="row small muted presets">
        {said.presetsTitle}
        {presets.map((name) => (
          <button key={name} type="button" class="quiet" onClick={() => takeDatasetPreset(name)}>
            {said.presets[name]}
          </button>
        ))}
      </p>
      <Folded summary={said.moreParameters(rest.length, changed)} isNeeded={hasHiddenProblem}>
        <div class="data-fields data-more stack-3">
          {rest.map((option) => (
            <RangedField key={`${subject} ${option.key}`} form={dataForm} option={option} />
          ))}
        </div>
      </Folded>
      {problem.value && (
        <p role="alert" class="notice" data-kind="problem">
          <span>{said.lastGood(problem.value)}</span>
        </p>
      )}
    </form>
  );
}

const parts = ['training', 'evaluation'] as const;

/** What values are called; in links and files they stay as they are. */
const namesOf = (values: readonly string[]): Record<string, string> =>
  Object.fromEntries(values.map((value) => [value, words.value.data.choice(value)]));

interface RangedFieldProps<T extends object> {
  readonly form: Form<T>;
  readonly option: Option;
  readonly isHelpFolded?: boolean;
}

/** A setting as a field whose help ends with its range. */
export function RangedField<T extends object>({ form, option, isHelpFolded = false }: RangedFieldProps<T>) {
  const { parameter } = words.value.data;
  const expected = parameter(option.expected);
  const range = isNumeric(option) ? ` ${expected.charAt(0).toUpperCase()}${expected.slice(1)}.` : '';
  const problem = form.problems.value.get(option.key);
  return (
    <Field
      label={parameter(option.label)}
      help={`${parameter(option.help)}${range}`.trim()}
      isHelpFolded={isHelpFolded}
      text={form.fieldText(option)}
      problem={problem === undefined ? null : inWords(problem)}
      isNumber={isNumeric(option)}
      choices={option.choices}
      choiceNames={namesOf(option.choices)}
      onType={(text) => form.type(option, text)}
      onLeave={() => form.leave(option)}
    />
  );
}
