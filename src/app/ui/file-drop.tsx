/** A place to choose or drop files and folders. Not here: what is done with them. */
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { FolderFile } from '../../files/chosen-files.ts';
import { words } from '../../words/words.ts';

interface FileDropProps {
  /** The name of the place for screen readers. */
  readonly name: string;
  readonly class: string;
  /** Name and accepted types of the input for files; absent if only folders can be chosen. */
  readonly files?: { readonly name: string; readonly accept: string };
  /** The name of the input for a folder; absent if only files can be chosen. */
  readonly folderName?: string;
  readonly onFiles: (files: readonly FolderFile[]) => void;
  /** Takes, as sentences, why dropped files cannot be read. */
  readonly onProblem: (problem: string) => void;
  readonly children: (
    chooser: Chooser & {
      /** Whether files are held over the place. */
      readonly isOver: boolean;
    },
  ) => ComponentChildren;
}

/** Opens the browser's dialogs to choose. */
interface Chooser {
  readonly chooseFiles: () => void;
  readonly chooseFolder: () => void;
}

/** The place with what `children` returns, and two hidden inputs. */
export function FileDrop(props: FileDropProps) {
  const { files, onFiles, onProblem } = props;
  const filesInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const take = (input: HTMLInputElement) => {
    const chosen = [...(input.files ?? [])];
    // So that the same files can be chosen again after they were corrected.
    input.value = '';
    if (chosen.length > 0)
      onFiles(chosen.map((blob) => ({ path: blob.webkitRelativePath || blob.name, blob })));
  };
  return (
    <section
      class={props.class}
      data-over={isOver}
      aria-label={props.name}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        if (event.dataTransfer)
          droppedFiles(event.dataTransfer).then(onFiles, () => onProblem(words.value.ui.unreadable));
      }}
    >
      {props.children({
        chooseFiles: () => filesInput.current?.click(),
        chooseFolder: () => folderInput.current?.click(),
        isOver,
      })}
      {files && (
        <input
          ref={filesInput}
          type="file"
          multiple
          hidden
          aria-label={files.name}
          accept={files.accept}
          onChange={(event) => take(event.currentTarget)}
        />
      )}
      {props.folderName && (
        <input
          ref={(element) => {
            folderInput.current = element;
            if (element) element.webkitdirectory = true;
          }}
          type="file"
          hidden
          aria-label={props.folderName}
          onChange={(event) => take(event.currentTarget)}
        />
      )}
    </section>
  );
}

/** The two buttons of a place that takes files and folders. */
export function ChooseButtons({
  chooseFiles,
  chooseFolder,
  isDisabled,
}: Chooser & { readonly isDisabled: boolean }) {
  return (
    <>
      <button type="button" disabled={isDisabled} onClick={chooseFiles}>
        {words.value.ui.chooseZip}
      </button>
      <button type="button" disabled={isDisabled} onClick={chooseFolder}>
        {words.value.ui.chooseFolder}
      </button>
    </>
  );
}

/** For FileDrop's `onFiles`: passes the files to `take` as one ZIP, or as files with the name of their folder. */
export const asSource =
  (take: (name: string, source: Blob | readonly FolderFile[]) => unknown) =>
  (files: readonly FolderFile[]): void => {
    const [first] = files;
    if (!first) return;
    if (files.length === 1 && /\.zip$/i.test(first.path)) return void take(first.path, first.blob);
    const [folder, inFolder] = first.path.split('/');
    const others = inFolder === undefined ? files.length - 1 : 0;
    take(others > 0 ? words.value.ui.andMore(first.path, others) : folder!, files);
  };

/** Reads dropped files and folders. It takes the entries at once, because they are gone after the event. */
async function droppedFiles({ items, files }: DataTransfer): Promise<FolderFile[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return [...files].map((blob) => ({ path: blob.name, blob }));
  return (await Promise.all(entries.map(filesOf))).flat();
}

async function filesOf(entry: FileSystemEntry): Promise<FolderFile[]> {
  if (entry.isFile) {
    const blob = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ path: entry.fullPath.slice(1), blob }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FolderFile[] = [];
  for (;;) {
    // A folder is read in batches; an empty batch is the end.
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (piece.length === 0) return found;
    found.push(...(await Promise.all(piece.map(filesOf))).flat());
  }
}
