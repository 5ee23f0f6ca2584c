/**
 * What the engine throws is known in German: every text of an error in the sources that the page runs, with something in
 * place of what varies. Not here: whole messages as people read them (../refusals, which looks at their German too).
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inWords } from '../../../src/words/thrown.ts';
import { speak } from '../../../src/words/words.ts';
import { leftEnglish } from '../../fixtures/refusals.ts';
import { type Node, nodesIn } from '../../fixtures/syntax-tree.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Sources of commands, and of errors that only a mistake in the lab itself can bring about: they name no cause that a person could mend. */
const leftOut: readonly RegExp[] = [
  /^models\/(sparkle-tiny|transformers|onnx\/write|kernels)\//,
  /^models\/(stacked-matrix|plain\/member)\.ts$/,
  /^src\/(headless|serve|app|words)\//,
  /^src\/experiment\/statistics\//,
];

/** Beginnings of texts that a person never reads as they are here, and why. */
const neverShown: Readonly<Record<string, string>> = {
  'Nothing to pick from': 'a mistake in the lab',
  'None of the options says': 'a mistake in the lab',
  'A description is a text': 'a mistake in the lab',
  'The embedded language tells a path by its moves': 'a mistake in the lab',
  'Expected a loaded model, got none: call load() first': 'a mistake in the lab',
  'Expected image ': 'a mistake in the lab',
  'Expected a merged model, got none': 'a mistake in the lab',
  'Expected held-out conversations': 'a mistake in the lab',
  'Expected X1 bytes for tensor': 'a mistake in the lab: it is what writes a file that says so',
  'X1: expected an ONNX model, got': 'made of parts: ../refusals/model-weights.test.ts',
  'X1: expected X1 X1, as the weights in': 'made of parts: ../refusals/model-weights.test.ts',
  '. Use the config.json': 'a part of the one above',
  ', which is transformers': 'a part of the one above',
  'Expected an adapter of X1, got one of another': 'made of parts: ../refusals/takeaway.test.ts',
  'has no such layer': 'a part of the one above',
  'Expected the adapter of this experiment': 'made of parts: ../refusals/takeaway.test.ts',
};

/** The texts in the errors that a source makes. */
function textsThrown(source: string): string[] {
  const found: string[] = [];
  const visit = (node: Node, isThrown: boolean): void => {
    const inError =
      isThrown ||
      (node.type === 'NewExpression' && /(Error|Refused)$/.test(String((node.callee as Node).name)));
    const text =
      node.type === 'Literal' && typeof node.value === 'string'
        ? node.value
        : node.type === 'TemplateLiteral'
          ? (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('X1')
          : null;
    if (inError && text !== null && /[a-z]{2,} [a-z]+ [a-z]/i.test(text)) found.push(text);
    for (const inner of nodesIn(node)) visit(inner, inError);
  };
  visit(parseAst(source, { lang: 'ts' }) as unknown as Node, false);
  return found;
}

const files = ['models', 'workers', 'src'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !leftOut.some((pattern) => pattern.test(path))),
);
const thrown = files.flatMap((path) =>
  textsThrown(readFileSync(join(root, path), 'utf8')).map((text) => ({ path, text })),
);

beforeAll(() => speak('de'));
afterAll(() => speak('en'));

test('every text that is thrown', () => {
  expect(thrown.length).toBeGreaterThan(150);
  const english = thrown
    .filter(({ text }) => !Object.keys(neverShown).some((start) => text.startsWith(start)))
    .filter(({ text }) => inWords(text) === text || leftEnglish(text) !== null)
    .map(({ path, text }) => `${path}: ${text}`);
  expect(english).toEqual([]);
});

test('what is left out is there', () => {
  const gone = Object.keys(neverShown).filter((start) => !thrown.some(({ text }) => text.startsWith(start)));
  expect(gone).toEqual([]);
});

test('names and numbers stay, also beside what is known', () => {
  expect(inWords('Tom and Jerry')).toBe('Tom and Jerry');
  expect(
    inWords(
      'The file "Tom and Jerry.zip" is damaged in the ZIP; copy or download the ZIP again, or pack it anew.',
    ),
  ).toBe(
    'Die Datei "Tom and Jerry.zip" ist im ZIP beschädigt; kopiere das ZIP noch einmal oder lade es noch einmal herunter, oder packe es neu.',
  );
  expect(inWords('The GPU was lost. Training goes on without.')).toBe(
    'Die Grafikkarte ging verloren. Das Training geht ohne sie weiter.',
  );
  expect(inWords('Something new that nobody translated. The GPU was lost.')).toBe(
    'Something new that nobody translated. Die Grafikkarte ging verloren.',
  );
});

test('what nobody translated is read through at once, however long', () => {
  const text = Array.from({ length: 30 }, (_, i) => `Foo bar: quux blah ${i}.`).join(' ');
  const startMs = performance.now();
  expect(inWords(`${text} The GPU was lost.`)).toBe(`${text} Die Grafikkarte ging verloren.`);
  // Each sentence looked for anew in each beginning would take hours.
  expect(performance.now() - startMs).toBeLessThan(5000);
});
