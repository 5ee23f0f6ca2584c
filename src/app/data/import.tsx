/** A person's own data: writing a set (src/app/pictures), choosing a ZIP, a folder or files; the lines that could not be used; the stored datasets; one of them to look through. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { FolderFile } from '../../files/chosen-files.ts';
import type { ImportedQuestion, LineProblem } from '../../sparkle/dataset/dataset-import.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { taskName } from '../figures/task.ts';
import { addAndLead, PicturesView } from '../pictures/pictures.tsx';
import { ConfirmRemoval } from '../ui/confirm-removal.tsx';
import { useEscape } from '../ui/escape.ts';
import { asSource, ChooseButtons, FileDrop } from '../ui/file-drop.tsx';
import { useOpened } from '../ui/focus.ts';
import { sizeText, timeText } from '../ui/format.ts';
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
import { SetUse } from './set-use.tsx';
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
      <PicturesView />
      <div class="stack-4">
        <h3>{words.value.data.importTitle}</h3>
        <Chooser />
      </div>
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

/** Whether there is no line among the files: who brings pictures alone writes the questions here. */
const isPicturesOnly = (files: readonly FolderFile[]): boolean =>
  files.every(({ blob }) => blob.type.startsWith('image/'));

function Chooser() {
  const said = words.value.data;
  const now = importing.value;
  return (
    <FileDrop
      name={said.importName}
      class="chooser stack-3"
      files={{ name: said.importFiles, accept: '.zip,.jsonl,.json,image/*' }}
      folderName={said.importFolder}
      onFiles={(files) => (isPicturesOnly(files) ? void addAndLead(files) : asSource(importData)(files))}
      onProblem={(text) => {
        importEnd.value = { name: said.importName, questions: null, text, problems: [] };
      }}
    >
      {(chooser) => (
        <>
          <p>{said.importAbout()}</p>
          <p class="answer muted" lang="en">
            {lineExample}
          </p>
          <div class="row">
            <ChooseButtons {...chooser} isDisabled={now !== null} />
            <span class="small muted">{said.orDrop}</span>
          </div>
          {now && (
            <div class="row" role="status">
              <progress
                {...(now.of > 0 && { value: now.images, max: now.of })}
                aria-label={said.imagesDoing[now.doing]}
              />
              <span class="small muted">
                {now.of > 0 ? said.imagesDone[now.doing](now.images, now.of) : said.readingFile(now.name)}
              </span>
              <button type="button" onClick={stopImport}>
                {said.stop} <kbd>Esc</kbd>
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
      {questions !== null && <p>{words.value.data.imported(questions, name, problems.length)}</p>}
      {text && (
        <p role="alert">
          {name}: {inWords(text)}
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
  const said = words.value.data;
  if (problems.length === 0) return null;
  const listed = problems.slice(0, listedProblems);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <ul class="line-problems small" tabIndex={0} aria-label={said.problems}>
        {listed.map(({ line, file, reason }) => (
          <li key={said.place(line, file)}>
            <strong>{said.place(line, file)}</strong> {inWords(reason)}
          </li>
        ))}
      </ul>
      <div class="row">
        {problems.length > listed.length && (
          <span class="small muted">{said.andMore(problems.length - listed.length)}</span>
        )}
        <button
          type="button"
          onClick={() => saveFile(`${name}-lines-left-out.txt`, 'text/plain', problemsText(problems))}
        >
          {said.saveProblems}
        </button>
      </div>
    </>
  );
}

/** One line per problem: `Line 2: It is not JSON.` */
const problemsText = (problems: readonly LineProblem[]): string =>
  problems
    .map(({ line, file, reason }) => `${words.value.data.place(line, file)}: ${inWords(reason)}\n`)
    .join('');

function Line({ dataset, isOpen }: { readonly dataset: DatasetSummary; readonly isOpen: boolean }) {
  const { id, name, questions, images, sizeBytes, importedAt, problems, damage } = dataset;
  const said = words.value.data;
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
          {damage === null
            ? said.setAbout(questions, images, sizeText(sizeBytes), timeText(importedAt), problems.length)
            : inWords(damage)}
        </span>
      </button>
      {question.isOpen ? (
        <ConfirmRemoval
          label={said.removeQuestion(name)}
          word={said.removeForGood}
          onRemove={() => void removeDataset(id)}
          onKeep={question.close}
        />
      ) : (
        <button
          type="button"
          class="quiet"
          ref={question.button}
          aria-label={said.removeName(name)}
          onClick={question.open}
        >
          {said.remove}
        </button>
      )}
    </div>
  );
}

/** What chance gets right: `50 %`, `25 to 50 %`. */
function chanceText(questions: readonly ImportedQuestion[]): string {
  const shares = questions.flatMap(({ options }) => (options ? Math.round(100 / options.length) : []));
  return words.value.data.chance(Math.min(...shares), Math.max(...shares));
}

/** A stored dataset, image by image. */
function Stored({ dataset }: { readonly dataset: StoredDataset }) {
  const said = words.value.data;
  const { summary, questions, images, recipe } = dataset;
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
      <SetUse set={dataset} />
      <DataSample
        unit="image"
        place={at}
        count={byImage.length}
        onGo={setAt}
        questions={asked.map(({ query, response, line, set }) => ({
          prompt: query,
          answer: response,
          kind: set ? said.entry(taskName(set), line) : said.line(line),
          reason: null,
          hue: null,
        }))}
        picture={() => (
          <figure class="data-photo">
            <Photo file={image.blob} label={path} />
            <figcaption class="small muted">{said.size(path, image.width, image.height)}</figcaption>
          </figure>
        )}
      />
      <p class="small muted">
        {summary.isTestOnly
          ? said.judgedByLetter(chanceText(questions))
          : recipe
            ? said.judgedAsMade
            : said.judgedByWords}
      </p>
      {summary.problems.length > 0 && importEnd.value === null && (
        <details>
          <summary>{said.leftOut(summary.problems.length)}</summary>
          <Problems name={summary.name} problems={summary.problems} />
        </details>
      )}
    </>
  );
}
