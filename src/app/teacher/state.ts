/**
 * How a teacher's link has changed this page: its title, what is locked, what is hidden. Not here: the link
 * (src/class/teacher-link.ts), the address bar and the settings that are kept (setup/state.ts).
 */
import { computed, signal } from '@preact/signals';
import type { PagePart, TaughtPage } from '../../class/teacher-link.ts';

/** null unless the page was opened by a teacher's link and has not been left since. */
export const taughtPage = signal<TaughtPage | null>(null);

/** Whether a part of the page is hidden: the recorded studies are where all studies are. */
export function isHidden(part: PagePart): boolean {
  const hidden = taughtPage.value?.hide ?? [];
  return hidden.includes(part) || (part === 'records' && hidden.includes('studies'));
}

/** Whether settings cannot be changed. */
export const isLocked = computed(() => taughtPage.value !== null && taughtPage.value.lock !== 'none');

/** Whether the seed can be changed. */
export const isSeedOpen = computed(() => taughtPage.value?.lock !== 'all');

/** Leaves a teacher's page: all settings stay as they are and can be changed, all parts are shown. */
export function leaveTaughtPage(): void {
  taughtPage.value = null;
}
