/** An imported image as the model sees it: whole, on a white square. Where it is not stored any more its name stands. */
import { useEffect, useState } from 'preact/hooks';
import type { PhotoScene } from '../../sparkle/dataset/imported.ts';
import { photoFile } from '../data/photos.ts';

interface PhotoProps {
  readonly scene: PhotoScene;
  /** What a screen reader says in place of the picture. */
  readonly label: string;
}

export function Photo({ scene, label }: PhotoProps) {
  const [url, setUrl] = useState<string | null>(null);
  const { dataset, path } = scene;
  useEffect(() => {
    let own: string | null = null;
    let isCurrent = true;
    void photoFile(scene).then((file) => {
      if (!file || !isCurrent) return;
      own = URL.createObjectURL(file);
      setUrl(own);
    });
    return () => {
      isCurrent = false;
      setUrl(null);
      if (own) URL.revokeObjectURL(own);
    };
    // The scene is made anew with every event; which photo it is decides.
  }, [dataset, path]);
  return (
    <div class="picture photo">{url ? <img src={url} alt={label} /> : <p>{path}: not stored here</p>}</div>
  );
}
