/** The line that says where runs, datasets, adapters and models are kept, and until when. Not here: keeping them (storage/kept-files.ts). */
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
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
  const { keptUntilClosed, keptInMemory, keptInBrowser } = words.value.page;
  if (kind === 'memory' && unreached !== null) return keptUntilClosed(inWords(unreached));
  const where = kind === 'memory' ? keptInMemory : keptInBrowser(kind === 'database', isPromised);
  return unreached === null ? where : `${where} ${inWords(unreached)}`;
}
