/** What is for teachers, folded under one line: the link for a class, and its results. Not on pages that such a link opened. */
import { useState } from 'preact/hooks';
import { words } from '../../words/words.ts';
import { CollectView } from '../class/collect.tsx';
import { useOpened } from '../ui/focus.ts';
import { LinkDialog } from './link-dialog.tsx';
import { taughtPage } from './state.ts';

/** The line, and what is behind it. */
export function TeachView() {
  const [isOpen, setIsOpen] = useState(false);
  const dialog = useOpened();
  const { label, line, make } = words.value.teacher;
  if (taughtPage.value) return null;
  return (
    <section class="teach" aria-label={label}>
      <details open={isOpen} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
        <summary>{line}</summary>
        {isOpen && (
          <div class="stack-5">
            <div class="row">
              <button type="button" ref={dialog.button} aria-haspopup="dialog" onClick={dialog.open}>
                {make}
              </button>
            </div>
            <CollectView />
          </div>
        )}
      </details>
      {dialog.isOpen && <LinkDialog onClose={dialog.close} />}
    </section>
  );
}
