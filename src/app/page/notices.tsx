/** The view of the messages. Not here: their state (notice.ts). */
import { words } from '../../words/words.ts';
import { closeNotice, notices } from './notice.ts';

/** All open messages. */
export function NoticesView() {
  const said = words.value.page;
  return (
    <div class="notices stack-2" role="status">
      {notices.value.map(({ id, kind, text }) => (
        <p key={id} class="notice" data-kind={kind}>
          <span>
            <strong>{kind === 'problem' ? said.problem : said.note}</strong> {text}
          </span>
          <button type="button" class="quiet" aria-label={said.closeMessage} onClick={() => closeNotice(id)}>
            ✕
          </button>
        </p>
      ))}
    </div>
  );
}
