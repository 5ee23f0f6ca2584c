/**
 * What a browser lacks that the lab cannot do without, found before anything starts. Not here: browsers that cannot even
 * read the lab's scripts, and pages opened from disk: for them a sentence stands in index.html, until the lab takes its
 * place.
 */

import type { Words } from '../../words/english.ts';
import { words } from '../../words/words.ts';

/** A module with one function that uses a vector instruction: only browsers with WebAssembly SIMD take it. */
const simdModule = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
]);

/** What is needed, by what the words call it. */
const needs: readonly (readonly [name: keyof Words['page']['needs'], isThere: () => boolean])[] = [
  ['WebAssembly', () => typeof WebAssembly === 'object'],
  ['simd', () => WebAssembly.validate(simdModule)],
  ['workers', () => typeof Worker === 'function'],
  ['canvas', () => new OffscreenCanvas(1, 1).getContext('2d') !== null],
  ['popovers', () => 'popover' in HTMLElement.prototype],
];

/** A sentence about the first thing that is lacking; null if all is there. */
export function lackingText(): string | null {
  const lacking = needs.find(([, isThere]) => {
    try {
      return !isThere();
    } catch {
      return true;
    }
  });
  const said = words.value.page;
  return lacking ? said.lacking(said.needs[lacking[0]]) : null;
}
