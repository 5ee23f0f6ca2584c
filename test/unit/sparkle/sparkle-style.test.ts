/** Every style over random scenes: what is answered is read back and right, what is changed is wrong, nothing throws. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { score } from '../../../src/sparkle/score.ts';
import type { Claim, Query } from '../../../src/sparkle/style/query.ts';
import { claimOf, styles } from '../../../src/sparkle/style/styles.ts';
import type { Item } from '../../../src/sparkle/task/item.ts';
import { askedForms, randomItem } from '../../fixtures/styled-items.ts';

const right = { isParsed: true, isCorrect: true };
const say = (item: Item, claim: Claim) =>
  styles[item.style ?? 'embedded'].claimText(claim, item.options ?? null);

test.each(askedForms)('%s: a %s answer is read back and right, said again too', (style, form) => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { item } = randomItem(seed, form, style);
      expect(score(item, item.answer), `${item.question}\n${item.answer}`).toMatchObject(right);
      const again = say(item, claimOf(item, item.answer)!);
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

test.each(askedForms)('%s: another %s answer is read and wrong', (style, form) => {
  let count = 0;
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { item, query } = randomItem(seed, form, style);
      for (const claim of wrongClaims(query, claimOf(item, item.answer)!)) {
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

test('one more answer behind a right one is never guessed over: the last counts, or none does', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(' or ', ' / ', ', '), (seed, joint) => {
      const { item, query } = randomItem(seed, 'region', 'words');
      const [wrong] = wrongClaims(query, claimOf(item, item.answer)!);
      const both = `${item.answer}${joint}${say(item, wrong!)}`;
      expect(score(item, both).isCorrect, both).toBe(false);
      expect(score(item, `${item.answer}. ${say(item, wrong!)}`).isCorrect).toBe(false);
      expect(score(item, `${say(item, wrong!)}. ${item.answer}`).isCorrect).toBe(true);
      expect(claimOf(item, `Answer: ${item.answer}\nAnother thought: ${say(item, wrong!)}`)).toBeNull();
    }),
    { numRuns: 1000, seed: 4 },
  );
});

test.each(askedForms.filter(([style]) => style !== 'embedded'))(
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
