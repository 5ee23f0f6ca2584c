/** The place to choose or drop a folder of model files. Not here: reading it (folder.ts). */
import { Fragment } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { FileDrop } from '../ui/file-drop.tsx';
import { folderProblem, takeModelFolder } from './choice.ts';

const tellProblem = (problem: string) => {
  folderProblem.value = problem;
};

/** Some of the files that such a folder has. */
const someFiles = ['config.json', 'tokenizer.json', 'onnx/decoder_model_merged_q4.onnx'];

/** The place and its button. */
export function ModelFolder() {
  const { folder } = words.value.models;
  const alert = useRef<HTMLParagraphElement>(null);
  const problem = folderProblem.value;
  // The dialog may be longer than the screen, with the reason below its edge.
  useEffect(() => {
    if (problem !== null) alert.current?.scrollIntoView({ block: 'nearest' });
  }, [problem]);
  const choose = async (chooseFolder: () => void) => {
    try {
      const files = await pickedFiles();
      if (files === undefined) chooseFolder();
      else if (files) await takeModelFolder(files);
    } catch {
      tellProblem(words.value.ui.unreadable);
    }
  };
  return (
    <FileDrop
      name={folder.place}
      class="chooser stack-3"
      folderName={folder.input}
      onFiles={takeModelFolder}
      onProblem={tellProblem}
    >
      {({ chooseFolder }) => (
        <>
          <p>
            {folder.about(
              someFiles.map((name, i) => (
                <Fragment key={name}>
                  {i > 0 && ', '}
                  <code>{name}</code>
                </Fragment>
              )),
            )}
          </p>
          <div class="row">
            <button type="button" onClick={() => void choose(chooseFolder)}>
              {folder.choose}
            </button>
            <span class="small muted">{folder.drop}</span>
          </div>
          {problem && (
            <p class="small" role="alert" ref={alert}>
              {inWords(problem)}
            </p>
          )}
        </>
      )}
    </FileDrop>
  );
}

/** Chromium's own picker, which does not ask whether to "upload". TypeScript has no type for it. */
type DirectoryPicker = (options: { id: string }) => Promise<FileSystemDirectoryHandle>;

/** How many levels of the chosen folder are read. */
const deepest = 4;

/** The files of a folder that a person picks; null if none was picked, undefined if this browser has no such picker. */
async function pickedFiles(): Promise<{ path: string; blob: Blob }[] | null | undefined> {
  if (!('showDirectoryPicker' in window)) return undefined;
  try {
    const folder = await (window.showDirectoryPicker as DirectoryPicker)({ id: 'base-model' });
    return await filesIn(folder, folder.name, deepest);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

async function filesIn(
  folder: FileSystemDirectoryHandle,
  path: string,
  depth: number,
): Promise<{ path: string; blob: Blob }[]> {
  const found: { path: string; blob: Blob }[] = [];
  for await (const [name, handle] of folder.entries()) {
    const here = `${path}/${name}`;
    if (handle.kind === 'file')
      found.push({ path: here, blob: await (handle as FileSystemFileHandle).getFile() });
    else if (depth > 1) found.push(...(await filesIn(handle as FileSystemDirectoryHandle, here, depth - 1)));
  }
  return found;
}
