/** The frame of every figure: the drawing, its caption, a table of its numbers, and saving it as PNG, SVG or CSV. Not here: the drawings. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { messageOf } from '../../../models/message-of.ts';
import { csvText } from '../../files/csv.ts';
import { isImportedTask } from '../../sparkle/dataset/imported.ts';
import { isTask } from '../../sparkle/task/task-name.ts';
import { inWords } from '../../words/thrown.ts';
import { language, words } from '../../words/words.ts';
import { shortNumber } from '../ui/format.ts';
import { saveFile } from '../ui/save-file.ts';
import { colourVersion, type Palette, readPalette } from './palette.ts';
import { type LegendEntry, pngOf, svgText } from './save.ts';
import { taskName } from './task.ts';

/** The parts of a figure. */
interface FigureProps {
  /** The name of saved files, without extension. */
  readonly name: string;
  /** In words, for saved files: on the page it has a heading. */
  readonly title: string;
  readonly caption: string;
  /** What can be done with the drawing on the page, after the caption; not in saved files. */
  readonly hint?: string;
  /** The marks of the drawing, for saved files: on the page the caption explains them. None if the drawing has a legend. */
  readonly legend?: (palette: Palette) => readonly LegendEntry[];
  /** Draws at the given width, in px; called again when the width, the language or `inputs` change. */
  readonly draw: (width: number, palette: Palette) => Promise<SVGSVGElement>;
  /** The values that the drawing depends on. */
  readonly inputs: readonly unknown[];
  /** The numbers of the figure, head first. */
  readonly rows: () => readonly (readonly (string | number | null)[])[];
  /** Whether the rows are shown under the drawing; false if the view has a table of its own. */
  readonly hasTable?: boolean;
  /** Height reserved before the drawing is there, so that the page does not jump. */
  readonly heightPx: number;
}

/** The frame; it draws again when `inputs`, the width or the language change. */
export function Figure(props: FigureProps) {
  const { name, title, caption, hint, legend, draw, inputs, rows, hasTable = true, heightPx } = props;
  const stage = useRef<HTMLDivElement>(null);
  const width = useWidth(stage);
  const say = words.value.figures;
  const [isTableOpen, setIsTableOpen] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  useEffect(() => {
    const element = stage.current;
    if (!element || width === 0) return;
    // At most one drawing a frame; one that is ready after a newer one began is dropped.
    let isCurrent = true;
    const frame = requestAnimationFrame(async () => {
      try {
        const svg = await draw(width, readPalette(element));
        if (!isCurrent) return;
        // Plot's own rules, which the page's policy would refuse, stand in figure.css.
        svg.querySelector('style')?.remove();
        nameMarks(svg);
        const focused = controlIn(element)?.dataset.control;
        element.replaceChildren(svg);
        // The controls are new too: the one with the same name gets the focus back.
        if (focused) findControl(element, focused)?.focus({ preventScroll: true });
        setFailure(null);
      } catch (error) {
        if (isCurrent) setFailure(messageOf(error));
      }
    });
    return () => {
      isCurrent = false;
      cancelAnimationFrame(frame);
    };
  }, [width, colourVersion.value, language.value, ...inputs]);

  const save = async (kind: 'png' | 'svg' | 'csv') => {
    if (kind === 'csv') return saveFile(`${name}.csv`, 'text/csv', csvText(rows()));
    const drawing = stage.current?.querySelector('svg');
    if (!drawing) return;
    const colours = readPalette(drawing.parentElement!);
    const figure = { drawing, title, caption, legend: legend?.(colours) ?? [], colours };
    if (kind === 'svg') return saveFile(`${name}.svg`, 'image/svg+xml', svgText(figure));
    saveFile(`${name}.png`, 'image/png', await pngOf(figure));
  };

  return (
    <figure class="figure stack-2">
      <div ref={stage} class="stage" style={{ minHeight: `${heightPx}px` }} />
      {failure && <p>{say.notDrawn(inWords(failure))}</p>}
      <figcaption class="small muted">{hint ? `${caption} ${hint}` : caption}</figcaption>

      <div class="figure-foot">
        {hasTable && (
          <details onToggle={(event) => setIsTableOpen(event.currentTarget.open)}>
            <summary>{say.table}</summary>
            {isTableOpen && <Rows rows={rows()} />}
          </details>
        )}
        <fieldset class="exports" aria-label={say.save}>
          {(['png', 'svg', 'csv'] as const).map((kind) => (
            <button
              key={kind}
              type="button"
              class="quiet"
              onClick={() => void save(kind).catch((error) => setFailure(messageOf(error)))}
            >
              {kind.toUpperCase()}
            </button>
          ))}
        </fieldset>
      </div>
    </figure>
  );
}

/** Plot names its groups of marks by aria-label, which elements without a role must not have: the names move. */
function nameMarks(svg: SVGSVGElement): void {
  for (const group of svg.querySelectorAll<SVGGElement>('g[aria-label]:not([role])')) {
    group.dataset.mark = group.getAttribute('aria-label')!;
    group.removeAttribute('aria-label');
  }
}

/** The control of the drawing that has the focus; null if none has. */
function controlIn(stage: HTMLElement): SVGElement | null {
  const { activeElement } = document;
  return activeElement instanceof SVGElement && stage.contains(activeElement) ? activeElement : null;
}

const findControl = (stage: HTMLElement, name: string) =>
  [...stage.querySelectorAll<SVGElement>('[data-control]')].find(({ dataset }) => dataset.control === name);

function Rows({ rows }: { readonly rows: ReturnType<FigureProps['rows']> }) {
  const [head = [], ...body] = rows;
  const { cell } = words.value.figures;
  const said = (value: string | number | null, column?: string | number | null) => {
    if (typeof value !== 'string') return value === null ? null : shortNumber(value);
    return column === 'task' && (isTask(value) || isImportedTask(value)) ? taskName(value) : cell(value);
  };
  return (
    <div class="scroll figure-rows">
      <table>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {said(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row) => (
            <tr key={row.join()}>
              {row.map((value, i) => (
                <td key={head[i]}>{said(value, head[i])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The width of an element on the page, in whole px; 0 before it is known. */
function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return width;
}
