/** How a task is called and coloured, everywhere on the page. */
import type { Task } from '../../sparkle/item.ts';

/** The hue of a task; the colours are in styles/tokens.css. */
export const taskHue = (task: Task): 'direction' | 'distance' | 'localization' | 'composite' =>
  task === 'direction' || task === 'distance' || task === 'localization' ? task : 'composite';

/** `spp4` in words: "shortest path, 4 by 4". */
export function taskName(task: Task): string {
  const size = Number(task.slice(3));
  if (task.startsWith('spp')) return `shortest path ${size} × ${size}`;
  if (task.startsWith('tsp')) return `route through ${size}`;
  return task;
}
