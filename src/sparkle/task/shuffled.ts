/**
 * Shuffled answers, the control of learning: conversations as they train, with the same pictures, questions and names, but
 * the digits, directions and choices of answers about other pictures. So the form of an answer can be learned, its content
 * cannot. An answer takes the content of one of its own form and length: a training has as many tokens as with right
 * answers, and the same answers, only elsewhere. By chance an answer is right all the same, as a guess may be; if none were,
 * the opposite could be learned. What stays is what the length tells: of 'top' and 'top left' that it has one word or two.
 * Not here: how conversations are made (training.ts), which arm is shuffled (src/experiment/arms.ts).
 */

import { type RandomStream, stream } from '../scene/random.ts';
import { directionNames, regionNames } from '../style/wording.ts';
import type { Conversation } from './item.ts';
import type { AskedConversation, AskedTurn } from './training.ts';

/** Conversations among which answers are shuffled, or up to twice as many at the end of a training. */
const blockSize = 32;

const placeWords = [...new Set([...directionNames, ...regionNames, 'up'].flatMap((name) => name.split(' ')))];

/** A piece of content, and where it stands: alike if they may stand in each other's place. */
interface Piece<Value> {
  /** The picture that it is about. */
  readonly scene: string;
  readonly place: string;
  readonly value: Value;
}

/**
 * Conversations number `start` to `start + count - 1` of a training of `total`, shuffled. `make` gives them with right
 * answers. The seed decides what is shuffled where. Throws if there are not two pictures.
 */
export function shuffledConversations(
  make: (index: number) => AskedConversation | null,
  seed: number,
  start: number,
  count: number,
  total: number,
): Conversation[] {
  const blocks = Math.max(1, Math.floor(total / blockSize));
  const blockOf = (index: number) => Math.min(Math.floor(index / blockSize), blocks - 1);
  const wanted = new Set(Array.from({ length: count }, (_, i) => blockOf(start + i)));
  return [...wanted].flatMap((block) => {
    const first = block * blockSize;
    const end = block === blocks - 1 ? Math.max(total, start + count) : first + blockSize;
    const made = Array.from({ length: end - first }, (_, i) => make(first + i)).filter(
      (each) => each !== null,
    );
    const shuffled = shuffleAnswers(made, stream(seed, 'shuffled', block));
    return shuffled.filter((_, i) => first + i >= start && first + i < start + count);
  });
}

/** The conversations with their answers shuffled. Throws if there is no other picture whose answers they could take. */
export function shuffleAnswers(
  conversations: readonly AskedConversation[],
  random: RandomStream,
): Conversation[] {
  const answers = conversations.flatMap(({ id, turns }) =>
    turns.map((turn) => ({ scene: id, ...partsOf(turn) })),
  );
  const { values, isMoved } = exchange(
    answers.map(({ scene, template, content }) => ({ scene, place: template, value: content })),
    random,
  );
  // An answer that has no like about another picture takes its numbers one by one.
  const left = values.flatMap((content, answer) =>
    isMoved[answer] ? [] : content.map((value, slot) => ({ answer, slot, value })),
  );
  const pieces = left.map(({ answer, value }) => ({
    scene: answers[answer]!.scene,
    place: /^\d+$/.test(value) ? `number of ${value.length}` : `as it is: ${value}`,
    value,
  }));
  const single = exchange(pieces, random);
  if (!isMoved.includes(true) && !single.isMoved.includes(true))
    throw new Error(
      'The arm shuffled needs answers about at least two pictures that can stand in each other’s place, got none. Train on more pictures, or on more questions about each.',
    );
  const contents = values.map((content) => [...content]);
  for (const [i, { answer, slot }] of left.entries()) contents[answer]![slot] = single.values[i]!;
  let next = 0;
  return conversations.map(({ id, scene, turns }) => ({
    id,
    scene,
    turns: turns.map((turn) => ({ question: turn.question, answer: withContent(turn, contents[next++]!) })),
  }));
}

/**
 * What of an answer is content: numbers, words for places, the letter in a box, and a chosen name. The size of the picture,
 * '10 by 10', is the same in all.
 */
function slotsOf({ answer, query }: AskedTurn): { start: number; end: number; text: string }[] {
  const pattern = new RegExp(
    `(?<!\\bby )\\b\\d+\\b(?! by\\b)|\\b(?:${placeWords.join('|')})\\b|(?<=boxed\\{)[A-Z](?=\\})`,
    'g',
  );
  const slots = [...answer.matchAll(pattern)].map(({ 0: text, index }) => ({
    start: index,
    end: index + text.length,
    text,
  }));
  const [, ...compared] = query.names;
  const chosen = query.choice === null ? undefined : compared.find((name) => answer.endsWith(name));
  return chosen === undefined
    ? slots
    : [...slots, { start: answer.length - chosen.length, end: answer.length, text: chosen }];
}

/**
 * An answer as its template, which says which others are alike, and its content. Names are the same in all templates, and a
 * chosen one is the number of the two that were compared, as content. Digits count by their number, for tokens do.
 */
function partsOf(turn: AskedTurn): { template: string; content: string[] } {
  const { answer, query } = turn;
  const [, ...compared] = query.names;
  const slots = slotsOf(turn);
  const content = slots.map(({ text }) => {
    const place = compared.indexOf(text);
    return place < 0 ? text : `choice ${place}`;
  });
  const frame = slots.reduceRight(
    (text, { start, end }, i) => text.slice(0, start) + kindOf(content[i]!) + text.slice(end),
    answer,
  );
  const nameless = query.names.reduce((text, name) => text.replaceAll(name, '@'), frame);
  return { template: JSON.stringify([query.form, query.choice, nameless]), content };
}

const kindOf = (value: string): string =>
  /^\d+$/.test(value) ? '#'.repeat(value.length) : value.startsWith('choice') ? '?' : '*';

/** The answer with other content in its slots. */
function withContent(turn: AskedTurn, content: readonly string[]): string {
  const [, ...compared] = turn.query.names;
  return slotsOf(turn).reduceRight((text, { start, end }, i) => {
    const [, choice] = /^choice (\d)$/.exec(content[i]!) ?? [];
    const value = choice === undefined ? content[i]! : compared[Number(choice)]!;
    return text.slice(0, start) + value + text.slice(end);
  }, turn.answer);
}

/**
 * The values in other places of the same kind, at random, each about another picture than the one it comes to, as far as
 * that is possible; `isMoved` says where. All values stay as often as they were.
 */
function exchange<Value>(
  pieces: readonly Piece<Value>[],
  random: RandomStream,
): { values: Value[]; isMoved: boolean[] } {
  const values = pieces.map(({ value }) => value);
  const isMoved = pieces.map(() => false);
  const alike = new Map<string, number[]>();
  for (const [i, { place }] of pieces.entries()) alike.set(place, [...(alike.get(place) ?? []), i]);
  for (const places of alike.values()) {
    const from = random.shuffle(places);
    const isOwn = (to: number, giver: number) => pieces[places[to]!]!.scene === pieces[giver]!.scene;
    for (const to of places.keys()) {
      if (!isOwn(to, from[to]!)) continue;
      const other = random
        .shuffle([...places.keys()])
        .find((each) => !isOwn(to, from[each]!) && !isOwn(each, from[to]!));
      if (other !== undefined) [from[to], from[other]] = [from[other]!, from[to]!];
    }
    for (const [to, place] of places.entries()) {
      values[place] = pieces[from[to]!]!.value;
      isMoved[place] = !isOwn(to, from[to]!);
    }
  }
  return { values, isMoved };
}
