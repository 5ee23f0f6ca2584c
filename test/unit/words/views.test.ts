/**
 * No view has words of its own: what stands between tags, in what is read aloud or shown on hovering, and in notices comes
 * from the tables. Not here: whether the tables are complete (languages.test.ts).
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { expect, test } from 'vitest';
import { isNode, type Node, nodesIn } from '../../fixtures/syntax-tree.ts';

const root = resolve(import.meta.dirname, '../../../src/app');

/** Words that are the same in every language: names, units, signs of programs and files. */
const names =
  /^(?:Sparkle Lab|Sparkle|WebGPU|GPU|LoRA|rsLoRA|PEFT|ONNX|ZIP|CSV|JSON|SVG|PNG|ms-swift|npm [\w -]+|MB|GB|Esc|px|kB|ms|p|r|n|s|x|y|xlink|seed|alpha)$/;

/** Attributes whose text a person reads or hears. */
const readAttributes = new Set(
  'aria-label aria-description aria-roledescription aria-valuetext alt label legend placeholder title word what name text summary caption heading'.split(
    ' ',
  ),
);

/** Whether a text is words that a person reads. */
const isWords = (text: string): boolean => /\p{L}{2,}/u.test(text) && !names.test(text.trim());

/** The texts that a node gives as they are: itself, either side of a choice, the parts of a template. */
function ownTexts(node: unknown): string[] {
  if (!isNode(node)) return [];
  if (node.type === 'JSXExpressionContainer') return ownTexts(node.expression);
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : [];
  if (node.type === 'TemplateLiteral')
    return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
  if (node.type === 'ConditionalExpression')
    return [...ownTexts(node.consequent), ...ownTexts(node.alternate)];
  if (node.type === 'LogicalExpression') return ownTexts(node.right);
  return [];
}

/** All words that a view has of its own. */
function ownWords(source: string, lang: 'ts' | 'tsx' = 'tsx'): string[] {
  const found: string[] = [];
  const take = (texts: readonly string[]) => found.push(...texts.filter(isWords));
  const visit = (node: Node): void => {
    if (node.type === 'JSXText') take([String(node.value)]);
    if (node.type === 'JSXElement' || node.type === 'JSXFragment')
      for (const child of node.children as Node[])
        if (child.type === 'JSXExpressionContainer') take(ownTexts(child));
    if (node.type === 'JSXAttribute' && readAttributes.has(String((node.name as Node).name)))
      // One word in small letters is a name that the program reads.
      take(ownTexts(node.value).filter((text) => !/^[a-z-]+$/.test(text)));
    if (node.type === 'CallExpression' && /^(tell|announce)$/.test(String((node.callee as Node).name)))
      take(ownTexts((node.arguments as unknown[])[1]));
    for (const inner of nodesIn(node)) visit(inner);
  };
  visit(parseAst(source, { lang }) as unknown as Node);
  return found.map((text) => text.trim().replaceAll(/\s+/g, ' '));
}

test('what is found in a view', () => {
  const view = `const a = <p title="Press it" class="some words">Hello {isOn ? 'now on' : ''} {words.value.run.title}</p>;
    tell('note', \`The file \${name} is gone.\`);`;
  expect(ownWords(view).sort()).toEqual(['Hello', 'Press it', 'The file', 'is gone.', 'now on']);
});

test('views take their words from the tables', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.tsx?$/.test(name));
  expect(files.length).toBeGreaterThan(100);
  const own = files.flatMap((file) =>
    ownWords(readFileSync(join(root, file), 'utf8'), file.endsWith('x') ? 'tsx' : 'ts').map(
      (text) => `${file}: ${text}`,
    ),
  );
  expect(own).toEqual([]);
});
