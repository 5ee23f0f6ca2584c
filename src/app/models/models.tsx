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
import { words } from '../../words/words.ts';
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
  const { models } = words.value;
  const { id, name, size, place } = chosenModel.value;
  // A link may name a model that is not here.
  useEffect(() => void lookForModels(), [id]);
  const download = downloading.value;
  const { progress } = download ?? {};
  return (
    <div class="model-field">
      <h3 id="model-field">{models.title}</h3>
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
        {models.change}
      </button>
      {id === sparkleTiny.id && <AboutEmbedded />}
      {download && (
        <p class="small muted">
          {models.downloadingInForm(
            download.id.split('/').at(-1)!,
            progress ? Math.floor((100 * progress.loadedBytes) / progress.totalBytes) : null,
          )}
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
  const { models } = words.value;
  return (
    <dialog ref={dialog} class="models" aria-labelledby="models-title" onClose={onClose}>
      <div class="title-line">
        <h2 id="models-title">{models.title}</h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          {models.close}
        </button>
      </div>
      <p class="small muted">
        {models.setUp(lora.rank, training.batchSize)}{' '}
        <Term word={models.memoryTerm}>{models.memoryKnown}</Term>
      </p>
      <ul class="model-cards">
        <Card id={sparkleTiny.id} about={<AboutEmbedded />} licence={sparkleTiny.licence} />
        {hubModels.map((model) => (
          <Card
            key={model.id}
            id={model.id}
            about={<About text={models.about[model.name]} />}
            licence={model.licence}
            hub={model}
          />
        ))}
        {folderModels.value.map(({ id }) => (
          <Card
            key={id}
            id={id}
            about={<About text={models.aboutFolder} />}
            licence={models.licenceOfFolder}
          />
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
  const { models } = words.value;
  const known = knownModel(id);
  const place = placeOf(id);
  const misfit = modelMisfit(known);
  const problem = modelProblems.value.get(id);
  const isChosen = config.value.model === id;
  return (
    <li class="model-card stack-1" aria-current={isChosen ? 'true' : undefined}>
      <h3>
        <span>{known.name}</span> {isChosen && <span class="muted">{models.chosen}</span>}
      </h3>
      {about}
      <Facts licence={licence} place={place} known={known} />
      {misfit && <p class="small">{misfit}</p>}
      <Alert text={problem} />
      <div class="row">
        {place !== null && !isChosen && (
          <button type="button" aria-label={models.useModel(known.name)} onClick={() => chooseModel(id)}>
            {models.use}
          </button>
        )}
        {hub && <Download hub={hub} misfit={misfit} isHere={place !== null} />}
        <Remove id={id} name={known.name} />
      </div>
    </li>
  );
}

function Facts({
  licence,
  place,
  known,
}: {
  readonly licence: string;
  readonly place: ReturnType<typeof placeOf>;
  readonly known: ReturnType<typeof knownModel>;
}) {
  const { models } = words.value;
  const { device } = trainingOf(known);
  const trainedOn = device === 'webgpu' ? 'gpu' : { cores: navigator.hardwareConcurrency };
  const needs = known.shape && needsOf(known.shape, known.dtype, config.value, trainedOn);
  const isChosen = config.value.model === known.id;
  const fetchedBytes = isChosen && known.id === sparkleTiny.id ? fetchedAheadBytes() : null;
  return (
    <dl class="model-facts small">
      <Fact name={place === null ? models.downloadSize : models.size}>
        {modelSizeText(known.size)}
        {place !== null && <span class="muted"> {models.places[place]}</span>}
      </Fact>
      {fetchedBytes !== null && (
        <Fact name={models.fetched}>
          {sizeText(fetchedBytes)} <span class="muted">{models.fetchedWith}</span>
        </Fact>
      )}
      <Fact name={models.licence}>{licence}</Fact>
      {needs && (
        <Fact name={models.memory}>
          {aboutSizeText(needs.trainingBytes)}{' '}
          <span class="muted">
            {models.memoryOf[trainedOn === 'gpu' ? 'gpu' : 'processor'](aboutSizeText(needs.answeringBytes))}
          </span>
        </Fact>
      )}
      {gpuLimits.value === null && (
        <Fact name={models.gpu}>
          {fitsProcessor(known.size?.bytes ?? null) ? models.trainsWithoutGpu : models.answersWithoutGpu}
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
  const { models } = words.value;
  const now = downloading.value;
  const kept = keptModels.value.get(hub.id);
  if (now?.id === hub.id) {
    const { progress } = now;
    return (
      <>
        <progress
          {...(progress && { value: progress.loadedBytes, max: progress.totalBytes })}
          aria-label={models.downloading(hub.name)}
        />
        <span class="small muted">
          {progress
            ? models.downloaded(sizeText(progress.loadedBytes), sizeText(progress.totalBytes), progress.file)
            : models.askingHub}
        </span>
        <button type="button" aria-label={models.stopDownload(hub.name)} onClick={stopDownload}>
          {models.stop}
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
        aria-label={begun ? models.goOnWith(hub.name) : models.downloadModel(hub.name)}
        onClick={() => void downloadHubModel(hub)}
      >
        {begun ? models.goOn : models.download}
      </button>
      {begun && (
        <span class="small muted">{models.areHere(sizeText(kept.keptBytes), sizeText(kept.sizeBytes))}</span>
      )}
    </>
  );
}

/** The button that removes a model from the browser's storage. */
function Remove({ id, name }: { readonly id: string; readonly name: string }) {
  const kept = keptModels.value.get(id);
  if (!kept || downloading.value?.id === id) return null;
  const { models } = words.value;
  const size = sizeText(kept.keptBytes);
  return (
    <button
      type="button"
      class="quiet"
      aria-label={models.removeModel(name, size)}
      onClick={() => void removeKeptModel(id)}
    >
      {models.remove(size)}
    </button>
  );
}
