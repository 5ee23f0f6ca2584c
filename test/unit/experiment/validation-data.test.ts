/** What is held out of training for validation: scenes and images that training never shows, the same for a seed. */
import { expect, test } from 'vitest';
import { type Arm, armRow } from '../../../src/experiment/arms.ts';
import { ExperimentConfig } from '../../../src/experiment/config.ts';
import { trainingConversations } from '../../../src/experiment/imported-data.ts';
import { type QuestionSet, splitImages } from '../../../src/sparkle/dataset/imported.ts';
import { sceneKey } from '../../../src/sparkle/scene/geometry.ts';
import { partOf } from '../../../src/sparkle/scene/sampling.ts';
import { capabilities } from '../../../src/sparkle/task/task-name.ts';
import { type Share, trainingConversation } from '../../../src/sparkle/task/training.ts';

const conversations = (arm: Arm, count: number, share?: Share) =>
  Array.from(
    { length: count },
    (_, i) => trainingConversation(1, armRow(arm).trainsOn, 3, i, 'embedded', share)!,
  );

test.each<[string, Arm]>([
  ['basic skills', [...capabilities]],
  // Few lattices: the same pairs come again and again.
  ['composite tasks', 'composite'],
])('%s: no scene that is held out is ever trained on, and none of either is evaluated', (_, arm) => {
  const kept = conversations(arm, 600, 'kept');
  const heldOut = conversations(arm, 200, 'held-out');
  const keys = new Set(kept.map(({ scene }) => sceneKey(scene)));
  expect(heldOut.filter(({ scene }) => keys.has(sceneKey(scene)))).toEqual([]);
  expect([...kept, ...heldOut].every(({ scene }) => partOf(scene) === 'training')).toBe(true);
  expect(new Set(heldOut.map(({ id }) => id)).size).toBe(200);
  expect(conversations(arm, 200, 'held-out')).toEqual(heldOut);
  // Both kinds of the composite arm are validated too.
  const kinds = new Set(heldOut.map(({ scene }) => scene.kind));
  expect([...kinds].sort()).toEqual(arm === 'composite' ? ['lattice', 'points'] : ['points']);
});

test('without validation nothing is held out: the data are those of before', () => {
  const all = conversations([...capabilities], 300);
  expect(all).toEqual(conversations([...capabilities], 300, 'all'));
  const kept = conversations([...capabilities], 300, 'kept');
  // About an eighth gives way to others.
  const changed = all.filter(({ scene }, i) => sceneKey(scene) !== sceneKey(kept[i]!.scene)).length;
  expect(changed).toBeGreaterThan(15);
  expect(changed).toBeLessThan(70);
});

const image = { format: 'png', width: 3, height: 2, blob: new Blob() } as const;
const setOf = (images: number): QuestionSet => ({
  id: 'pets',
  questions: Array.from({ length: 2 * images }, (_, i) => ({
    line: i + 1,
    query: `What is it? ${i}`,
    response: 'a cat',
    image: `${i % images}.png`,
  })),
  images: new Map(Array.from({ length: images }, (_, i) => [`${i}.png`, image])),
  recipe: null,
});

test('of imported data whole images are held out, half of them at most', () => {
  const { kept, heldOut, images } = splitImages(setOf(10), 1, 3);
  expect(images).toBe(3);
  const pathsOf = ({ questions }: QuestionSet) => new Set(questions.map((question) => question.image));
  expect([pathsOf(kept).size, pathsOf(heldOut).size]).toEqual([7, 3]);
  expect(kept.questions.length + heldOut.questions.length).toBe(20);
  expect(splitImages(setOf(10), 2, 3).heldOut).not.toEqual(heldOut);
  expect(splitImages(setOf(5), 1, 30).images).toBe(2);
  expect(splitImages(setOf(5), 1, 0).kept.questions).toEqual(setOf(5).questions);
});

const trainOnImported = (images: number, validationItems: number) =>
  trainingConversations(
    ExperimentConfig.parse({ training: { validationItems } }),
    { training: setOf(images), test: null },
    {} as never,
    { measure: async (all: readonly unknown[]) => all.map(() => ({ answerTokens: 2 })) } as never,
    () => {},
    new AbortController().signal,
  );

test('a set with too few images says so', async () => {
  const { heldOut, notices, conversations: ofNumber } = await trainOnImported(5, 30);
  expect(heldOut.map(({ id }) => id)).toEqual(['validation-0', 'validation-1']);
  expect(notices).toEqual(['Validation is measured on 2 images, half of those there are, not on 30.']);
  const trained = new Set((await ofNumber(0, 12)).map(({ scene }) => scene.id));
  expect(heldOut.some(({ scene }) => trained.has(scene.id))).toBe(false);
  await expect(trainOnImported(1, 4)).rejects.toThrow(/at least two images.*Set validation items to 0/);
});
