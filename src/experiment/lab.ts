/** Which lab this is: its version, and the commit that its page was built from. Not here: how it is found out (src/serve/lab-version.ts). */

/** A version of the lab. */
export interface Lab {
  readonly version: string;
  /** The last commit that changed what the page is built from, with `+changes` if that is not all; null if it is not known. */
  readonly commit: string | null;
}

/** The build puts the value before this line. */
declare const __LAB__: Lab | undefined;

/** This lab. Commands that run without a build do not know it. */
export const lab: Lab = typeof __LAB__ === 'undefined' ? { version: 'not known', commit: null } : __LAB__;
