/** The parameters of a dataset as a form: subject, mode, style and part in sight, all others folded away. */
import type { Option } from '../../experiment/option.ts';
import { textOf } from '../../experiment/option.ts';
import type { Subject } from '../../sparkle/dataset/data-config.ts';
import { startingConfig } from '../../sparkle/dataset/data-config.ts';
import type { datasetPresets } from '../../sparkle/dataset/dataset.ts';
import { Field, FormField, isNumeric } from '../ui/field.tsx';
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

/** What each subject asks. */
const subjectHelp =
  'direction, distance, localization: the basic skills. description: tell where everything is. basic: the paper’s mixed set, every kind of basic question about an image. path and route: the composite tasks.';

const partHelp =
  'Every possible scene belongs to one part, so the two never share one; only paths in the paper mode are evaluated on all. Basic questions have other colours in each part (printed labels are the same), and distractors only in evaluation.';

const presets: readonly { readonly name: keyof typeof datasetPresets; readonly label: string }[] = [
  { name: 'paper-train', label: 'training set' },
  { name: 'paper-test', label: 'test set' },
  { name: 'spp', label: 'shortest paths' },
  { name: 'tsp', label: 'routes' },
];

/** The form; the sample below follows each change. */
export function MadeForm() {
  const { subject, mode } = dataConfig.value;
  const [modeOption, styleOption, ...rest] = dataOptions.value as [Option, Option, ...Option[]];
  const changed = rest.filter(
    (option) => textOf(dataConfig.value, option) !== textOf(startingConfig(subject, mode), option),
  ).length;
  const hasHiddenProblem = rest.some(({ key }) => dataForm.problems.value.has(key));
  return (
    <form
      class="data-form stack-3"
      onSubmit={(event) => event.preventDefault()}
      aria-label="Parameters of the data"
    >
      <div class="data-fields stack-3">
        <Field
          label="Subject"
          help={subjectHelp}
          isHelpFolded
          text={subject}
          problem={null}
          isNumber={false}
          choices={subjects}
          onType={(text) => startFrom(text as Subject, mode)}
          onLeave={() => {}}
        />
        <Field
          label={modeOption.label}
          help={modeOption.help}
          isHelpFolded
          text={mode}
          problem={null}
          isNumber={false}
          choices={modeOption.choices}
          onType={(text) => startFrom(subject, text as typeof mode)}
          onLeave={() => {}}
        />
        <RangedField form={dataForm} option={styleOption} isHelpFolded />
        <Field
          label="Part"
          help={partHelp}
          isHelpFolded
          text={part.value}
          problem={null}
          isNumber={false}
          choices={['training', 'evaluation']}
          onType={(text) => {
            part.value = text as typeof part.value;
            index.value = 0;
          }}
          onLeave={() => {}}
        />
        <RangedField form={requestForm} option={requestOptions.seed} isHelpFolded />
      </div>
      <p class="row small muted presets">
        The paper’s own:
        {presets.map(({ name, label }) => (
          <button key={name} type="button" class="quiet" onClick={() => takeDatasetPreset(name)}>
            {label}
          </button>
        ))}
      </p>
      <Folded
        summary={`${rest.length} more parameters${changed > 0 ? `, ${changed} changed` : ''}`}
        isNeeded={hasHiddenProblem}
      >
        <div class="data-fields data-more stack-3">
          {rest.map((option) => (
            <RangedField key={`${subject} ${option.key}`} form={dataForm} option={option} />
          ))}
        </div>
      </Folded>
      {problem.value && (
        <p role="alert" class="notice" data-kind="problem">
          <span>{problem.value} The sample below is the last that could be made.</span>
        </p>
      )}
    </form>
  );
}

interface RangedFieldProps<T extends object> {
  readonly form: Form<T>;
  readonly option: Option;
  readonly isHelpFolded?: boolean;
}

/** A setting as a field whose help ends with its range. */
export function RangedField<T extends object>({ option, ...rest }: RangedFieldProps<T>) {
  const range = isNumeric(option)
    ? ` ${option.expected.charAt(0).toUpperCase()}${option.expected.slice(1)}.`
    : '';
  return <FormField {...rest} option={option} help={`${option.help}${range}`.trim()} />;
}
