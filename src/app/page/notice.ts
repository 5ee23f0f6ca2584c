/** What the page has to tell the person: short messages that stay until they are closed. Not here: progress (run/state.ts). */
import { signal } from '@preact/signals';

/** A message. */
interface Notice {
  readonly id: number;
  /** `problem`: something did not work; `note`: good to know. Told by a word, not by colour alone. */
  readonly kind: 'problem' | 'note';
  readonly text: string;
}

/** The messages that are open, oldest first. */
export const notices = signal<readonly Notice[]>([]);
let nextId = 1;

/** Shows a message and returns its id; one that is already there is not shown twice. */
export function tell(kind: Notice['kind'], text: string): number {
  const shown = notices.value.find((notice) => notice.text === text);
  if (shown) return shown.id;
  const id = nextId++;
  notices.value = [...notices.value, { id, kind, text }];
  return id;
}

/** Takes a message away. */
export function closeNotice(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}
