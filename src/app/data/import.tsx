/** A person's own data: choosing a ZIP, a folder or files; the lines that could not be used; the stored datasets; one of them to look through. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { type ImportedQuestion, type LineProblem, placeOf } from '../../sparkle/dataset/dataset-import.ts';
import { taskName } from '../figures/task.ts';
import { ConfirmRemoval } from '../ui/confirm-removal.tsx';
import { useEscape } from '../ui/escape.ts';
import { asSource, ChooseButtons, FileDrop } from '../ui/file-drop.tsx';
import { useOpened } from '../ui/focus.ts';
import { countText, sizeText, timeText } from '../ui/format.ts';
import { saveFile } from '../ui/save-file.ts';
import {
  datasets,
  type ImportEnd,
  importData,
  importEnd,
  importing,
  openDataset,
  refreshDatasets,
  removeDataset,
  showDataset,
  stopImport,
} from './import-state.ts';
import { Photo } from './item-picture.tsx';
import { DataSample } from './sample.tsx';
import type { DatasetSummary, StoredDataset } from './store.ts';

const lineExample = '{"query": "What is left of the cup?", "response": "A spoon.", "images": ["cup.jpg"]}';

/** The place to import, the list, and the open dataset. */
export function ImportedView() {
  useEffect(() => {
    void refreshDatasets().then(() => {
      const [first] = datasets.value;
      if (first && !openDataset.value) void showDataset(first.id);
    });
  }, []);
  useEscape(importing.value !== null, stopImport);
  return (
    <div class="stack-6">
      <Chooser />
      {importEnd.value && <Ended end={importEnd.value} />}
      {datasets.value.length > 0 && (
        <ul class="datasets">
          {datasets.value.map((each) => (
            <li key={each.id}>
              <Line dataset={each} isOpen={openDataset.value?.summary.id === each.id} />
            </li>
          ))}
        </ul>
      )}
      {openDataset.value && <Stored dataset={openDataset.value} key={openDataset.value.summary.id} />}
    </div>
  );
}

function Chooser() {
  const now = importing.value;
  return (
    <FileDrop
      name="Import"
      class="chooser stack-3"
      files={{ name: 'ZIP or files', accept: '.zip,.jsonl,.json,image/*' }}
      folderName="Folder"
      onFiles={asSource(importData)}
      onProblem={(text) => {
        importEnd.value = { name: 'Import', questions: null, text, problems: [] };
      }}
    >
      {(chooser) => (
        <>
          <p>
            Choose a ZIP that was exported here, or your own photos with a file <code>data.jsonl</code>: one
            question per line, with the name of its photo. For tests also the published captions of What’s Up,
            COCO-spatial and GQA-spatial, with their photos.
          </p>
          <p class="answer muted">{lineExample}</p>
          <div class="row">
            <ChooseButtons {...chooser} isDisabled={now !== null} />
            <span class="small muted">or drop them here. Nothing leaves this device.</span>
          </div>
          {now && (
            <div class="row" role="status">
              <progress
                {...(now.of > 0 && { value: now.images, max: now.of })}
                aria-label={`Images ${now.doing}`}
              />
              <span class="small muted">
                {now.of > 0 ? `${now.images} of ${now.of} images ${now.doing}` : `Reading ${now.name}`}
              </span>
              <button type="button" onClick={stopImport}>
                Stop <kbd>Esc</kbd>
              </button>
            </div>
          )}
        </>
      )}
    </FileDrop>
  );
}

/** How many problems are listed; all of them are in the file that can be saved. */
const listedProblems = 50;

function Ended({ end: { name, questions, text, problems } }: { readonly end: ImportEnd }) {
  return (
    <div class="import-end stack-2" role="status">
      {questions !== null && (
        <p>
          <strong>
            {questions} {questions === 1 ? 'line' : 'lines'}
          </strong>{' '}
          of {name} {questions === 1 ? 'was' : 'were'} imported.
          {problems.length > 0 && ` ${problems.length} could not be used:`}
        </p>
      )}
      {text && (
        <p role="alert">
          {name}: {text}
        </p>
      )}
      <Problems name={name} problems={problems} />
    </div>
  );
}

function Problems({
  name,
  problems,
}: {
  /** The name of the dataset. */
  readonly name: string;
  readonly problems: readonly LineProblem[];
}) {
  if (problems.length === 0) return null;
  const listed = problems.slice(0, listedProblems);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <ul class="line-problems small" tabIndex={0} aria-label="Lines that could not be used">
        {listed.map((problem) => (
          <li key={placeOf(problem)}>
            <strong>{placeOf(problem)}</strong> {problem.reason}
          </li>
        ))}
      </ul>
      <div class="row">
        {problems.length > listed.length && (
          <span class="small muted">and {problems.length - listed.length} more.</span>
        )}
        <button
          type="button"
          onClick={() => saveFile(`${name}-lines-left-out.txt`, 'text/plain', problemsText(problems))}
        >
          Save the list as text
        </button>
      </div>
    </>
  );
}

/** One line per problem: `Line 2: It is not JSON.` */
const problemsText = (problems: readonly LineProblem[]): string =>
  problems.map((problem) => `${placeOf(problem)}: ${problem.reason}\n`).join('');

function Line({ dataset, isOpen }: { readonly dataset: DatasetSummary; readonly isOpen: boolean }) {
  const { id, name, questions, images, sizeBytes, importedAt, problems, damage } = dataset;
  const question = useOpened();
  return (
    <div class="run-line" aria-current={isOpen ? 'true' : undefined}>
      <button
        type="button"
        class="quiet run-open"
        disabled={damage !== null}
        onClick={() => void showDataset(id)}
      >
        <span>{name}</span>
        <span class="small muted">
          {damage ??
            `${countText(questions, 'question')} · ${countText(images, 'image')} · ${sizeText(sizeBytes)} · ${timeText(importedAt)}${problems.length > 0 ? ` · ${countText(problems.length, 'line')} left out` : ''}`}
        </span>
      </button>
      {question.isOpen ? (
        <ConfirmRemoval
          label={`Remove ${name}?`}
          word="Remove for good"
          onRemove={() => void removeDataset(id)}
          onKeep={question.close}
        />
      ) : (
        <button
          type="button"
          class="quiet"
          ref={question.button}
          aria-label={`Remove ${name}`}
          onClick={question.open}
        >
          Remove
        </button>
      )}
    </div>
  );
}

/** What chance gets right: `50 %`, `25 to 50 %`. */
function chanceText(questions: readonly ImportedQuestion[]): string {
  const shares = questions.flatMap(({ options }) => (options ? Math.round(100 / options.length) : []));
  const [low, high] = [Math.min(...shares), Math.max(...shares)];
  return low === high ? `${low} %` : `${low} to ${high} %`;
}

/** A stored dataset, image by image. */
function Stored({ dataset: { summary, questions, images, recipe } }: { readonly dataset: StoredDataset }) {
  const [at, setAt] = useState(0);
  const byImage = useMemo(() => {
    const found = new Map<string, ImportedQuestion[]>();
    for (const question of questions)
      found.set(question.image, [...(found.get(question.image) ?? []), question]);
    return [...found];
  }, [questions]);
  const [path, asked] = byImage[at] ?? [];
  const image = path === undefined ? undefined : images.get(path);
  if (!image || !asked || path === undefined) return null;
  return (
    <>
      <DataSample
        unit="image"
        place={at}
        count={byImage.length}
        onGo={setAt}
        questions={asked.map(({ query, response, line, set }) => ({
          prompt: query,
          answer: response,
          kind: set ? `${taskName(set)}, entry ${line}` : `line ${line}`,
          reason: null,
          hue: null,
        }))}
        picture={() => (
          <figure class="data-photo">
            <Photo file={image.blob} label={path} />
            <figcaption class="small muted">
              {path} · {image.width} × {image.height} px
            </figcaption>
          </figure>
        )}
      />
      <p class="small muted">
        {summary.isTestOnly
          ? `A published choice between captions, to be scored and not to be trained on. In a run the letter of the right caption is right. Who guesses gets ${chanceText(questions)} right.`
          : recipe
            ? 'Made by this lab: in a run, any shortest path or route is right and numbers have their tolerance. For a line that was changed since, only its response is right.'
            : 'In a run an answer is right when it is the response; case, spaces, quotation marks and the full stop do not count.'}
      </p>
      {summary.problems.length > 0 && importEnd.value === null && (
        <details>
          <summary>{countText(summary.problems.length, 'line')} left out</summary>
          <Problems name={summary.name} problems={summary.problems} />
        </details>
      )}
    </>
  );
}
