/** The files that a person chose or dropped. Not here: what is in them, how they are chosen (src/app/ui/file-drop.tsx). */

/** A file of a folder. `path` with `/`, from the chosen folder or its parent. */
export interface FolderFile {
  readonly path: string;
  readonly blob: Blob;
}
