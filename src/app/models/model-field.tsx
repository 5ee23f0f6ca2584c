/** Which base model the experiment uses, and the way to the others. Not here: the others (models.tsx). */
import { useEffect, useState } from 'preact/hooks';
import { runStatus } from '../run/busy.ts';
import { modelSizeText } from '../ui/format.ts';
import { chosenModel, downloading, lookForModels } from './choice.ts';
import { ModelsDialog } from './models.tsx';

/** The line in the form. */
export function ModelField() {
  const [isOpen, setIsOpen] = useState(false);
  const { id, name, size } = chosenModel.value;
  // A link may name a model that is not here.
  useEffect(() => void lookForModels(), [id]);
  const download = downloading.value;
  const { progress } = download ?? {};
  return (
    <div class="model-field">
      <h3 id="model-field">Base model</h3>
      <p>
        {name} <span class="small muted">{modelSizeText(size)}</span>
      </p>
      <button
        type="button"
        aria-describedby="model-field"
        aria-haspopup="dialog"
        disabled={runStatus.value !== 'idle'}
        onClick={() => setIsOpen(true)}
      >
        Change
      </button>
      {download && (
        <p class="small muted">
          Downloading {download.id.split('/').at(-1)}
          {progress && `: ${Math.floor((100 * progress.loadedBytes) / progress.totalBytes)} %`}
        </p>
      )}
      {isOpen && <ModelsDialog onClose={() => setIsOpen(false)} />}
    </div>
  );
}
