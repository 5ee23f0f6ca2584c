/** What the system's errors mean for a file or a folder, in plain words. Node only. Not here: what is in files. */

/** By the system's code: the end of a sentence about the path, and what to do. */
const faults: Readonly<Record<string, string>> = {
  ENOENT: 'is not there. Check the path.',
  ENOTDIR: 'is not a folder. Name the folder that holds the files.',
  EEXIST: 'is a file where a folder is needed. Name another place.',
  EISDIR: 'is a folder. Name a file.',
  EACCES: 'may not be used. Change its permissions, or name another.',
  EPERM: 'may not be used. Change its permissions, or name another.',
};

/** By the system's code: what does not depend on a path. */
const wholeFaults: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free some space, or name another place with --out.',
  EFBIG: 'The file is larger than may be written there. Name another place with --out, or ask for less.',
};

/** One or two sentences about an error of the system; null if it is another error. */
export function systemFault(error: unknown): string | null {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return null;
  const code = String(error.code);
  const path = 'path' in error ? String(error.path) : 'A file';
  return (
    wholeFaults[code] ??
    `${path} ${faults[code] ?? 'could not be read or written. Check the disk, or name another place.'}`
  );
}
