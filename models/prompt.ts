/**
 * Conversations as token ids, by the tokenizer's own chat template: prompts, and training sequences with labels on the
 * answers. Not here: what is asked (src/sparkle/style/language.ts).
 */
import { messageOf, rawMessageOf } from './message-of.ts';

/** The part of a transformers.js tokenizer that is used here. */
export interface ChatTokenizer {
  /** The token that ends a turn, the last of an answer. */
  readonly eos_token: string;
  readonly all_special_tokens: readonly string[];
  /** The chat template; of other kinds only what apply_chat_template makes of it is known. */
  readonly chat_template?: unknown;
  apply_chat_template(
    messages: ChatMessage[],
    options: { readonly add_generation_prompt: boolean; readonly tokenize: false },
  ): string;
  encode(text: string, options: { readonly add_special_tokens: false }): number[];
}

/** One message of a conversation, as chat templates read it. */
export interface ChatMessage {
  role: 'user' | 'assistant';
  content: ({ type: 'image' } | { type: 'text'; text: string })[];
}

/** A question and its answer. */
export interface Turn {
  readonly question: string;
  readonly answer: string;
}

/** A part of a conversation's text. The loss is taken on the answers. */
interface Segment {
  readonly text: string;
  readonly isAnswer: boolean;
}

/** The label of a token on which no loss is taken. */
export const ignoredLabel = -100;

/** The words that the Idefics3 processor puts around an image, and the one that it repeats for each image token. */
const imageToken = '<image>';
const imageEdge = '<fake_token_around_image>';
const imageSpecials = [imageToken, imageEdge, '<global-img>'];

/** One image that is not split into tiles, as the Idefics3 processor writes it. */
const imageText = (imageTokens: number): string =>
  `${imageEdge}<global-img>${imageToken.repeat(imageTokens)}${imageEdge}`;

/** The text of a prompt, up to where the model answers. `imageTokens` is null without an image. */
export function promptText(tokenizer: ChatTokenizer, question: string, imageTokens: number | null): string {
  checkWords(tokenizer, question);
  return expandImage(render(tokenizer, [userMessage(question, imageTokens !== null)], true), imageTokens);
}

/**
 * Why the tokenizer's chat template cannot be used, as the end of "a template in which ..."; null if it can: one image
 * must give exactly one slot, which becomes `imageTokens` tokens of the id `imageTokenId`.
 */
export function templateProblem(
  tokenizer: ChatTokenizer,
  imageTokens: number,
  imageTokenId: number,
): string | null {
  const question = 'Where is red?';
  const slots = (hasImage: boolean): number =>
    render(tokenizer, [userMessage(question, hasImage)], true).split(imageToken).length - 1;
  try {
    const [withImage, without] = [slots(true), slots(false)];
    if (withImage !== 1) return `it gives ${withImage === 0 ? 'none' : withImage} (${imageToken})`;
    if (without !== 0) return `a question without an image has ${without} (${imageToken})`;
    if (promptText(tokenizer, question, imageTokens).split(question).length !== 2)
      return `the question's words do not stand once`;
    const tokens = promptIds(tokenizer, question, imageTokens).filter((id) => id === imageTokenId).length;
    return tokens === imageTokens
      ? null
      : `${imageToken} becomes ${tokens} image tokens of ${imageTokens}, by the tokenizer`;
  } catch (error) {
    return `a question with an image cannot be written${ownWords(tokenizer, rawMessageOf(error))}`;
  }
}

/** What a template says itself when it refuses a question; empty if the words are those of a library. */
function ownWords({ chat_template: template }: ChatTokenizer, message: string): string {
  return message !== '' && typeof template === 'string' && template.includes(message)
    ? ` (the template says: "${message}")`
    : '';
}

/** Token ids of promptText. */
export const promptIds = (tokenizer: ChatTokenizer, question: string, imageTokens: number | null): number[] =>
  tokenizer.encode(promptText(tokenizer, question, imageTokens), { add_special_tokens: false });

/**
 * The conversation's text, divided where answers begin and end. An answer begins with a space, the template's or its
 * own, and ends with the end of its turn; what the template puts after the last answer is omitted. The image is in the
 * first turn.
 */
export function conversationSegments(
  tokenizer: ChatTokenizer,
  turns: readonly Turn[],
  imageTokens: number | null,
): Segment[] {
  const messages: ChatMessage[] = [];
  const segments: Segment[] = [];
  /** The text of all segments so far, before images are expanded. */
  let done = '';
  const push = (text: string, isAnswer: boolean): void => {
    segments.push({ text: expandImage(text, imageTokens), isAnswer });
    done += text;
  };
  for (const [index, { question, answer }] of turns.entries()) {
    checkWords(tokenizer, question);
    checkWords(tokenizer, answer);
    messages.push(userMessage(question, index === 0 && imageTokens !== null));
    const prompt = render(tokenizer, messages, true);
    const answered = (text: string) => render(tokenizer, [...messages, assistantMessage(text)], false);
    const text = answered(answer).startsWith(`${prompt} `) ? answer : ` ${answer}`;
    const rendered = answered(text);
    const endAt = rendered.lastIndexOf(tokenizer.eos_token);
    const end = endAt + tokenizer.eos_token.length;
    if (endAt < 0 || !prompt.startsWith(done) || !rendered.startsWith(prompt) || end <= prompt.length) {
      throw new Error(
        `Expected a chat template that puts an answer right after its prompt and ${tokenizer.eos_token} after the answer, got "${rendered.slice(-80)}". This model's template cannot be used for training: choose another base model.`,
      );
    }
    push(prompt.slice(done.length), false);
    push(rendered.slice(prompt.length, end), true);
    messages.push(assistantMessage(text));
  }
  return segments;
}

/**
 * A training sequence of at most `maxTokens` tokens, the model's context. Labels are the ids of answers and of the ends
 * of their turns, and `ignoredLabel` elsewhere. Throws if not even the first turn fits.
 */
export function tokenizeConversation(
  tokenizer: ChatTokenizer,
  turns: readonly Turn[],
  imageTokens: number | null,
  maxTokens: number,
): { inputIds: Int32Array<ArrayBuffer>; labels: Int32Array<ArrayBuffer> } {
  const inputIds: number[] = [];
  const labels: number[] = [];
  const segments = conversationSegments(tokenizer, turns, imageTokens).map(({ text, isAnswer }) => ({
    ids: tokenizer.encode(text, { add_special_tokens: false }),
    isAnswer,
  }));
  // A turn is a prompt and its answer. A turn that does not fit is omitted, with all after it, and not cut: half an answer
  // would teach the model to stop in the middle.
  for (let turn = 0; turn < turns.length; turn++) {
    const both = segments.slice(2 * turn, 2 * turn + 2);
    const tokens = both.reduce((sum, { ids }) => sum + ids.length, 0);
    if (inputIds.length + tokens > maxTokens) {
      if (turn > 0) break;
      throw new Error(
        `Expected a first turn of at most ${maxTokens} tokens, which is what this model can read, got ${tokens}. Use a shorter question or answer.`,
      );
    }
    for (const { ids, isAnswer } of both) {
      inputIds.push(...ids);
      labels.push(...(isAnswer ? ids : ids.map(() => ignoredLabel)));
    }
  }
  return { inputIds: Int32Array.from(inputIds), labels: Int32Array.from(labels) };
}

/** Tokens of an answer, the end of its turn included, or a sentence that says why it cannot be used. */
type TurnMeasure = { readonly answerTokens: number } | { readonly problem: string };

/** How long the answer of a turn is, or why tokenizeConversation refuses the turn. */
export function measureTurn(
  tokenizer: ChatTokenizer,
  turn: Turn,
  imageTokens: number | null,
  maxTokens: number,
): TurnMeasure {
  try {
    const { labels } = tokenizeConversation(tokenizer, [turn], imageTokens, maxTokens);
    return { answerTokens: labels.filter((label) => label !== ignoredLabel).length };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

const userMessage = (question: string, hasImage: boolean): ChatMessage => ({
  role: 'user',
  content: [...(hasImage ? [{ type: 'image' as const }] : []), { type: 'text', text: question }],
});

const assistantMessage = (text: string): ChatMessage => ({
  role: 'assistant',
  content: [{ type: 'text', text }],
});

const render = (tokenizer: ChatTokenizer, messages: ChatMessage[], isPrompt: boolean): string =>
  tokenizer.apply_chat_template(messages, { add_generation_prompt: isPrompt, tokenize: false });

const expandImage = (text: string, imageTokens: number | null): string =>
  imageTokens === null ? text : text.replace(imageToken, imageText(imageTokens));

/** Throws if the text contains a special token: it would become that token, for example an image that does not exist. */
function checkWords(tokenizer: ChatTokenizer, text: string): void {
  const special = [...tokenizer.all_special_tokens, ...imageSpecials].find((word) => text.includes(word));
  if (special)
    throw new Error(
      `Expected plain words, got the model's control word ${special} in "${text}". Leave it out.`,
    );
}
