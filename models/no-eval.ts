/**
 * Has zod check values without compiling code from text, nor trying whether it could: the lab's pages forbid that
 * (src/serve/headers.ts). Imported before the first schema is used. Not here: any schema.
 */
import { z } from 'zod';

z.config({ jitless: true });
