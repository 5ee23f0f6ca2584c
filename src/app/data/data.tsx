/**
 * What is asked: examples with question, answer and reason, shown at once and before any model is loaded; and, loaded when
 * chosen, data made to order and a person's own data. Not here: those two (made.tsx, import.tsx).
 */
import { useMemo, useState } from 'preact/hooks';
import { sampleItems } from '../../sparkle/task/generate.ts';
import type { Item } from '../../sparkle/task/item.ts';
import { words } from '../../words/words.ts';
import { Coordinates } from '../figures/coordinates.tsx';
import { Explanation, reasonOf } from '../figures/explanation.tsx';
import { Picture, sceneLabel } from '../figures/picture.tsx';
import { taskHue, taskName } from '../figures/task.ts';
import { Choice } from '../ui/choice.tsx';
import { Loaded } from '../ui/loaded.tsx';

type Source = 'examples' | 'made' | 'imported';

const sources: readonly Source[] = ['examples', 'made', 'imported'];

const loadMade = async () => (await import('./made.tsx')).MadeView;
const loadImported = async () => (await import('./import.tsx')).ImportedView;

/** The section; it shows the examples first. */
export function SamplesView() {
  const [source, setSource] = useState<Source>('examples');
  const said = words.value.data;
  return (
    <section class="samples stack-4" aria-labelledby="samples-title">
      <div class="row spread samples-head">
        <h2 id="samples-title">{said.title}</h2>
        <Choice
          legend={said.legend}
          isLegendHidden
          values={sources.map((value) => ({ value, label: said.sources[value] }))}
          chosen={source}
          onChoose={setSource}
        />
      </div>
      {source === 'examples' && <Examples />}
      {source === 'made' && <Loaded load={loadMade} />}
      {source === 'imported' && <Loaded load={loadImported} />}
    </section>
  );
}

const count = 7;

/** One sample, with the others as thumbnails. */
function Examples() {
  const said = words.value.data;
  const [seed, setSeed] = useState(1);
  const [place, setPlace] = useState(0);
  const [isExplained, setIsExplained] = useState(true);
  const items = useMemo(() => sampleItems(seed, count), [seed]);
  const item = items[place]!;
  const move = (by: number) => setPlace((place + by + count) % count);
  return (
    <>
      <div class="row">
        <button type="button" onClick={() => move(-1)} aria-label={said.previousSample}>
          ‹
        </button>
        <button type="button" onClick={() => move(1)} aria-label={said.nextSample}>
          ›
        </button>
        <button type="button" onClick={() => setSeed(seed + 1)}>
          {said.otherScenes}
        </button>
        <label class="check small">
          <input type="checkbox" checked={isExplained} onChange={() => setIsExplained(!isExplained)} />{' '}
          {said.showWhy}
        </label>
      </div>
      <div class="sample stack-5" data-hue={taskHue(item.task)}>
        <Picture scene={item.scene} sizePx={640} label={sceneLabel(item.scene)}>
          {isExplained && <Explanation item={item} />}
        </Picture>
        <div class="stack-3">
          <p class="tag">
            {taskName(item.task)}{' '}
            <span class="muted">
              {said.kinds[taskHue(item.task) === 'composite' ? 'composite' : 'basic']}
            </span>
          </p>
          <p class="question">{item.question}</p>
          <p class="answer">{item.answer}</p>
          <Coordinates text={item.answer} />
          {isExplained && <p class="small muted">{reasonOf(item)}</p>}
        </div>
      </div>
      <ul class="thumbnails stack-2">
        {items.map((each, i) => (
          <li key={each.id}>
            <Thumbnail item={each} isShown={i === place} onShow={() => setPlace(i)} />
          </li>
        ))}
      </ul>
    </>
  );
}

interface ThumbnailProps {
  readonly item: Item;
  readonly isShown: boolean;
  readonly onShow: () => void;
}

function Thumbnail({ item, isShown, onShow }: ThumbnailProps) {
  return (
    <button
      type="button"
      class="thumbnail"
      data-hue={taskHue(item.task)}
      aria-pressed={isShown}
      onClick={onShow}
    >
      <Picture scene={item.scene} sizePx={128} label={sceneLabel(item.scene)} />
      <span>{taskName(item.task)}</span>
    </button>
  );
}
