/** A place where files and folders can be chosen, or dropped. Not here: what is done with them. */
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { FolderFile } from '../../files/chosen-files.ts';
import { sentenceOf } from './format.ts';

interface FileDropProps {
  /** Of the place, for those who do not see it. */
  readonly name: string;
  readonly class: string;
  /** The input for single files, and what it takes; without it only folders are chosen. */
  readonly files?: { readonly name: string; readonly accept: string };
  /** Of the input for a folder. */
  readonly folderName: string;
  readonly onFiles: (files: readonly FolderFile[]) => void;
  /** What was dropped cannot be read; told as sentences. */
  readonly onProblem: (problem: string) => void;
  readonly children: (
    chooser: Chooser & {
      /** Something is held over the place. */
      readonly isOver: boolean;
    },
  ) => ComponentChildren;
}

/** Opens the browser's own ways of choosing. */
interface Chooser {
  readonly chooseFiles: () => void;
  readonly chooseFolder: () => void;
}

/** The place with what `children` draws in it, and inputs that are not seen. */
export function FileDrop(props: FileDropProps) {
  const { files, onFiles, onProblem } = props;
  const filesInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const take = (input: HTMLInputElement) => {
    const chosen = [...(input.files ?? [])];
    // The same files can be chosen again, once they are mended.
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
          droppedFiles(event.dataTransfer).then(onFiles, (error) => onProblem(unreadable(error)));
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
    </section>
  );
}

/** The buttons of a place that takes both. */
export function ChooseButtons({
  chooseFiles,
  chooseFolder,
  isDisabled,
}: Chooser & { readonly isDisabled: boolean }) {
  return (
    <>
      <button type="button" disabled={isDisabled} onClick={chooseFiles}>
        Choose a ZIP or files
      </button>
      <button type="button" disabled={isDisabled} onClick={chooseFolder}>
        Choose a folder
      </button>
    </>
  );
}

/** For FileDrop's `onFiles`: hands what came to `take` as a ZIP, or as files under the name of their folder. */
export const asSource =
  (take: (name: string, source: Blob | readonly FolderFile[]) => unknown) =>
  (files: readonly FolderFile[]): void => {
    const [first] = files;
    if (!first) return;
    if (files.length === 1 && /\.zip$/i.test(first.path)) return void take(first.path, first.blob);
    const [folder, inFolder] = first.path.split('/');
    const others = inFolder === undefined ? files.length - 1 : 0;
    take(others > 0 ? `${first.path} and ${others} more` : folder!, files);
  };

/** Why chosen files cannot be read, and what to do. */
export const unreadable = (error: unknown): string =>
  `What was chosen cannot be read: ${sentenceOf(error)} Check that it is still there and that this browser may read it, then choose it again.`;

/** Reads what was dropped. The entries are taken at once: after the event there are none. */
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
    // A folder is given in pieces; an empty one is the end.
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (piece.length === 0) return found;
    found.push(...(await Promise.all(piece.map(filesOf))).flat());
  }
}
