/** Short messages to the person, which stay until they are closed. Not here: progress (run/state.ts). */
import { signal } from '@preact/signals';

/** A message. */
interface Notice {
  readonly id: number;
  /** `problem`: something did not work; `note`: good to know. */
  readonly kind: 'problem' | 'note';
  readonly text: string;
}

/** The open messages, oldest first. */
export const notices = signal<readonly Notice[]>([]);
let nextId = 1;

/** Shows a message, unless it is already shown, and returns its id. */
export function tell(kind: Notice['kind'], text: string): number {
  const shown = notices.value.find((notice) => notice.text === text);
  if (shown) return shown.id;
  const id = nextId++;
  notices.value = [...notices.value, { id, kind, text }];
  return id;
}

/** Closes a message. */
export function closeNotice(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}
