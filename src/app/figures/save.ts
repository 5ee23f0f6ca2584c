/**
 * A figure as a file, SVG or PNG: its drawing with title, legend and caption, nothing clipped. Not here: its rows
 * (src/files/csv.ts), handing it over (ui/save-file.ts).
 */

/** A mark of a drawing and what it means. */
export interface LegendEntry {
  readonly mark: 'dot' | 'point' | 'ring' | 'line' | 'dashed' | 'whisker' | 'tick' | 'dashed tick' | 'box';
  /** A colour as the browser resolves it. */
  readonly colour: string;
  readonly text: string;
}

/** What a saved figure has. */
export interface SavedFigure {
  readonly drawing: SVGSVGElement;
  readonly title: string;
  readonly legend: readonly LegendEntry[];
  readonly caption: string;
  readonly colours: { readonly paper: string; readonly ink: string; readonly muted: string };
}

const namespace = 'http://www.w3.org/2000/svg';
const fonts = 'system-ui, sans-serif';
const margin = 16;
const [titlePx, textPx, linePx] = [15, 12, 17];
const titleLinePx = 20;
const swatchPx = 22;
const entryGapPx = 18;
/** So narrow a drawing, like one on a phone, has text beside it that is wider. */
const leastTextWidth = 320;

/** An element with these attributes. */
function element(name: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}

/** Measures a text in the font of the saved figure. */
function ruler(sizePx: number, weight = 400): (text: string) => number {
  const context = new OffscreenCanvas(1, 1).getContext('2d')!;
  context.font = `${weight} ${sizePx}px ${fonts}`;
  return (text) => context.measureText(text).width;
}

/** The words of a text in lines that are at most so wide; a longer word has a line of its own. */
function linesOf(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && measure(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * The room that a drawing takes, in its own px: its view box and whatever it draws outside of it. The drawing must be on the
 * page.
 */
function roomOf(drawing: SVGSVGElement): { x: number; y: number; width: number; height: number } {
  const view = drawing.viewBox.baseVal;
  const drawn = drawing.getBBox();
  // Half a stroke, and marks that a box of their geometry leaves out.
  const rim = 4;
  const left = Math.min(view.x, drawn.x - rim);
  const top = Math.min(view.y, drawn.y - rim);
  const right = Math.max(view.x + view.width, drawn.x + drawn.width + rim);
  const bottom = Math.max(view.y + view.height, drawn.y + drawn.height + rim);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The swatch of a mark, around a point. */
function swatch({ mark, colour }: LegendEntry, x: number, y: number, paper: string): SVGElement {
  const middle = x + swatchPx / 2;
  const stroke = { stroke: colour, 'stroke-width': 2 };
  const across = { x1: x, x2: x + swatchPx, y1: y, y2: y, ...stroke };
  const upright = { x1: middle, x2: middle, y1: y - 7, y2: y + 7, ...stroke };
  const dashes = { 'stroke-dasharray': '4 2' };
  switch (mark) {
    case 'dot':
      return element('circle', { cx: middle, cy: y, r: 5, fill: colour, ...stroke });
    case 'point':
      return element('circle', { cx: middle, cy: y, r: 1.6, fill: colour });
    case 'ring':
      return element('circle', { cx: middle, cy: y, r: 5, fill: paper, ...stroke });
    case 'line':
      return element('line', across);
    case 'dashed':
      return element('line', { ...across, ...dashes });
    case 'whisker':
      return element('line', { ...across, 'stroke-width': 1.5 });
    case 'tick':
      return element('line', { ...upright, 'stroke-width': 1.5 });
    case 'dashed tick':
      return element('line', { ...upright, ...dashes });
    case 'box':
      return element('rect', { x: middle - 6, y: y - 6, width: 12, height: 12, fill: colour });
  }
}

/** The legend below `top`, in as many rows as the width needs; and where it ends. */
function legendOf(
  { legend, colours }: SavedFigure,
  top: number,
  width: number,
): { elements: SVGElement[]; bottom: number } {
  const measure = ruler(textPx);
  const elements: SVGElement[] = [];
  let [x, y] = [margin, top];
  for (const entry of legend) {
    const entryWidth = swatchPx + 6 + measure(entry.text);
    if (x > margin && x + entryWidth > margin + width) [x, y] = [margin, y + linePx];
    elements.push(
      swatch(entry, x, y + linePx / 2, colours.paper),
      element(
        'text',
        { x: x + swatchPx + 6, y: y + linePx / 2 + 4, 'font-size': textPx, fill: colours.ink },
        entry.text,
      ),
    );
    x += entryWidth + entryGapPx;
  }
  return { elements, bottom: legend.length > 0 ? y + linePx + 6 : top };
}

/** Lines of text below `top`, and where they end. */
function textBlock(
  lines: readonly string[],
  top: number,
  lineHeight: number,
  attributes: Readonly<Record<string, string | number>>,
): { elements: SVGElement[]; bottom: number } {
  const elements = lines.map((line, i) =>
    element('text', { x: margin, y: top + lineHeight * (i + 0.75), ...attributes }, line),
  );
  return { elements, bottom: top + lineHeight * lines.length };
}

/** What an outer SVG element has and a group in it must not have. */
const outerAttributes = ['width', 'height', 'viewBox', 'xmlns', 'role', 'aria-label'];

/** A copy of the drawing without its controls, as a group that is moved there: a nested SVG would take its height from CSS. */
function group(drawing: SVGSVGElement, x: number, y: number): SVGElement {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  for (const control of copy.querySelectorAll('[data-control]')) control.remove();
  const made = element('g', {});
  for (const { name, value } of copy.attributes)
    if (!outerAttributes.includes(name)) made.setAttribute(name, value);
  made.setAttribute('transform', `translate(${x} ${y})`);
  made.append(...copy.childNodes);
  return made;
}

/** The whole figure as an SVG element of its own. */
function composed(figure: SavedFigure): SVGSVGElement {
  const { drawing, title, caption, colours } = figure;
  const room = roomOf(drawing);
  const width = Math.max(room.width, leastTextWidth);
  const head = textBlock(linesOf(title, width, ruler(titlePx, 600)), margin, titleLinePx, {
    'font-size': titlePx,
    'font-weight': 600,
    fill: colours.ink,
  });
  const legend = legendOf(figure, head.bottom + 6, width);
  const top = legend.bottom + 6;
  const placed = group(drawing, margin - room.x, top - room.y);
  const foot = textBlock(linesOf(caption, width, ruler(textPx)), top + room.height + 10, linePx, {
    'font-size': textPx,
    fill: colours.muted,
  });
  const [fullWidth, fullHeight] = [Math.ceil(width + 2 * margin), Math.ceil(foot.bottom + margin)];
  const whole = element('svg', {
    xmlns: namespace,
    width: fullWidth,
    height: fullHeight,
    viewBox: `0 0 ${fullWidth} ${fullHeight}`,
    'font-family': fonts,
    role: 'img',
  }) as SVGSVGElement;
  whole.append(
    element('title', {}, title),
    element('desc', {}, caption),
    element('rect', { width: fullWidth, height: fullHeight, fill: colours.paper }),
    ...head.elements,
    ...legend.elements,
    placed,
    ...foot.elements,
  );
  return whole;
}

/** The figure as an SVG file, with a background. */
export const svgText = (figure: SavedFigure): string =>
  new XMLSerializer().serializeToString(composed(figure));

/** The figure as a PNG at twice its size. Rejects if the browser cannot draw it. */
export async function pngOf(figure: SavedFigure): Promise<Blob> {
  const whole = composed(figure);
  const { width, height } = whole.viewBox.baseVal;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(whole))}`;
  await image.decode();
  const canvas = new OffscreenCanvas(width * 2, height * 2);
  canvas.getContext('2d')?.drawImage(image, 0, 0, width * 2, height * 2);
  return canvas.convertToBlob({ type: 'image/png' });
}
