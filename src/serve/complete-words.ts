/**
 * Vite's plugin that fails a build whose languages do not have the same words: an entry that one lacks, that one has more,
 * or that is a text in one and a function in the other. Node only. Not here: the words (src/words).
 */
import { type Plugin, runnerImport } from 'vite';

/** A table, or an entry of one. */
type Entry = unknown;

/** Where two tables differ, as paths of entries with what is wrong. Lists may differ: the messages of the engine have a test of their own. */
export function differingWords(english: Entry, other: Entry, path: string): readonly string[] {
  if (typeof english !== typeof other) return [`${path}: ${kindOf(other)} for ${kindOf(english)}`];
  if (typeof english === 'string') return other === '' && english !== '' ? [`${path}: empty`] : [];
  if (!isTable(english) || !isTable(other)) return [];
  const names = new Set([...Object.keys(english), ...Object.keys(other)]);
  return [...names].flatMap((name) => differingWords(english[name], other[name], `${path}.${name}`));
}

const kindOf = (entry: Entry): string => (entry === undefined ? 'nothing' : `a ${typeof entry}`);

const isTable = (entry: Entry): entry is Readonly<Record<string, Entry>> =>
  typeof entry === 'object' && entry !== null && !Array.isArray(entry);

/** The plugin. */
export const completeWords = (): Plugin => ({
  name: 'complete-words',
  apply: 'build',
  async buildStart() {
    const table = async (name: string): Promise<Entry> => {
      const { module } = await runnerImport<Record<string, Entry>>(`/src/words/${name}.ts`, {
        configFile: false,
        logLevel: 'error',
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
      });
      return module[name];
    };
    const different = differingWords(await table('english'), await table('german'), 'german');
    if (different.length > 0)
      throw new Error(
        `The words of the page are not the same in every language. Add what is missing in src/words: ${different.join('; ')}.`,
      );
  },
});
