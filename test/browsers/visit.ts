/**
 * What a person does with a browser, whoever drives it: the journey and the places are written once, in these words. Not
 * here: the drivers (chromium.ts, firefox.ts, webkit.ts), what is looked for on the lab's pages (on-page.ts).
 */

/** A window of a browser, with one page. Elements are named by an XPath; the first that fits is meant. */
export interface Visit {
  /** Name and version of the browser. */
  readonly browser: string;
  /** The folder that the browser saves downloads in. */
  readonly savedFolder: string;
  /** Opens an address and waits until it is loaded. */
  goto(url: string): Promise<void>;
  /** Reloads the page; a frame that was entered is left. */
  reload(): Promise<void>;
  /** From now on all is looked for in the first frame of the page. */
  enterFrame(): Promise<void>;
  /** The value of an expression, which must be JSON. */
  evaluate<T>(expression: string): Promise<T>;
  /** Presses an element with the pointer. */
  click(xpath: string): Promise<void>;
  /** Chooses a file in an input for files. */
  chooseFile(xpath: string, path: string): Promise<void>;
  /** Closes the window and ends the browser. */
  close(): Promise<void>;
}

/** How a window is opened. */
interface WindowOptions {
  /** A folder for what the browser keeps; a window that is opened later with the same one finds it there. */
  readonly folder: string;
  /** Whether it is a private window. */
  readonly isPrivate: boolean;
}

/** Opens a browser with one window. */
export type OpenWindow = (options: WindowOptions) => Promise<Visit>;

/** A host name that all browsers are told to look for on this machine; by plain HTTP, it is no secure address. */
export const mappedHost = 'lab.test';
