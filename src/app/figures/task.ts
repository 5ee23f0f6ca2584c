/** How a task is called and coloured, everywhere on the page. */
import type { ScoredKind, ScoredTask } from '../../sparkle/imported.ts';

/** The hue of a task; the colours are in styles/tokens.css. */
export const taskHue = (
  task: ScoredTask,
): 'direction' | 'distance' | 'localization' | 'composite' | 'imported' =>
  task === 'direction' || task === 'distance' || task === 'localization' || task === 'imported'
    ? task
    : 'composite';

/** What kinds of tasks are called, in the order in which they are shown. */
export const kindNames: Readonly<Record<ScoredKind, string>> = {
  basic: 'Basic skills',
  composite: 'Composite tasks',
  'out-of-distribution': 'Out of distribution',
  perception: 'Perception',
  control: 'Controls',
  imported: 'Imported questions',
};
export const kinds = Object.keys(kindNames) as ScoredKind[];

/** `spp4` in words: "shortest path, 4 by 4". */
export function taskName(task: ScoredTask): string {
  if (task === 'imported') return 'imported questions';
  const size = Number(task.slice(3));
  if (task.startsWith('spp')) return `shortest path ${size} × ${size}`;
  if (task.startsWith('tsp')) return `route through ${size}`;
  return task;
}
