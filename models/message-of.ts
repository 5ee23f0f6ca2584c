/** The message of anything thrown. Not here: what is said around it. */

/** The message of an Error, a GPUError or a like object; anything else as text. */
export const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
