/**
 * The conversations that train, with right answers. Pure: the same seed gives the same, on every machine.
 * Not here: what a family of tasks trains on (tasks.ts), what an arm trains on (src/experiment/arms.ts), shuffled answers
 * (shuffled.ts), scored items (generate.ts).
 */
import { sceneKey } from '../scene/geometry.ts';
import { trainingNames } from '../scene/palette.ts';
import { hashText, type RandomStream, stream } from '../scene/random.ts';
import { partOf, samplePoints } from '../scene/sampling.ts';
import type { PointsScene, Scene } from '../scene/scene.ts';
import type { Form, Query } from '../style/query.ts';
import { type StyleName, styles } from '../style/styles.ts';
import { type TaskFamily, taskFamilies } from '../tasks.ts';
import { asked, positionsOnly } from './ask.ts';
import type { Conversation } from './item.ts';
import { queriesOf } from './queries.ts';

/** Least distance between two objects of a training scene, in scene units. */
const trainingGap = 3;
const trainingObjects = 3;

/** Which scenes of the training part may be shown: all of them, those that training keeps, or those that are held out. */
export type Share = 'all' | 'kept' | 'held-out';

/** One in so many scenes of the training part is held out for validation. */
const heldOutOneIn = 8;

const isOfShare = (scene: Scene, share: Share): boolean =>
  share === 'all' ||
  (hashText(`held-out ${sceneKey(scene)}`) % heldOutOneIn === 0) === (share === 'held-out');

/** A turn, and what it asks apart from its words. */
export interface AskedTurn {
  readonly question: string;
  readonly answer: string;
  readonly query: Query;
}

/** A conversation that says what its turns ask. */
export interface AskedConversation extends Conversation {
  readonly turns: readonly AskedTurn[];
}

const lessonOf = ({ training, sizes }: TaskFamily) =>
  typeof training === 'function' ? [{ lesson: training, sizes: sizes?.default ?? [] }] : [];
const formsOf = ({ training }: TaskFamily): readonly Form[] => (typeof training === 'object' ? training : []);

/**
 * Training conversation number `index` of a seed, on the named families of tasks. If any of them has lessons, each of these
 * is drawn equally often, one question per scene; else the forms of all families are asked about each scene. null if no
 * family can be trained on. Scenes are the same in every style. Held-out conversations have a random stream of their own,
 * and scenes that no kept conversation shows.
 */
export function trainingConversation(...wanted: Parameters<typeof askedConversation>): Conversation | null {
  const made = askedConversation(...wanted);
  return made && { ...made, turns: made.turns.map(({ question, answer }) => ({ question, answer })) };
}

/** The same with what its turns ask. */
export function askedConversation(
  seed: number,
  trainOn: readonly string[],
  questionsPerImage: number,
  index: number,
  style: StyleName = 'embedded',
  share: Share = 'all',
): AskedConversation | null {
  const isHeld = share === 'held-out';
  const id = isHeld ? `validation-${index}` : `train-${index}`;
  const random = stream(seed, isHeld ? 'validation' : 'training', index);
  const families = taskFamilies.filter(({ name }) => trainOn.includes(name));
  const lessons = families.flatMap(lessonOf);
  if (lessons.length > 0) {
    const { lesson, sizes } = random.pick(lessons);
    const { scene, query } = lesson(random, id, sizes, (each) => isOfShare(each, share));
    const { question, answer } = asked(random, style, scene, query);
    return { id, scene, turns: [{ question, answer, query }] };
  }
  const forms = families.flatMap(formsOf);
  if (forms.length === 0) return null;
  for (;;) {
    const names = random.sample(trainingNames, trainingObjects);
    const scene = samplePoints(random, id, names, trainingGap);
    if (partOf(scene) !== 'training' || !isOfShare(scene, share)) continue;
    // Skip a scene without a clear question of some form: its questions would train other skills.
    if (forms.some((form) => queriesOf(scene, form).length === 0)) continue;
    return { id, scene, turns: basicTurns(random, scene, forms, questionsPerImage, style) };
  }
}

/**
 * `count` turns about one scene. The form is drawn by its share in `forms`; within a form every question comes once,
 * first each in one wording, then in the others. They repeat only after all have been used.
 */
function basicTurns(
  random: RandomStream,
  scene: PointsScene,
  forms: readonly Form[],
  count: number,
  style: StyleName,
): AskedTurn[] {
  const turns: AskedTurn[] = [];
  let decks = new Map<Form, AskedTurn[]>();
  while (turns.length < count) {
    let open = forms.filter((form) => decks.get(form)?.length);
    if (open.length === 0) {
      decks = new Map(forms.map((form) => [form, questionDeck(random, scene, form, style)]));
      open = [...forms];
    }
    turns.push(decks.get(random.pick(open))!.shift()!);
  }
  return turns;
}

function questionDeck(random: RandomStream, scene: PointsScene, form: Form, style: StyleName): AskedTurn[] {
  const rounds: AskedTurn[][] = [];
  for (const query of queriesOf(scene, form)) {
    const worded = positionsOnly(style, query);
    const answer = styles[style].answerText(scene, worded);
    for (const [round, question] of random.shuffle(styles[style].questionTexts(scene, worded)).entries()) {
      rounds[round] ??= [];
      rounds[round].push({ question, answer, query });
    }
  }
  return rounds.flatMap((round) => random.shuffle(round));
}
