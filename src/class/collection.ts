/**
 * What a teacher has collected: who handed in which result, which of them count, and which belong together. Nothing that was
 * handed in is thrown away for being double: it is kept, told, and does not count until the teacher says so. Not here:
 * pooling (pool.ts), where the entries are kept (src/app/class/store.ts).
 */
import { z } from 'zod';
import '../../models/no-eval.ts';
import { ExperimentConfig } from '../experiment/config.ts';
import { sha256OfValue } from '../files/sha256.ts';
import type { ScoredTask } from '../sparkle/dataset/imported.ts';
import { isTask } from '../sparkle/task/task-name.ts';
import type { Words } from '../words/english.ts';
import { nameLengthMax } from './code-lines.ts';
import { grouped } from './grouped.ts';

const count = z.int().min(0);

const StoredResult = z.object({
  settings: z.string(),
  items: z.string(),
  seed: count,
  tasks: z
    .array(
      z
        .object({
          task: z.custom<ScoredTask>(
            (name) => name === 'imported' || (typeof name === 'string' && isTask(name)),
          ),
          bothRight: count,
          onlyBefore: count,
          onlyAfter: count,
          neither: count,
          blindPercent: z.number().min(0).max(100),
        })
        .refine(
          ({ bothRight, onlyBefore, onlyAfter, neither }) => bothRight + onlyBefore + onlyAfter + neither > 0,
        ),
    )
    .min(1)
    .readonly(),
});

/** One result of one student, as it is kept. */
export const Entry = z.object({
  version: z.literal(1),
  /** Follows from what was handed in: the same again has the same. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** As the student typed it; empty if there is none. */
  name: z.string().max(2 * nameLengthMax),
  /** The name of the run file; null for a code. */
  file: z.string().nullable(),
  /** Of a run file: when the run began, and its settings; null for a code. */
  startedAt: z.string().nullable(),
  config: ExperimentConfig.nullable(),
  /** Whether it is pooled. */
  isCounted: z.boolean(),
  result: StoredResult,
});
export type Entry = z.infer<typeof Entry>;

/** What is handed in, before it is known whether it is there already. */
type HandedIn = Omit<Entry, 'version' | 'id' | 'isCounted'>;

/** How an entry is called. */
export const entryName = (
  { name, file }: Pick<Entry, 'name' | 'file'>,
  { nameless }: Words['classroom'],
): string => name || file || nameless;

/**
 * Takes what is handed in beside what is there: the new entry, or null if it is there already; and what is to be told, as a
 * sentence, or null.
 */
export function admit(
  entries: readonly Entry[],
  handedIn: HandedIn,
  say: Words['classroom'],
): { entry: Entry | null; note: string | null } {
  const { name, result, startedAt } = handedIn;
  const id = sha256OfValue([nameKey(name), startedAt, result]).slice(0, 16);
  const said = entryName(handedIn, say);
  const same = entries.find(
    (each) => each.id === id || (isSameRun(each, handedIn) && (name === '' || each.name === '')),
  );
  if (same)
    return {
      entry: null,
      note: say.sameAgain(said, entryName(same, say)),
    };
  const copied = entries.find((each) => isSameRun(each, handedIn));
  const before = entries.find(
    (each) =>
      each.isCounted &&
      nameKey(name) !== '' &&
      nameKey(each.name) === nameKey(name) &&
      each.result.settings === result.settings,
  );
  const note = copied
    ? say.sameRun(said, entryName(copied, say))
    : before
      ? say.sameStudent(said, entryName(before, say))
      : null;
  return { entry: { version: 1, id, ...handedIn, isCounted: note === null }, note };
}

/** Names are one if they differ only in case, spaces and the spelling of letters. */
const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();

/** Whether two run files are of one run. Codes do not say when a run began: equal ones may be of two computers. */
const isSameRun = (a: HandedIn, b: HandedIn): boolean =>
  a.startedAt !== null && a.startedAt === b.startedAt && sha256OfValue(a.result) === sha256OfValue(b.result);

/** Entries that can be pooled: one experiment, with one set of items at each seed. */
export interface Group {
  readonly key: string;
  readonly entries: readonly Entry[];
  /** The settings, if any of its entries is a file; else null. */
  readonly config: ExperimentConfig | null;
  /** Whether it is set apart from entries of its settings because its items are others at the same seed. */
  readonly hasOtherItems: boolean;
}

/** The entries by what can be pooled, the largest group first; in a group in the order in which they were handed in. */
export function groupsOf(entries: readonly Entry[]): Group[] {
  const bySettings = grouped(entries, ({ result }) => result.settings);
  const groups = [...bySettings].flatMap(([settings, own]) => {
    const usual = usualItems(own);
    const parts = grouped(own, ({ result: { seed, items } }) => (usual.get(seed) === items ? '' : items));
    return [...parts].map(([items, part]) => ({
      key: items === '' ? settings : `${settings}-${items}`,
      entries: part,
      config: own.find(({ config }) => config)?.config ?? null,
      hasOtherItems: items !== '',
    }));
  });
  return groups.sort((a, b) => b.entries.length - a.entries.length);
}

/** The items that most entries of a seed have, of equally many those that came first. */
function usualItems(entries: readonly Entry[]): ReadonlyMap<number, string> {
  const usual = new Map<number, string>();
  for (const [seed, own] of grouped(entries, ({ result }) => result.seed)) {
    const counts = [...grouped(own, ({ result }) => result.items)].sort(
      ([, a], [, b]) => b.length - a.length,
    );
    usual.set(seed, counts[0]![0]);
  }
  return usual;
}
