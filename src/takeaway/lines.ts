/**
 * Conversations and items as lines of ms-swift's messages format. Not here: which there are and in which order (gather.ts),
 * the files (takeaway.ts). Format: ms-swift 4.6, docs/source_en/Customization/Custom-dataset.md.
 */
import { imageTag } from '../sparkle/dataset/dataset-recipe.ts';

/** A conversation to train on: all its turns are about one image. */
interface TakenConversation {
  readonly turns: readonly { readonly question: string; readonly answer: string }[];
  /** The path of the image. */
  readonly image: string;
}

/** The line of a conversation. ms-swift takes the loss on the messages of the assistant and their ends, as the lab does. */
export function trainingLine({ turns, image }: TakenConversation): string {
  const messages = turns.flatMap(({ question, answer }, turn) => [
    { role: 'user', content: turn === 0 ? imageTag + question : question },
    { role: 'assistant', content: answer },
  ]);
  return `${JSON.stringify({ messages, images: [image] })}\n`;
}

/** The line of an item without its answer; `image` is null for a question without one. */
export const testLine = (id: string, question: string, image: string | null): string =>
  `${JSON.stringify({
    id,
    messages: [{ role: 'user', content: image === null ? question : imageTag + question }],
    images: image === null ? [] : [image],
  })}\n`;
