/** All that the lab keeps, in a frame whose site forbids storage: all of it is in memory, until the window is closed. */
import { vi } from 'vitest';
import { testKept } from '../../fixtures/kept-everything.ts';

const refusal = () => new DOMException('Access is denied for this document.', 'SecurityError');
vi.spyOn(navigator.storage, 'getDirectory').mockRejectedValue(refusal());
vi.spyOn(indexedDB, 'open').mockImplementation(() => {
  throw refusal();
});
vi.spyOn(navigator.locks, 'query').mockRejectedValue(refusal());

testKept('memory');
