/**
 * Places in a picture as words: the `objects` of a line in place of its tags `<ref-object>` and `<bbox>`. Not here: the
 * rest of a line (dataset-line.ts), drawing boxes.
 *
 * The words are those of ms-swift's Idefics3 template, which changes nothing of its base: a name as it is, a box as
 * `[(x1,y1),(x2,y2)]`, a point as `[(x,y)]`, in thousandths of the picture's width and height, rounded as Python rounds
 * (modelscope/ms-swift at 3602360, swift/template/base.py: normalize_bbox, replace_ref, replace_bbox; the keys:
 * docs/source_en/Customization/Custom-dataset.md, "Grounding"). They are of the picture, not of the white square around it.
 */

/** What stands in place of a line's tags, in their order. */
export interface Objects {
  readonly names: readonly string[];
  /** Points [x, y] and boxes [x1, y1, x2, y2]. */
  readonly boxes: readonly (readonly number[])[];
  /** Pixels of the picture, or shares of its width and height, 0 to 1. */
  readonly unit: 'pixel' | 'share';
}

/** The size of a picture, in pixels: as its file has it, and as it is shown, which may be turned upright. */
interface PictureSize {
  readonly stored: { readonly width: number; readonly height: number };
  readonly shown: { readonly width: number; readonly height: number };
}

/** The text of a line that was read with objects, or why they cannot be said. */
type Said = { readonly query: string; readonly response: string } | { readonly reason: string };

const nameTag = '<ref-object>';
const boxTag = '<bbox>';
const tags = new RegExp(`${nameTag}|${boxTag}`, 'g');

/** What stands in place of what was expected, as the end of "Expected ..., but". */
export const came = (value: unknown): string => {
  if (value === undefined) return 'it is missing';
  const json = JSON.stringify(value);
  return `got ${json.length > 40 ? `${json.slice(0, 39)}…` : json}`;
};

/** Reads the key `objects`, null if it is absent or empty. Never throws. */
export function readObjects(value: unknown): Objects | null | { readonly reason: string } {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value))
    return {
      reason: `Expected "objects" as an object with "ref" and "bbox", but ${came(value)}. Write it so, or take it out.`,
    };
  const { ref, bbox, bbox_type: type, image_id: images } = value as Record<string, unknown>;
  const names = listOf(ref);
  const boxes = listOf(bbox);
  if (!names.every(isName))
    return {
      reason: `Expected "ref" of "objects" as a list of names, but ${came(ref)}. Name what is in the image.`,
    };
  if (!boxes.every(isBox))
    return {
      reason: `Expected each "bbox" of "objects" as a list of 2 or 4 numbers, but ${came(boxes.find((box) => !isBox(box)))}. Write it so.`,
    };
  if (type !== undefined && type !== null && type !== 'real' && type !== 'norm1')
    return {
      reason: `Expected "bbox_type" of "objects" as "real" or "norm1", but ${came(type)}. Give the boxes in pixels (real), or from 0 to 1 (norm1).`,
    };
  if (!listOf(images).every((image) => image === 0))
    return {
      reason: `Expected 0 for each "image_id" of "objects", as a question has one image, but ${came(images)}. Take the boxes of others out.`,
    };
  return names.length + boxes.length === 0
    ? null
    : { names, boxes, unit: type === 'norm1' ? 'share' : 'pixel' };
}

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

const isName = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

const isBox = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && (value.length === 2 || value.length === 4) && value.every(Number.isFinite);

/** Why the objects do not suffice for the tags of a text, or null. Objects that no tag asks for are not used. */
export function tagProblem(text: string, objects: Objects | null): string | null {
  const missing = [
    { tag: nameTag, key: 'ref', has: objects?.names.length ?? 0 },
    { tag: boxTag, key: 'bbox', has: objects?.boxes.length ?? 0 },
  ].find(({ tag, has }) => text.split(tag).length - 1 > has);
  if (!missing) return null;
  const { tag, key, has } = missing;
  const count = text.split(tag).length - 1;
  return `It has ${count} ${count === 1 ? 'tag' : 'tags'} ${tag}, but ${has} in "${key}" of "objects". Write as many there.`;
}

/** The question and the response with words in place of their tags. There must be no tagProblem. Never throws. */
export function sayObjects(
  { query, response }: { readonly query: string; readonly response: string },
  objects: Objects,
  picture: PictureSize,
): Said {
  const { stored, shown } = picture;
  const usesBoxes = `${query}${response}`.includes(boxTag);
  if (usesBoxes && stored.width !== shown.width && stored.width === shown.height)
    return {
      reason: 'Its boxes can be meant two ways: the image is stored on its side. Save it upright.',
    };
  const { width, height } = objects.unit === 'share' ? { width: 1, height: 1 } : shown;
  let [name, box] = [0, 0];
  let outside: string | null = null;
  const say = (text: string): string =>
    text.replace(tags, (tag) => {
      if (tag === nameTag) return objects.names[name++]!;
      const given = objects.boxes[box++]!;
      const thousandths = ordered(given).map((side, i) =>
        roundHalfEven((side / (i % 2 === 0 ? width : height)) * 1000),
      );
      if (thousandths.some((side) => side < 0 || side > 1000)) outside ??= `[${given.join(', ')}]`;
      return boxText(thousandths);
    });
  const said = { query: say(query), response: say(response) };
  if (outside === null) return said;
  const extent = objects.unit === 'share' ? '1 by 1' : `${width} by ${height} pixels`;
  return {
    reason: `The box ${outside} is outside the image of ${extent}. Correct it, or "bbox_type", which says its unit.`,
  };
}

/** A box from its upper left to its lower right corner, as ms-swift turns it (RowPreprocessor._check_objects). */
function ordered([x1, y1, x2, y2]: readonly number[]): number[] {
  if (x2 === undefined || y2 === undefined) return [x1!, y1!];
  return [Math.min(x1!, x2), Math.min(y1!, y2), Math.max(x1!, x2), Math.max(y1!, y2)];
}

function boxText(sides: readonly number[]): string {
  const corners = Array.from({ length: sides.length / 2 }, (_, i) => `(${sides[2 * i]},${sides[2 * i + 1]})`);
  return `[${corners.join(',')}]`;
}

/** To the nearest whole number; halves go to the even one, as in Python. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + Math.abs(below % 2) : Math.round(value);
}
