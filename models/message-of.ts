/** The message of anything that was thrown. Not here: the sentences around it. */

/** The message of an Error, a GPUError or a similar object; anything else as text. */
export const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
