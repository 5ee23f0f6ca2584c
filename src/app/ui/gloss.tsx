/**
 * What a text of the model's language says in the language of the page, as a line to stand below it; nothing where the page
 * speaks the model's language, or the text is none of the lab's forms. Takes props only. Not here: the gloss (src/words/german/gloss.ts).
 */
import { words } from '../../words/words.ts';

/** The line. It may stand in a paragraph or a button. */
export function Gloss({ text }: { readonly text: string }) {
  const { gloss } = words.value;
  const said = gloss?.of(text);
  return gloss && said ? <span class="gloss small muted">{gloss.line(said)}</span> : null;
}
