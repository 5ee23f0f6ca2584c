/** How a task is called and coloured, everywhere on the page. */
import type { SuiteName } from '../../experiment/suites.ts';
import type { ScoredKind, ScoredTask } from '../../sparkle/dataset/imported.ts';
import { isFigureTask, partsOfTask } from '../../sparkle/task/item.ts';

/** The hue of a task, which its variants and controls share; the colours are in page/tokens.css. */
export function taskHue(
  task: ScoredTask,
): 'direction' | 'distance' | 'localization' | 'composite' | 'perception' | 'imported' {
  if (task === 'imported') return task;
  const { plain } = partsOfTask(task);
  if (plain === 'direction' || plain === 'distance' || plain === 'localization') return plain;
  return isFigureTask(plain) ? 'perception' : 'composite';
}

/** What kinds of tasks are called, in the order in which they are shown. */
export const kindNames: Readonly<Record<ScoredKind, string>> = {
  basic: 'Basic skills',
  composite: 'Composite tasks',
  'out-of-distribution': 'Out of distribution',
  perception: 'Mere seeing and maps',
  control: 'Controls, without the picture',
  imported: 'Imported questions',
};
export const kinds = Object.keys(kindNames) as ScoredKind[];

/** What suites are called, to stand on their own. */
export const suiteNames: Readonly<Record<SuiteName, string>> = {
  colors: 'unseen colours',
  labels: 'printed labels',
  font: 'other fonts',
  background: 'backgrounds',
  size: 'disc sizes',
  more: 'more discs',
  larger: 'larger ones',
  blocked: 'missing edges',
  maze: 'mazes',
  rotated: 'turned',
  jittered: 'moved nodes',
  crossings: 'crossing lines',
  touching: 'touching circles',
  grid: 'rows and columns',
  map: 'maps',
  blank: 'blank image',
  told: 'told in words',
};

/** `spp4` in words: "shortest path 4 × 4"; `spp4@maze@told`: "path 4 × 4, mazes, told in words". */
export function taskName(task: ScoredTask): string {
  if (task === 'imported') return 'imported questions';
  const { plain, variant, control } = partsOfTask(task);
  const changes = [variant, control].filter((part) => part !== null).map((part) => suiteNames[part]);
  const size = Number(plain.slice(3));
  const isChanged = changes.length > 0;
  const name = isFigureTask(plain)
    ? suiteNames[plain]
    : plain.startsWith('spp')
      ? `${isChanged ? 'path' : 'shortest path'} ${size} × ${size}`
      : plain.startsWith('tsp')
        ? `route through ${size}`
        : plain;
  return [name, ...changes].join(', ');
}
