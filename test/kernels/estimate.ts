/**
 * What a kernel costs, counted from the text of its module (every-kernel.ts), in its innermost loop that multiplies most.
 * These are estimates: compilers reorder, share and spill as they like, and no card was asked. They serve to compare two
 * tilings. Not here: measuring (../bench/).
 */

/** Estimates of a kernel. */
export interface KernelEstimate {
  /** Multiply-adds of single floats for each load of a scalar or a vector, from buffers or workgroup memory. */
  readonly macPerLoad: number;
  /** The most 32-bit values that a thread holds at once if it works in the order of the text. */
  readonly registers: number;
}

/** Words of a value, or of an element of an array, by name. */
type Widths = ReadonlyMap<string, number>;

/** The estimates of a module; null if none of its loops multiplies floats and adds them up. */
export function estimateKernel(code: string): KernelEstimate | null {
  const text = code.replaceAll(/\/\/.*/g, '');
  const arrays: Widths = new Map(
    [...text.matchAll(/var<(?:storage|workgroup)[^>]*> (\w+): array<(?:vec(\d))?/g)].map(
      ([, name, components]) => [name!, Number(components ?? 1)],
    ),
  );
  const loops = innermostLoops(text).map(({ before, body, after, around }) => {
    const outside = declarationsOf(before, arrays, new Map());
    const widths = new Map(outside.map(({ name, width }) => [name, width]));
    // A value from before an outer loop is held while any part of that loop needs it: it comes round again.
    const later = new Map(
      outside.map(({ name, at }) => [name, at < before.length - around.length ? around + after : after]),
    );
    return { body, later, widths, macs: macsOf(body, widths, arrays) };
  });
  const [hottest] = loops.sort((a, b) => b.macs - a.macs);
  if (!hottest || hottest.macs === 0) return null;
  const { body, later, widths, macs } = hottest;
  const loads = [...body.matchAll(/\b(\w+)\[/g)].filter(([, name]) => arrays.has(name!)).length;
  const kept = [...widths].filter(([name]) => new RegExp(`\\b${name}\\b`).test(body + later.get(name)));
  const held = kept.reduce((sum, [, width]) => sum + width, 0);
  return { macPerLoad: macs / loads, registers: held + mostLive(body, widths, arrays) };
}

/**
 * Each loop without a loop in it, with the text of its function before it and after it. `around` is the end of `before` that
 * is in the outermost loop around it, empty without one.
 */
function innermostLoops(text: string): { before: string; body: string; after: string; around: string }[] {
  const loops = [...text.matchAll(/\bfor \([^{]*\{/g)].map((match) => {
    const from = match.index + match[0].length;
    return { at: match.index, from, to: closingOf(text, from) };
  });
  return loops
    .filter(({ from, to }) => !loops.some((other) => from <= other.at && other.to <= to))
    .map(({ at, from, to }) => {
      const start = text.lastIndexOf('fn ', at);
      const outer = loops.find((other) => other.at < at && to < other.to);
      return {
        before: text.slice(start, from),
        body: text.slice(from, to),
        after: text.slice(to, closingOf(text, text.indexOf('{', start) + 1)),
        around: outer ? text.slice(outer.at, from) : '',
      };
    });
}

/** Where the bracket is closed whose inside begins at `from`. */
function closingOf(text: string, from: number): number {
  let to = from;
  for (let depth = 1; depth > 0; to++) depth += text[to] === '{' ? 1 : text[to] === '}' ? -1 : 0;
  return to - 1;
}

interface Declaration {
  readonly name: string;
  readonly width: number;
  /** Where it stands in the text. */
  readonly at: number;
}

/** The variables and values that a text declares. */
function declarationsOf(text: string, arrays: Widths, known: Widths): Declaration[] {
  const widths = new Map(known);
  return [...text.matchAll(/\b(?:let|var) (\w+)(?:: \w+)? = ([^;]+);/g)].map(
    ({ index, 1: name, 2: value }) => {
      const width = widthOf(value!, arrays, widths);
      widths.set(name!, width);
      return { name: name!, width, at: index };
    },
  );
}

/** Words of an expression: of the widest vector in it, apart from what is an index or summed up by dot. */
function widthOf(expression: string, arrays: Widths, widths: Widths): number {
  let value = expression;
  for (let inner = ''; inner !== value; ) {
    inner = value;
    // Innermost brackets first, so that nested ones vanish too.
    value = value.replace(/\b(\w+)\[[^[\]]*\]/g, (_, name: string) =>
      arrays.get(name) === 1 ? '1' : `vec${arrays.get(name)}<>`,
    );
    value = value.replace(/\bdot\([^()]*\)/g, '1').replace(/\((?:[^()])*\)\.[xyzw]\b/g, '1');
  }
  const vectors = [...value.matchAll(/\bvec(\d)</g)].map(([, components]) => Number(components));
  const names = [...value.matchAll(/\b([A-Za-z_]\w*)\b(?!\.[xyzw]\b)/g)].map(
    ([, name]) => widths.get(name!) ?? 1,
  );
  return Math.max(1, ...vectors, ...names);
}

/** Multiply-adds of a text: products of floats that are added to a sum. */
function macsOf(body: string, outside: Widths, arrays: Widths): number {
  const widths = new Map([
    ...outside,
    ...declarationsOf(body, arrays, outside).map(({ name, width }) => [name, width] as const),
  ]);
  let macs = 0;
  for (const [, name, sign, value] of body.matchAll(/^\s*(\w+) (\+?)= ([^;]+);/gm)) {
    // Where a sum is scaled before something is added, that is a multiply-add too.
    if (sign === '' && !new RegExp(`\\b${name}\\b`).test(value!)) continue;
    const dots = value!.match(/\bdot\(/g)?.length ?? 0;
    const products = value!.replace(/\bdot\([^()]*\)/g, '1').match(/ \* /g)?.length ?? 0;
    macs += 4 * dots + (widths.get(name!) ?? 1) * products;
  }
  return macs;
}

/** The most words that the text's own values need at once, each from its declaration to its last use. */
function mostLive(body: string, outside: Widths, arrays: Widths): number {
  const declared = declarationsOf(body, arrays, outside);
  const spans = declared.map(({ name, width, at }) => {
    const next = declared.find((other) => other.name === name && other.at > at)?.at ?? body.length;
    const last = at + body.slice(at, next).search(new RegExp(`\\b${name}\\b(?![\\s\\S]*\\b${name}\\b)`));
    return { width, from: at, to: last };
  });
  return Math.max(
    0,
    ...spans.map(({ from }) =>
      spans.filter((span) => span.from <= from && from <= span.to).reduce((sum, { width }) => sum + width, 0),
    ),
  );
}
