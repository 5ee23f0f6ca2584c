/** Every style over random scenes: what is answered is read back and right, what is changed is wrong, nothing throws. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { queriesOf } from '../../src/sparkle/generate.ts';
import { balancedGeometry, type Geometry, paperGeometry } from '../../src/sparkle/geometry.ts';
import type { Form, Item, Task } from '../../src/sparkle/item.ts';
import { type Claim, colors, type DescriptionSection, type Query } from '../../src/sparkle/language.ts';
import { randomBlockedEdges } from '../../src/sparkle/lattice.ts';
import { type RandomStream, stream } from '../../src/sparkle/random.ts';
import { latticePairs, latticeScene, samplePoints } from '../../src/sparkle/sampling.ts';
import type { Scene } from '../../src/sparkle/scene.ts';
import { score } from '../../src/sparkle/score.ts';
import { type StyleName, styles } from '../../src/sparkle/style.ts';

const forms = [
  'direction',
  'comparison',
  'pair',
  'number',
  'coordinates',
  'region',
  'description',
  'path',
  'route',
] as const satisfies readonly Form[];
const styleNames: readonly StyleName[] = ['embedded', 'words', 'choice'];
const isAsked = (style: StyleName, form: Form) => style !== 'embedded' || form !== 'pair';
const asked = styleNames.flatMap((style) =>
  forms.filter((form) => isAsked(style, form)).map((form): [StyleName, Form] => [style, form]),
);
const sections: readonly DescriptionSection[] = [
  'regions',
  'coordinates',
  'directions',
  'comparisons',
  'distances',
];

function randomScene(random: RandomStream, form: Form, style: StyleName): Scene {
  if (form === 'path') {
    const size = 3 + random.int(4);
    const pair = random.pick(latticePairs(size, 'training'));
    const scene = latticeScene('', size, pair, false);
    return { ...scene, blocked: randomBlockedEdges(random, size, random.int(size)) };
  }
  const count = 3 + random.int(3);
  const labels = Array.from({ length: count }, (_, place) => `N${place + 1}`);
  const hasLabels = style !== 'embedded' && random.int(2) === 0;
  return samplePoints(
    random,
    '',
    hasLabels ? random.shuffle(labels) : random.sample([...colors.keys()], count),
    2,
  );
}

/** A random question of a form, as an item of a style. */
function randomItem(seed: number, form: Form, style: StyleName): { item: Item; query: Query } {
  const random = stream(seed, form, style);
  const geometry: Geometry = random.pick([balancedGeometry, paperGeometry]);
  for (;;) {
    const scene = randomScene(random, form, style);
    const queries = queriesOf(scene, form, geometry);
    if (queries.length === 0) continue;
    let query = random.pick(queries);
    if (form === 'route' && style !== 'embedded' && random.int(2) === 0) query = { ...query, names: [] };
    const some = random.shuffle(sections).slice(0, random.int(5));
    if (form === 'description')
      query = { ...query, sections: random.shuffle([...new Set(['regions' as const, ...some])]) };
    if (form === 'description' && style !== 'embedded' && queriesOf(scene, 'region', geometry).length === 0)
      continue;
    return { item: itemOf(scene, query, style, random), query };
  }
}

function itemOf(scene: Scene, query: Query, name: StyleName, random: RandomStream): Item {
  const style = styles[name];
  const options = style.options(scene, query);
  const task: Task = query.form === 'path' ? 'spp4' : query.form === 'route' ? 'tsp4' : 'direction';
  return {
    id: '',
    task,
    form: query.form,
    scene,
    names: query.names,
    question: random.pick(style.questionTexts(scene, query)),
    answer: style.answerText(scene, query),
    ...(name === 'embedded' ? {} : { style: name }),
    ...(options ? { options } : {}),
  };
}

const right = { isParsed: true, isCorrect: true };
const say = (item: Item, claim: Claim) =>
  styles[item.style ?? 'embedded'].claimText(claim, item.options ?? null);
const read = (item: Item, text: string) =>
  styles[item.style ?? 'embedded'].readAnswer(item.form, text, item.options ?? null);

test.each(asked)('%s: a %s answer is read back and right, said again too', (style, form) => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { item } = randomItem(seed, form, style);
      expect(score(item, item.answer), `${item.question}\n${item.answer}`).toMatchObject(right);
      const again = say(item, read(item, item.answer)!);
      expect(score(item, again), again).toMatchObject(right);
    }),
    { numRuns: 1000, seed: 1 },
  );
});

/** Claims that differ from the right one by enough to be wrong. */
function wrongClaims(query: Query, claim: Claim): Claim[] {
  const others = (count: number, index: number) =>
    Array.from({ length: count }, (_, i) => i).filter((i) => i !== index);
  switch (claim.form) {
    case 'direction':
    case 'region':
      return others(claim.form === 'direction' ? 8 : 9, claim.class).map((index) => ({
        ...claim,
        class: index,
      }));
    case 'comparison':
      return query.names.slice(1).flatMap((name) => (name === claim.name ? [] : [{ ...claim, name }]));
    case 'pair': {
      const names = [...new Set(query.names)];
      return names
        .flatMap((a, place) => names.slice(place + 1).map((b): [string, string] => [a, b]))
        .filter((pair) => !pair.every((name) => claim.names.includes(name)))
        .map((pair) => ({ ...claim, names: pair }));
    }
    case 'number':
      return [2.1, -2.1].map((off) => ({ ...claim, value: Math.round(claim.value + off) }));
    case 'coordinates':
      return [2.1, -2.1]
        .map((off) => ({ ...claim, point: { x: claim.point.x + off, y: claim.point.y } }))
        .filter(({ point }) => point.x > 0 && point.x < 10);
    case 'description': {
      const [region] = claim.regions;
      if (!region) return [];
      return others(9, region[1]).map((index) => ({
        ...claim,
        regions: new Map([...claim.regions, [region[0], index]]),
      }));
    }
    case 'path':
      return 'moves' in claim && claim.moves.length > 2 ? [{ ...claim, moves: claim.moves.slice(1) }] : [];
    case 'route':
      return [
        { ...claim, names: claim.names.slice(1) },
        { ...claim, names: [...claim.names, claim.names[0]!] },
      ];
    case 'count':
      return [{ ...claim, value: claim.value + 1 }];
    case 'yes-no':
      return [{ ...claim, isYes: !claim.isYes }];
  }
}

test.each(asked)('%s: another %s answer is read and wrong', (style, form) => {
  let count = 0;
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { item, query } = randomItem(seed, form, style);
      for (const claim of wrongClaims(query, read(item, item.answer)!)) {
        const text = say(item, claim);
        expect(score(item, text), `${item.answer} / ${text}`).toMatchObject({
          isParsed: true,
          isCorrect: false,
        });
        count++;
      }
    }),
    { numRuns: 1000, seed: 2 },
  );
  if (style !== 'embedded' || form !== 'description') expect(count).toBeGreaterThan(500);
});

describe('any text at all', () => {
  const pieces = fc.constantFrom(
    ...[
      'top left',
      'left',
      'or',
      'not',
      'N1',
      'N2',
      'red',
      'Blue',
      ' and ',
      ', ',
      '. ',
      ': ',
      '\n',
      '->',
      '=',
      'so ',
    ],
    ...[
      '(3, 4)',
      '[',
      ']',
      "'up'",
      '"down"',
      '3.14',
      '-',
      '\\boxed{',
      '}',
      'A',
      '(B)',
      'answer is ',
      '**',
      '```',
      '$',
    ],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
  );

  test.each(asked)('%s: %s is judged without an error', (style, form) => {
    const items = Array.from({ length: 20 }, (_, seed) => randomItem(seed, form, style).item);
    fc.assert(
      fc.property(fc.constantFrom(...items), text, (item, answer) => {
        const { isParsed, isCorrect } = score(item, answer);
        expect(isParsed).toBe(read(item, answer) !== null);
        if (isCorrect) expect(isParsed).toBe(true);
      }),
      { numRuns: 1000, seed: 3 },
    );
  });

  test('one more answer behind a right one is never guessed over: the last counts, or none does', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(' or ', ' / ', ', '), (seed, joint) => {
        const { item, query } = randomItem(seed, 'region', 'words');
        const [wrong] = wrongClaims(query, read(item, item.answer)!);
        const both = `${item.answer}${joint}${say(item, wrong!)}`;
        expect(score(item, both).isCorrect, both).toBe(false);
        expect(score(item, `${item.answer}. ${say(item, wrong!)}`).isCorrect).toBe(false);
        expect(score(item, `${say(item, wrong!)}. ${item.answer}`).isCorrect).toBe(true);
        expect(read(item, `Answer: ${item.answer}\nAnother thought: ${say(item, wrong!)}`)).toBeNull();
      }),
      { numRuns: 1000, seed: 4 },
    );
  });
});

test.each(asked.filter(([style]) => style !== 'embedded'))(
  '%s: a %s answer may be dressed up',
  (style, form) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { item } = randomItem(seed, form, style);
        const texts = [` ${item.answer}\n`, `Answer: ${item.answer}`, `**${item.answer}**`];
        if (form !== 'description' && !item.options)
          texts.push(
            `The answer is ${item.answer.toUpperCase()}.`,
            `\`\`\`python\n${item.answer}\n\`\`\``,
            `Let me look.\nSo it is ${item.answer}!`,
            `\\boxed{\\text{${item.answer}}}`,
          );
        for (const text of texts) expect(score(item, text), text).toMatchObject(right);
      }),
      { numRuns: 300, seed: 5 },
    );
  },
);
