/**
 * A set of questions about own pictures, written without any file format: choosing, dropping, pasting or taking pictures,
 * a question and an answer beside each, how many are needed, keeping the set. Not here: the list of kept sets and what is
 * done with one (src/app/data/import.tsx).
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { words } from '../../words/words.ts';
import { datasets } from '../data/import-state.ts';
import { config } from '../setup/state.ts';
import { Alert, Obstacle } from '../ui/alert.tsx';
import { ConfirmRemoval } from '../ui/confirm-removal.tsx';
import { useEscape } from '../ui/escape.ts';
import { FileDrop } from '../ui/file-drop.tsx';
import { bringIntoView, focusIfLost, focusOn, isTyping, leadTo, useOpened } from '../ui/focus.ts';
import { CameraDialog } from './camera.tsx';
import { finishedQuestions, unfinished } from './draft.ts';
import { NeededView } from './needed.tsx';
import { PictureRow } from './picture-row.tsx';
import {
  adding,
  addPictures,
  addProblem,
  discardDraft,
  draft,
  keeping,
  keepProblem,
  keepSet,
  keptSet,
  leaveOutUnfinished,
  type Refused,
  refused,
  setName,
  stopAdding,
  stopKeeping,
} from './state.ts';

/** The place for pictures, and below it the set that is being written. */
export function PicturesView() {
  const said = words.value.pictures;
  useEscape(adding.value !== null, stopAdding);
  useEscape(keeping.value !== null, stopKeeping);
  usePaste();
  const count = draft.value.length;
  const kept = datasets.value.find(({ id }) => id === keptSet.value?.id);
  return (
    <section class="pictures stack-4" aria-labelledby="pictures-title">
      <h3 id="pictures-title">{said.title}</h3>
      <PicturePlace />
      <RefusedList refused={refused.value} />
      <Alert text={addProblem.value} />
      {kept && <p role="status">{said.kept(kept.name, kept.images, kept.questions)}</p>}
      {count > 0 && (
        <>
          <ol class="drafts stack-5">
            {draft.value.map((picture, i) => (
              <PictureRow key={picture.key} picture={picture} number={i + 1} />
            ))}
          </ol>
          <NeededView draft={draft.value} config={config.value} />
          <Keep />
        </>
      )}
    </section>
  );
}

/** Takes pictures from the clipboard, unless a text is pasted into a field. */
function usePaste(): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const pasted = [...(event.clipboardData?.files ?? [])].filter(({ type }) => type.startsWith('image/'));
      if (pasted.length === 0 || (isTyping() && event.clipboardData?.types.includes('text/plain'))) return;
      event.preventDefault();
      void addAndLead(pasted.map((blob) => ({ path: blob.name, blob })));
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, []);
}

/** Adds pictures and leads to the first new question, unless its person is typing elsewhere or takes more pictures. */
export async function addAndLead(files: Parameters<typeof addPictures>[0]): Promise<void> {
  const before = new Set(draft.value.map(({ key }) => key));
  await addPictures(files);
  const first = draft.value.find(({ key }) => !before.has(key))?.questions[0];
  if (!first || isTyping() || document.querySelector('dialog[open]')) return;
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>(`#question-${first.key}`);
    // With its picture, which stands above the field on a phone.
    bringIntoView(field?.closest('li') ?? null);
    focusOn(field, { preventScroll: true });
  });
}

/** Whether the device is held in the hand: its own camera app takes better pictures than a page. */
const isHandHeld = (): boolean => matchMedia('(pointer: coarse)').matches;

function PicturePlace() {
  const said = words.value.pictures;
  const now = adding.value;
  const cameraApp = useRef<HTMLInputElement>(null);
  const cameraButton = useRef<HTMLButtonElement>(null);
  const [isCameraOpen, setIsCameraOpen] = useState(false);
  return (
    <FileDrop
      name={said.place}
      class="chooser stack-3"
      files={{ name: said.files, accept: 'image/*,.heic,.heif' }}
      onFiles={(files) => void addAndLead(files)}
      onProblem={() => {
        addProblem.value = words.value.ui.unreadable;
      }}
    >
      {({ chooseFiles }) => (
        <>
          <p>{said.invitation}</p>
          <p class="small muted">{said.privacy}</p>
          <div class="row">
            <button type="button" onClick={chooseFiles}>
              {said.choose}
            </button>
            <button type="button" ref={cameraButton} onClick={() => setIsCameraOpen(true)}>
              {said.useCamera}
            </button>
            {isHandHeld() && (
              <button type="button" onClick={() => cameraApp.current?.click()}>
                {said.cameraApp}
              </button>
            )}
            <span class="small muted">{said.orDrop}</span>
          </div>
          <input
            ref={cameraApp}
            type="file"
            hidden
            accept="image/*"
            capture="environment"
            aria-label={said.cameraApp}
            onChange={({ currentTarget: input }) => {
              const files = [...(input.files ?? [])].map((blob) => ({ path: blob.name, blob }));
              input.value = '';
              void addAndLead(files);
            }}
          />
          {now && (
            <div class="row" role="status">
              <progress value={now.done} max={now.of} aria-label={said.reading} />
              <span class="small muted">{said.read(now.done, now.of)}</span>
              <button type="button" onClick={stopAdding}>
                {said.stop} <kbd>Esc</kbd>
              </button>
            </div>
          )}
          {isCameraOpen && (
            <CameraDialog
              onTake={(blob) => void addPictures([{ path: `${said.pictureName}.jpg`, blob }])}
              onClose={() => {
                setIsCameraOpen(false);
                cameraButton.current?.focus();
              }}
            />
          )}
        </>
      )}
    </FileDrop>
  );
}

/** How many pictures that were not taken are named. */
const listedMax = 10;

function RefusedList({ refused: all }: { readonly refused: readonly Refused[] }) {
  const said = words.value.pictures;
  if (all.length === 0) return null;
  return (
    <div class="stack-2" role="alert">
      <p>{said.refused(all.length)}</p>
      <ul class="small line-problems">
        {all.slice(0, listedMax).map(({ name, fault }, i) => (
          <li key={i}>{said.faults[fault](name)}</li>
        ))}
      </ul>
      {all.length > listedMax && <p class="small muted">{said.more(all.length - listedMax)}</p>}
    </div>
  );
}

/** The name, what is in the way, and the buttons that end the draft. */
function Keep() {
  const said = words.value.pictures;
  const open = unfinished(draft.value);
  const now = keeping.value;
  const isBlocked = open.length > 0 || adding.value !== null;
  const discard = useOpened();
  const submit = (event: Event) => {
    event.preventDefault();
    if (isBlocked || now) return;
    void keepSet().then(() => {
      if (keptSet.value) leadTo('#set-title');
    });
  };
  return (
    <form class="stack-3 keep-set" onSubmit={submit}>
      <div class="field stack-1">
        <label for="pictures-name">{said.name}</label>
        <input
          id="pictures-name"
          type="text"
          autoComplete="off"
          maxLength={80}
          placeholder={said.standardName}
          value={setName.value}
          onInput={(event) => {
            setName.value = event.currentTarget.value;
          }}
        />
      </div>
      <p class="small muted">{said.inMemory}</p>
      {open.length > 0 && <Unfinished numbers={open} />}
      <Obstacle id="keep-obstacle" text={adding.value !== null && said.stillReading} />
      <Alert text={keepProblem.value} />
      {discard.isOpen ? (
        <ConfirmRemoval
          label={said.discardQuestion(draft.value.length)}
          word={said.discardForGood}
          onRemove={() => {
            discardDraft();
            requestAnimationFrame(() => focusIfLost('.pictures .chooser button'));
          }}
          onKeep={discard.close}
        >
          <p class="small">{said.discardQuestion(draft.value.length)}</p>
        </ConfirmRemoval>
      ) : (
        <div class="row">
          {now ? (
            <>
              <progress value={now.images} max={now.of} aria-label={said.keeping} />
              <button type="button" onClick={stopKeeping}>
                {said.stop} <kbd>Esc</kbd>
              </button>
            </>
          ) : (
            <button
              type="submit"
              class="primary"
              disabled={isBlocked}
              aria-describedby={isBlocked ? 'keep-obstacle' : undefined}
            >
              {said.keep}
            </button>
          )}
          <button type="button" ref={discard.button} disabled={now !== null} onClick={discard.open}>
            {said.discard}
          </button>
        </div>
      )}
    </form>
  );
}

/** What is not finished, and two ways out: to the first of them, or without them. */
function Unfinished({ numbers }: { readonly numbers: readonly number[] }) {
  const said = words.value.pictures;
  const isAnyFinished = finishedQuestions(draft.value).length > 0;
  return (
    <div class="stack-2">
      <p id="keep-obstacle" class="small">
        {said.unfinished(numbers)}
      </p>
      <div class="row">
        <button type="button" onClick={() => leadTo(`#picture-${draft.value[numbers[0]! - 1]?.key} input`)}>
          {said.toFirst(numbers[0]!)}
        </button>
        {isAnyFinished && (
          <button
            type="button"
            onClick={() => {
              leaveOutUnfinished();
              requestAnimationFrame(() => focusIfLost('.keep-set .primary'));
            }}
          >
            {said.leaveOut}
          </button>
        )}
      </div>
    </div>
  );
}
