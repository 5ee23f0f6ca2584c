/** Where names of cells stand on a picture: near their cells, inside, and none over another. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { badgePlaces } from '../../../src/app/figures/badge.tsx';

const badge = (column: number, row: number, text = 'red') => ({
  corner: { x: 10 * column, y: 90 - 10 * row },
  text,
});

test('alone, a name stands above its cell, and below where there is no room above', () => {
  expect(badgePlaces([badge(4, 4)])).toEqual([{ x: 45, y: 45.5 }]);
  expect(badgePlaces([badge(4, 9)])).toEqual([{ x: 45, y: 14.5 }]);
});

test('of one cell they are stacked, in neighbouring ones moved apart, far from each other left where they are', () => {
  const [first, second] = badgePlaces([badge(4, 4), badge(4, 4, 'blue')]);
  expect(second).toEqual({ x: 45, y: expect.closeTo(first!.y - 7.6, 9) });
  const [left, right] = badgePlaces([badge(4, 4, 'orange'), badge(5, 4, 'purple')]);
  expect(Math.abs(left!.y - right!.y)).toBeGreaterThanOrEqual(7.2);
  expect(badgePlaces([badge(0, 4), badge(9, 4)]).map(({ y }) => y)).toEqual([45.5, 45.5]);
});

test('any seven names in any cells stand inside the picture, apart', () => {
  const cell = fc.record({
    column: fc.nat(9),
    row: fc.nat(9),
    text: fc.constantFrom('red', 'green', 'purple', 'N12'),
  });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 7 }), (cells) => {
      const badges = cells.map(({ column, row, text }) => badge(column, row, text));
      const places = badgePlaces(badges);
      const width = (i: number) => 2.6 * badges[i]!.text.length + 4;
      places.forEach((a, i) => {
        expect(a.y - 3.6).toBeGreaterThanOrEqual(0);
        expect(a.y + 3.6).toBeLessThanOrEqual(100);
        expect(a.x - width(i) / 2).toBeGreaterThanOrEqual(0);
        expect(a.x + width(i) / 2).toBeLessThanOrEqual(100);
        places.slice(i + 1).forEach((b, k) => {
          const isAside = Math.abs(a.x - b.x) >= (width(i) + width(i + 1 + k)) / 2;
          expect(isAside || Math.abs(a.y - b.y) >= 7.2).toBe(true);
        });
      });
    }),
  );
});
