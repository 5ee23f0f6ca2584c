/**
 * The base model as a line in the form, and the dialog with all base models: what each is, the memory it needs, whether it
 * is here; downloading and removing. Not here: choosing a folder (model-folder.tsx).
 */

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type HubModel, hubModels, sparkleTiny } from '../../../models/registry.ts';
import { fitsProcessor } from '../../experiment/device.ts';
import { needsOf } from '../../experiment/model-fit.ts';
import { optionOf } from '../../experiment/option.ts';
import { fetchedAheadBytes } from '../page/prefetch.ts';
import { chooseModel, config, configForm } from '../setup/state.ts';
import { Alert } from '../ui/alert.tsx';
import { FormField } from '../ui/field.tsx';
import { aboutSizeText, modelSizeText, sizeText } from '../ui/format.ts';
import { Term } from '../ui/term.tsx';
import { runStatus } from '../workers.ts';
import { AboutEmbedded } from './about.tsx';
import {
  chosenModel,
  downloadHubModel,
  downloading,
  folderModels,
  gpuLimits,
  keptModels,
  knownModel,
  lookForModels,
  modelMisfit,
  modelProblems,
  placeObstacle,
  placeOf,
  removeKeptModel,
  stopDownload,
  trainingOf,
} from './choice.ts';
import { ModelFolder } from './model-folder.tsx';
import { StrengthStudy } from './strength-study.tsx';

const placeOption = optionOf('place');

/** The line in the form, and the strength of place where the model has a place component. */
export function ModelField() {
  const [isOpen, setIsOpen] = useState(false);
  const { id, name, size, place } = chosenModel.value;
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
      {id === sparkleTiny.id && <AboutEmbedded />}
      {download && (
        <p class="small muted">
          Downloading {download.id.split('/').at(-1)}
          {progress && `: ${Math.floor((100 * progress.loadedBytes) / progress.totalBytes)} %`}
        </p>
      )}
      {(place !== null || placeObstacle.value !== null) && (
        <>
          <FormField form={configForm} option={placeOption} help={placeOption.help} />
          {id === sparkleTiny.id && <StrengthStudy />}
        </>
      )}
      {isOpen && <ModelsDialog onClose={() => setIsOpen(false)} />}
    </div>
  );
}

/** A modal dialog; Escape closes it, and a download continues without it. */
function ModelsDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    void lookForModels();
  }, []);
  const { lora, training } = config.value;
  return (
    <dialog ref={dialog} class="models" aria-labelledby="models-title" onClose={onClose}>
      <div class="title-line">
        <h2 id="models-title">Base model</h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      <p class="small muted">
        The model to measure and to train as it is set up now: rank {lora.rank}, batch {training.batchSize}.{' '}
        <Term word="How is its memory known?">
          It is computed from the sizes of the model's matrices: frozen weights, the adapter with what the
          optimizer keeps, what a training step holds, and what answering takes besides. A browser does not
          tell how much memory a GPU has, only how large one buffer may be.
        </Term>
      </p>
      <ul class="model-cards">
        <Card id={sparkleTiny.id} about={<AboutEmbedded />} licence={sparkleTiny.licence} />
        {hubModels.map((model) => (
          <Card
            key={model.id}
            id={model.id}
            about={<About text={model.about} />}
            licence={model.licence}
            hub={model}
          />
        ))}
        {folderModels.value.map(({ id, licence }) => (
          <Card key={id} id={id} about={<About text="From a folder on this device." />} licence={licence} />
        ))}
      </ul>
      <ModelFolder />
    </dialog>
  );
}

const About = ({ text }: { readonly text: string }) => <p class="small muted">{text}</p>;

interface CardProps {
  readonly id: string;
  readonly about: ComponentChildren;
  readonly licence: string;
  /** The model on the hub, if it can be downloaded. */
  readonly hub?: HubModel;
}

function Card({ id, about, licence, hub }: CardProps) {
  const known = knownModel(id);
  const place = placeOf(id);
  const misfit = modelMisfit(known);
  const problem = modelProblems.value.get(id);
  const isChosen = config.value.model === id;
  return (
    <li class="model-card stack-1" aria-current={isChosen ? 'true' : undefined}>
      <h3>
        <span>{known.name}</span> {isChosen && <span class="muted">chosen</span>}
      </h3>
      {about}
      <Facts licence={licence} place={place} known={known} />
      {misfit && <p class="small">{misfit}</p>}
      <Alert text={problem} />
      <div class="row">
        {place !== null && !isChosen && (
          <button type="button" aria-label={`Use ${known.name}`} onClick={() => chooseModel(id)}>
            Use
          </button>
        )}
        {hub && <Download hub={hub} misfit={misfit} isHere={place !== null} />}
        <Remove id={id} name={known.name} />
      </div>
    </li>
  );
}

const places = { page: 'with this page', browser: 'in this browser', folder: 'in its folder' } as const;

function Facts({
  licence,
  place,
  known,
}: {
  readonly licence: string;
  readonly place: ReturnType<typeof placeOf>;
  readonly known: ReturnType<typeof knownModel>;
}) {
  const { device } = trainingOf(known);
  const trainedOn = device === 'webgpu' ? 'gpu' : { cores: navigator.hardwareConcurrency };
  const needs = known.shape && needsOf(known.shape, known.dtype, config.value, trainedOn);
  const isChosen = config.value.model === known.id;
  const fetchedBytes = isChosen && known.id === sparkleTiny.id ? fetchedAheadBytes() : null;
  return (
    <dl class="model-facts small">
      <Fact name={place === null ? 'Download' : 'Size'}>
        {modelSizeText(known.size)}
        {place !== null && <span class="muted"> {places[place]}</span>}
      </Fact>
      {fetchedBytes !== null && (
        <Fact name="Fetched for a run">
          {sizeText(fetchedBytes)} <span class="muted">with ONNX Runtime and the trainer, as sent</span>
        </Fact>
      )}
      <Fact name="Licence">{licence}</Fact>
      {needs && (
        <Fact name="Memory to train">
          {aboutSizeText(needs.trainingBytes)}{' '}
          <span class="muted">
            on the {trainedOn === 'gpu' ? 'GPU' : 'processor'}, and to answer{' '}
            {aboutSizeText(needs.answeringBytes)}
          </span>
        </Fact>
      )}
      {gpuLimits.value === null && (
        <Fact name="GPU">
          without WebGPU it can answer{fitsProcessor(known.size?.bytes ?? null) && ' and be trained'}, slowly
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt class="muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The download of one model: the button to start or continue it, its progress, the button to stop it. */
function Download({
  hub,
  misfit,
  isHere,
}: {
  readonly hub: HubModel;
  readonly misfit: string | null;
  readonly isHere: boolean;
}) {
  const now = downloading.value;
  const kept = keptModels.value.get(hub.id);
  if (now?.id === hub.id) {
    const { progress } = now;
    return (
      <>
        <progress
          {...(progress && { value: progress.loadedBytes, max: progress.totalBytes })}
          aria-label={`Downloading ${hub.name}`}
        />
        <span class="small muted">
          {progress
            ? `${sizeText(progress.loadedBytes)} of ${sizeText(progress.totalBytes)}, ${progress.file}`
            : 'Asking the hub'}
        </span>
        <button type="button" aria-label={`Stop the download of ${hub.name}`} onClick={stopDownload}>
          Stop
        </button>
      </>
    );
  }
  if (isHere) return null;
  const begun = kept !== undefined && kept.keptBytes > 0;
  return (
    <>
      <button
        type="button"
        disabled={now !== null || misfit !== null}
        aria-label={`${begun ? 'Go on with the download of' : 'Download'} ${hub.name}`}
        onClick={() => void downloadHubModel(hub)}
      >
        {begun ? 'Go on' : 'Download'}
      </button>
      {begun && (
        <span class="small muted">
          {sizeText(kept.keptBytes)} of {sizeText(kept.sizeBytes)} are here
        </span>
      )}
    </>
  );
}

/** The button that removes a model from the browser's storage. */
function Remove({ id, name }: { readonly id: string; readonly name: string }) {
  const kept = keptModels.value.get(id);
  if (!kept || downloading.value?.id === id) return null;
  const size = sizeText(kept.keptBytes);
  return (
    <button
      type="button"
      class="quiet"
      aria-label={`Remove ${name}, ${size}`}
      onClick={() => void removeKeptModel(id)}
    >
      Remove {size}
    </button>
  );
}
