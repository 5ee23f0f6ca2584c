/** The style 'choice'. Until its words are written it speaks the embedded language. Not here: other styles (style.ts). */
import { embedded } from './language.ts';
import type { Style } from './style.ts';

/** For now the embedded language. */
export const choice: Style = embedded;
