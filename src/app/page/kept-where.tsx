/** The line that says where runs, datasets, adapters and models are kept, and until when. Not here: keeping them (storage/kept-files.ts). */
import { type KeptPlace, keptPlace } from '../storage/kept-files.ts';

/** The line; empty until something was looked for. */
export function KeptWhere() {
  const place = keptPlace.value;
  if (!place) return null;
  return (
    <p class={place.kind === 'memory' ? 'notice' : 'small muted'} data-kept={place.kind}>
      {keptText(place)}
    </p>
  );
}

/** Where and until when, in a sentence or two. */
function keptText({ kind, isPromised, unreached }: KeptPlace): string {
  if (kind === 'memory' && unreached !== null)
    return `What is made here is kept until this window is closed or reloaded. ${unreached}`;
  const where =
    kind === 'memory'
      ? 'This browser lets the page store nothing here: runs, datasets, adapters and models are kept until this window is closed or reloaded. Download what you want to keep, or open the lab by itself in a window that is not private.'
      : `Runs, datasets, adapters and models are kept ${kind === 'database' ? "in this browser's database" : 'in this browser'} for this address, until you delete them${isPromised ? '' : ' or the browser needs the room'}; in a private window, until it is closed.`;
  return unreached === null ? where : `${where} ${unreached}`;
}
