/** How the forms of questions are called and coloured. Not here: tasks (task.ts). */
import type { Item } from '../../sparkle/task/item.ts';

/** Where the form's own name does not say it. */
const names: Readonly<Record<string, string>> = {
  comparison: 'closer or farther',
  pair: 'nearest or farthest pair',
  number: 'distance',
  path: 'shortest path',
  route: 'shortest route',
  'yes-no': 'yes or no',
};

/** A form in a word or two. */
export const formName = (form: Item['form']): string => names[form] ?? form;

/** The hue of the skill a form belongs to; the colours are in page/tokens.css. */
export function formHue(form: Item['form']): 'direction' | 'distance' | 'localization' | 'composite' {
  switch (form) {
    case 'direction':
      return 'direction';
    case 'comparison':
    case 'pair':
    case 'number':
      return 'distance';
    case 'coordinates':
    case 'region':
    case 'description':
      return 'localization';
    default:
      return 'composite';
  }
}
