/**
 * Data made to order: its parameters, its samples with the geometry behind the answers, its class balance, and its export.
 * Works before any model is loaded. Not here: imported data (import.tsx).
 */

import { useEffect, useState } from 'preact/hooks';
import { geometryOf } from '../../sparkle/dataset/data-config.ts';
import type { Item } from '../../sparkle/task/item.ts';
import { words } from '../../words/words.ts';
import { Explanation, reasonOf } from '../figures/explanation.tsx';
import { Picture, sceneLabel } from '../figures/picture.tsx';
import { formHue, formName } from '../figures/task.ts';
import { DatasetExport } from './export.tsx';
import { MadeForm } from './made-form.tsx';
import { DataMeasure } from './measure.tsx';
import { DataSample } from './sample.tsx';
import { followData, goToSample, isMaking, type Shown, samplesMax, shown } from './state.ts';

/** The form, the sample, the measurement and the export. */
export function MadeView() {
  useEffect(() => followData(), []);
  const [isExplained, setIsExplained] = useState(true);
  return (
    <div class="stack-6">
      <MadeForm />
      {shown.value && (
        <Made shown={shown.value} isExplained={isExplained} onExplain={() => setIsExplained(!isExplained)} />
      )}
      <DataMeasure />
      <DatasetExport />
    </div>
  );
}

interface MadeProps {
  readonly shown: Shown;
  readonly isExplained: boolean;
  readonly onExplain: () => void;
}

function Made({ shown: { config, index, sample }, isExplained, onExplain }: MadeProps) {
  const { scene, items } = sample;
  const geometry = config.subject === 'path' || config.subject === 'route' ? undefined : geometryOf(config);
  const explain = (item: Item | undefined) =>
    item && isExplained ? <Explanation item={item} {...(geometry && { geometry })} /> : null;
  return (
    <DataSample
      unit="scene"
      place={index}
      count={samplesMax.value}
      onGo={goToSample}
      isBusy={isMaking.value}
      questions={items.map((item) => ({
        prompt: item.question,
        answer: item.answer,
        kind: formName(item.form),
        hue: formHue(item.form),
        reason: isExplained ? reasonOf(item, geometry) : null,
      }))}
      picture={(question) => (
        <Picture scene={scene} sizePx={640} label={sceneLabel(scene)}>
          {explain(items[question])}
        </Picture>
      )}
    >
      <label class="check small">
        <input type="checkbox" checked={isExplained} onChange={onExplain} /> {words.value.data.showWhy}
      </label>
    </DataSample>
  );
}
