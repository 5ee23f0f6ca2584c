/**
 * What the embedded model is, said where the base model is chosen: made for a question, and what an answer to it is worth.
 * Not here: its card (models/sparkle-tiny/README.md), which the link shows.
 */

import { words } from '../../words/words.ts';
import { pageAddress } from '../page/language.ts';

/** Two sentences about the model, what a result says of other models, and a link to its card. */
export function AboutEmbedded() {
  const { made, worth, card } = words.value.models.embedded;
  return (
    <div class="small muted stack-1">
      <p>{made}</p>
      <p>
        {worth}{' '}
        <a href={pageAddress('card.html')} target="_blank" rel="noreferrer">
          {card}
        </a>
      </p>
    </div>
  );
}
