/**
 * What every style of words shares: the forms of questions, what a question asks (Query), what an answer claims (Claim),
 * and what a style must be able to do (Style). Not here: the styles and their table (styles.ts).
 */
import type { Geometry } from '../scene/geometry.ts';
import type { Move } from '../scene/lattice.ts';
import type { Point, Scene } from '../scene/scene.ts';

/**
 * The table of forms of questions. The form decides how an answer is read (style/), judged (score.ts) and guessed blindly
 * (baseline.ts); the page shows it in the hue of the skill it belongs to.
 */
export const answerForms = {
  /** One of 8 classes. */
  direction: { hue: 'direction' },
  /** One of two named objects: the closer or the farther. */
  comparison: { hue: 'distance' },
  /** The nearest or the farthest of the named pairs. */
  pair: { hue: 'distance' },
  /** A distance. */
  number: { hue: 'distance' },
  /** One position. */
  coordinates: { hue: 'localization' },
  /** One of 9 classes. */
  region: { hue: 'localization' },
  /** All positions. */
  description: { hue: 'localization' },
  /** Moves on a lattice. */
  path: { hue: 'composite' },
  /** An order of objects. */
  route: { hue: 'composite' },
  /** Of figures: how many there are. */
  count: { hue: 'composite' },
  /** Of figures: whether something is so. */
  'yes-no': { hue: 'composite' },
} as const;

/** The form of any question. */
export type AnswerForm = keyof typeof answerForms;

/** The form of a question about what a scene names. */
export type Form = Exclude<AnswerForm, 'count' | 'yes-no'>;

/** What a question asks, apart from its wording. */
export interface Query {
  readonly form: Form;
  /**
   * The objects asked about: from and to; anchor and the two compared; the pairs compared, two names each; the start
   * of a route, or none where it is free; the ends of a path; all of a description, alphabetical.
   */
  readonly names: readonly string[];
  /** Comparisons and pairs only. Of pairs: the one that is closer together, or farther apart, than the others. */
  readonly choice: 'closer' | 'farther' | null;
  /** The borders of classes. Absent: those of balancedGeometry. */
  readonly geometry?: Geometry;
  /** Descriptions in free words only: their parts in this order. Absent: regions, directions and comparisons. */
  readonly sections?: readonly DescriptionSection[];
}

/** A part of a description in free words: about every object, every two objects, or every two distances. */
export type DescriptionSection = 'regions' | 'coordinates' | 'directions' | 'comparisons' | 'distances';

/** What an answer claims. */
export type Claim =
  | { readonly form: 'direction' | 'region'; readonly class: number }
  | { readonly form: 'comparison'; readonly name: string }
  | { readonly form: 'pair'; readonly names: readonly [string, string] }
  | { readonly form: 'number'; readonly value: number }
  /** In the embedded language the centre of a cell. */
  | { readonly form: 'coordinates'; readonly point: Point }
  /** In the embedded language without region classes, and of a lattice with its size: nodes a side. */
  | {
      readonly form: 'description';
      readonly points: ReadonlyMap<string, Point>;
      readonly regions: ReadonlyMap<string, number>;
      readonly size?: number;
    }
  | { readonly form: 'path'; readonly moves: readonly Move[] }
  /** Numbers of the nodes that a path visits, as printed on them: from 1, column by column from the bottom-left. */
  | { readonly form: 'path'; readonly nodes: readonly number[] }
  | { readonly form: 'route'; readonly names: readonly string[] }
  | { readonly form: 'count'; readonly value: number }
  | { readonly form: 'yes-no'; readonly isYes: boolean };

/** What an answer is read with: what its question asked, as far as it is known. */
export interface Asked {
  /** As in a query. Empty: nothing is known of them. */
  readonly names: readonly string[];
  /** Comparisons and pairs only; null also if it is not known. */
  readonly choice: Query['choice'];
  /** The options of the question; null if the answer is free. */
  readonly options: readonly string[] | null;
}

/** One way to ask and to answer. Pure: the same scene and query give the same words. */
export interface Style {
  /** Every wording of a question, at least one. Throws for a form this style has no words for. */
  questionTexts(scene: Scene, query: Query): readonly string[];
  /** The reference answer. Throws if there is no clear one. */
  answerText(scene: Scene, query: Query): string;
  /** The options of the question, in its order; null if the answer is free. */
  options(scene: Scene, query: Query): readonly string[] | null;
  /** Reads an answer to such a question. null if it does not have the asked form. Never throws. */
  readAnswer(form: AnswerForm, text: string, asked: Asked): Claim | null;
  /** A claim in words, without working-out: readAnswer gives the claim back. Throws for a claim no option makes. */
  claimText(claim: Claim, options: readonly string[] | null): string;
  /** What the scene shows, in sentences with all positions, to stand before a question in place of the picture. */
  sceneText(scene: Scene): string;
}
