/** The view of the messages. Not here: their state (notice.ts). */
import { closeNotice, notices } from './notice.ts';

/** All open messages. */
export function NoticesView() {
  return (
    <div class="notices stack-2" role="status">
      {notices.value.map(({ id, kind, text }) => (
        <p key={id} class="notice" data-kind={kind}>
          <span>
            <strong>{kind === 'problem' ? 'Problem' : 'Note'}</strong> {text}
          </span>
          <button type="button" class="quiet" aria-label="Close this message" onClick={() => closeNotice(id)}>
            ✕
          </button>
        </p>
      ))}
    </div>
  );
}
