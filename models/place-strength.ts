/**
 * The strength of place: how strongly a base model sees where things are, where it has a component by which that can be
 * set. Plain data and rules, also for the page. Not here: the component and its formula (place.ts).
 */

/** The file with the component, in a model's folder. A model need not have it. */
export const placeFile = 'place.safetensors';

/** The strength at which the embedded model ships. A model without the component counts as seen at it. */
export const usualStrength = 0.2;

/** What must be known of a model to set it. */
interface Placed {
  readonly name: string;
  /** The strength at which it is loaded, 0 to 1; null if it has no component. */
  readonly place: number | null;
}

/** A strength from text; null if it is not a number from 0 to 1. */
export function readStrength(text: string | undefined): number | null {
  const strength = text?.trim() ? Number(text) : Number.NaN;
  return strength >= 0 && strength <= 1 ? strength : null;
}

/** Why a model cannot be seen at this strength, and what to do; null if it can. */
export const strengthRefusal = ({ name, place }: Placed, strength: number): string | null =>
  place !== null || strength === usualStrength
    ? null
    : `Expected strength of place ${usualStrength}, because ${name} has no ${placeFile} by which it could be set, got ${strength}. Leave it at ${usualStrength}, or choose a model that has the file.`;

/** The model, to be loaded at this strength. Throws Error with a plain message if it cannot be set. */
export function atStrength<Model extends Placed>(model: Model, strength: number): Model {
  const refusal = strengthRefusal(model, strength);
  if (refusal !== null) throw new Error(refusal);
  return model.place === null ? model : { ...model, place: strength };
}
