/** The picture of a scored item: a scene of the lab is drawn, an imported image is read from the browser's storage. */
import type { ComponentProps } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PhotoScene } from '../../sparkle/dataset/imported.ts';
import type { Scene } from '../../sparkle/scene/scene.ts';
import { words } from '../../words/words.ts';
import { Picture, sceneLabel } from '../figures/picture.tsx';
import { loadDataset, type StoredDataset } from './store.ts';

interface ItemPictureProps extends Omit<ComponentProps<typeof Picture>, 'scene' | 'label'> {
  readonly scene: Scene | PhotoScene;
}

/** The scene, with answers and `children` drawn on it; or the imported image, on which nothing is drawn. */
export function ItemPicture({ scene, ...rest }: ItemPictureProps) {
  if (scene.kind === 'photo') return <StoredPhoto scene={scene} />;
  return <Picture scene={scene} label={sceneLabel(scene)} {...rest} />;
}

/** An imported image as the model sees it: whole, on a white square. If it is no longer stored, its name is shown. */
function StoredPhoto({ scene }: { readonly scene: PhotoScene }) {
  const said = words.value.data;
  const [file, setFile] = useState<Blob | null>(null);
  const { dataset, path } = scene;
  useEffect(() => {
    let isCurrent = true;
    void photoFile(scene).then((found) => isCurrent && setFile(found));
    return () => {
      isCurrent = false;
      setFile(null);
    };
    // The scene object is new at every event, but the photo is the same.
  }, [dataset, path]);
  return (
    <div class="picture photo">
      {file ? <Photo file={file} label={said.importedImage(path)} /> : <p>{said.notStored(path)}</p>}
    </div>
  );
}

/** An image file as an image. */
export function Photo({ file, label }: { readonly file: Blob; readonly label: string }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url && <img src={url} alt={label} />;
}

/** The dataset read last: all items of a list belong to the same one. */
let latest: { readonly id: string; readonly stored: Promise<StoredDataset> } | null = null;

/** The image file of a photo; null if it is no longer stored. Never rejects. */
async function photoFile({ dataset, path }: PhotoScene): Promise<Blob | null> {
  if (latest?.id !== dataset) latest = { id: dataset, stored: loadDataset(dataset) };
  try {
    return (await latest.stored).images.get(path)?.blob ?? null;
  } catch {
    // Not kept, because the dataset may be imported again.
    latest = null;
    return null;
  }
}
