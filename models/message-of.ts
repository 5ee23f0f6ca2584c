/**
 * What a person reads of anything that was thrown: the lab's own words, and for what browsers throw a plain sentence in
 * their place. Not here: the sentences around it; the test that nothing is passed by it (test/unit/app/passed-through.test.ts).
 */

/** What it says itself, in whoever's words: to decide by, not to show. */
export const rawMessageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

/**
 * What browsers' errors come to, the first that fits. They are known by their names, which also the copies have that come
 * from a worker; the words tell apart what has one name: https://webidl.spec.whatwg.org/#idl-DOMException-error-names
 */
const plain: readonly { readonly name: RegExp; readonly words?: RegExp; readonly text: string }[] = [
  {
    name: /^QuotaExceededError$/,
    text: "The browser's storage for this page is full: delete old runs, imported data or downloaded models",
  },
  {
    name: /^(NotReadable|NotFound)Error$/,
    text: 'A file could not be read: it was moved, changed or removed. Choose it again',
  },
  {
    name: /^(Security|NotAllowed)Error$/,
    text: 'The browser does not allow it on this page. Open the lab by itself, in a window that is not private',
  },
  { name: /^(Network|Timeout)Error$/, text: 'The connection broke. Try again when the network is back' },
  { name: /^AbortError$/, text: 'It was stopped' },
  {
    name: /^TypeError$/,
    // Chromium, Firefox, Safari; a worker or module that did not come.
    words: /failed to fetch|networkerror when|load failed|network error|error loading|importing a module/i,
    text: 'The connection broke. Try again when the network is back',
  },
  {
    name: /^(RangeError|InternalError|RuntimeError|OperationError)$/,
    words: /memory|allocat|array buffer|array length|recursion|call stack/i,
    text: 'The browser has no more memory for this page: close other pages, or take less at once',
  },
  {
    name: /^(Compile|Link|Runtime)Error$/,
    text: 'WebAssembly broke off. Reload the page to try again; if it stays, use a newer browser',
  },
];

/** All names of errors that a browser throws, and the lab does not. */
const browsersNames =
  /^(Type|Range|Reference|Syntax|Eval|URI|Internal|Compile|Link|Runtime|Aggregate|IndexSize|HierarchyRequest|WrongDocument|InvalidCharacter|NoModificationAllowed|NotFound|NotSupported|InUseAttribute|InvalidState|InvalidModification|Namespace|InvalidAccess|TypeMismatch|Security|Network|Abort|URLMismatch|QuotaExceeded|Timeout|InvalidNodeType|DataClone|Encoding|NotReadable|Unknown|Constraint|Data|TransactionInactive|ReadOnly|Version|Operation|NotAllowed|OptOut)Error$/;

/** A browser's words in the message of a library. */
const browsersWords =
  /cannot read propert|(?:undefined|null) is not|is not (?:a function|iterable|defined|an object)|failed to (?:fetch|execute|construct|load)|networkerror when|security error|load failed/i;

const unforeseen = 'Something failed that the lab did not foresee. Reload the page to try again';

/**
 * The message of an Error of the lab or of a library, or of a GPU; a plain sentence without a full stop for what a browser
 * threw, here or in a worker. Anything that is not an error as text.
 */
export function messageOf(error: unknown): string {
  const message = rawMessageOf(error);
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  // Those of Node are for whoever calls a command.
  if (typeof code === 'string') return message;
  if (typeof name === 'string' && browsersNames.test(name)) {
    const found = plain.find((row) => row.name.test(name) && (row.words?.test(message) ?? true));
    return found?.text ?? unforeseen;
  }
  // An error of a kind of its own quotes a driver only where that is the one trace of what happened.
  const isOwn = typeof name === 'string' && name !== 'Error';
  return !isOwn && browsersWords.test(message) ? unforeseen : message;
}
