/**
 * Every question that can be asked about a scene and has a clear answer.
 * Not here: which of them are asked (discs.ts, path.ts, training.ts, src/sparkle/dataset/), words (src/sparkle/style/).
 */
import {
  balancedGeometry,
  directionClass,
  distance,
  type Geometry,
  isClearComparison,
  placedObjects,
  positionOf,
  regionClass,
} from '../scene/geometry.ts';
import { endName, startName } from '../scene/palette.ts';
import { solveRoute } from '../scene/route.ts';
import type { Scene } from '../scene/scene.ts';
import type { Form, Query } from '../style/query.ts';
import { objectPairs } from '../style/words.ts';

/** The second-best route must be this much longer than the best, so that one order is clearly right. */
const routeMargin = 1.06;

/** Every question of a form that has a clear answer in this scene. Form 'pair': two pairs, or all. */
export function queriesOf(scene: Scene, form: Form, geometry: Geometry = balancedGeometry): Query[] {
  const names = placedObjects(scene).map((object) => object.name);
  const at = (name: string) => positionOf(scene, name);
  const ask = (asked: readonly string[], choice: Query['choice'] = null): Query =>
    geometry === balancedGeometry ? { form, names: asked, choice } : { form, names: asked, choice, geometry };
  const pairs = names.flatMap((a) => names.filter((b) => b !== a).map((b) => [a, b] as const));
  switch (form) {
    case 'direction':
      return pairs
        .filter(([a, b]) => directionClass(at(a), at(b), geometry) !== null)
        .map((pair) => ask(pair));
    case 'number':
      return pairs.map((pair) => ask(pair));
    case 'comparison':
      return pairs.flatMap(([a, b]) =>
        names
          .filter((c) => c !== a && c !== b && isClearComparison(at(a), at(b), at(c), geometry))
          .flatMap((c) => [ask([a, b, c], 'closer'), ask([a, b, c], 'farther')]),
      );
    case 'pair': {
      const unordered = objectPairs(scene);
      const compared = [
        unordered,
        ...unordered.flatMap((first, i) => unordered.slice(i + 1).map((second) => [first, second])),
      ];
      return compared.flatMap((some) => {
        const lengths = some.map(([a, b]) => distance(at(a), at(b))).sort((a, b) => a - b);
        const isClear = (place: number) => lengths[place + 1]! - lengths[place]! > geometry.distanceMargin;
        return [
          ...(isClear(0) ? [ask(some.flat(), 'closer')] : []),
          ...(isClear(lengths.length - 2) ? [ask(some.flat(), 'farther')] : []),
        ];
      });
    }
    case 'coordinates':
      return names.map((name) => ask([name]));
    case 'region':
      return names.filter((name) => regionClass(at(name), geometry) !== null).map((name) => ask([name]));
    case 'description':
      return [ask([...names].sort())];
    case 'path':
      return scene.kind === 'lattice' ? [ask([startName, endName])] : [];
    case 'route':
      return names.filter((name) => isClearRoute(scene, name)).map((name) => ask([name]));
  }
}

function isClearRoute(scene: Scene, start: string): boolean {
  if (scene.kind !== 'points') return false;
  const place = scene.objects.findIndex((object) => object.name === start);
  const { length, secondLength } = solveRoute(scene.objects, place);
  return secondLength > routeMargin * length;
}
