/**
 * Which modules an adapter_config.json names, and with what rank and alpha: lists, patterns and regular expressions as
 * PEFT matches them. Not here: the other keys of the file, and the matrices (peft.ts).
 */
import { z } from 'zod';

/** What a config says about a module, by its whole name. */
interface Patterns {
  rankOf(path: string): number;
  alphaOf(path: string): number;
  isTarget(path: string): boolean;
}

const names = z.union([z.string(), z.array(z.string())]).nullish();

/** The keys of adapter_config.json that are about names. */
export const nameKeys = {
  r: z.int().min(1).max(1024),
  lora_alpha: z.number().positive(),
  /** The keys are regular expressions for the end of a module's name. */
  rank_pattern: z.record(z.string(), z.int().min(1).max(1024)).nullish(),
  alpha_pattern: z.record(z.string(), z.number().positive()).nullish(),
  /** A list of last names, a regular expression for whole names, or 'all-linear'. */
  target_modules: names,
  exclude_modules: names,
  layers_to_transform: z.union([z.int(), z.array(z.int())]).nullish(),
  layers_pattern: names,
} as const;
type NameKeys = z.infer<z.ZodObject<typeof nameKeys>>;

/** Takes a regular expression of the file that JavaScript cannot read, and its key; throws. */
type Refuse = (source: string, key: string) => never;

/** Matches names as PEFT does: patterns with the end of a name, lists with its last parts, expressions with all of it. */
export function patterns(config: NameKeys, refuse: Refuse): Patterns {
  const compiled = (pattern: Readonly<Record<string, number>> | null | undefined, key: string) =>
    Object.entries(pattern ?? {}).map(
      ([end, value]) =>
        [expression(end, (source) => `^(?:.*\\.)?(?:${source})$`, key, refuse), value] as const,
    );
  const ranks = compiled(config.rank_pattern, 'rank_pattern');
  const alphas = compiled(config.alpha_pattern, 'alpha_pattern');
  const first = (pattern: typeof ranks, path: string) => pattern.find(([end]) => end.test(path))?.[1];
  const isNamed = listed(config.target_modules, 'target_modules', refuse);
  const isExcluded = listed(config.exclude_modules, 'exclude_modules', refuse);
  const isInLayers = layerMatch(config, refuse);
  const { target_modules: targets } = config;
  // Without targets PEFT uses its own list for each architecture; all-linear is every linear layer but the head.
  const isEvery = targets == null || (typeof targets === 'string' && targets.toLowerCase() === 'all-linear');
  return {
    rankOf: (path) => first(ranks, path) ?? config.r,
    alphaOf: (path) => first(alphas, path) ?? config.lora_alpha,
    isTarget: (path) => !isExcluded(path) && (isEvery || (isNamed(path) && isInLayers(path))),
  };
}

/** Whether a name ends with an element of a list, or matches an expression as a whole. */
function listed(targets: NameKeys['target_modules'], key: string, refuse: Refuse): (path: string) => boolean {
  if (targets == null || targets.length === 0) return () => false;
  if (typeof targets === 'string') {
    const whole = expression(targets, (source) => `^(?:${source})$`, key, refuse);
    return (path) => whole.test(path);
  }
  return (path) => targets.some((end) => path === end || path.endsWith(`.${end}`));
}

/** Whether a name is in one of layers_to_transform. PEFT ignores these if the targets are an expression. */
function layerMatch(config: NameKeys, refuse: Refuse): (path: string) => boolean {
  const { layers_to_transform: layers, layers_pattern: pattern, target_modules: targets } = config;
  const wanted = [layers ?? []].flat();
  if (wanted.length === 0 || typeof targets === 'string') return () => true;
  const lists = [pattern ?? []].flat().filter((list) => list !== '');
  const places = (lists.length > 0 ? lists : ['[^.]*']).map((list) =>
    expression(list, (source) => `^.*\\.(?:${source})\\.(\\d+)\\.`, 'layers_pattern', refuse),
  );
  return (path) => {
    const layer = places.map((place) => place.exec(path)?.[1]).find((found) => found !== undefined);
    return layer !== undefined && wanted.includes(Number(layer));
  };
}

/** The expression of the file, within what it has to match. */
function expression(source: string, within: (source: string) => string, key: string, refuse: Refuse): RegExp {
  try {
    // Python's spelling of a named group.
    return new RegExp(within(source.replaceAll('(?P<', '(?<')));
  } catch {
    return refuse(source, key);
  }
}
