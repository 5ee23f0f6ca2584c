/** A part of the page whose code is loaded when it is first shown. Takes props only. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { words } from '../../words/words.ts';

interface LoadedProps {
  /** Loads the part; must be the same function at each render. */
  readonly load: () => Promise<ComponentType>;
}

/** The part; a word in its place until it is loaded. */
export function Loaded({ load }: LoadedProps) {
  const [part, setPart] = useState<{ View: ComponentType } | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    let isCurrent = true;
    setPart(null);
    load().then(
      (View) => isCurrent && setPart({ View }),
      () => isCurrent && setHasFailed(true),
    );
    return () => {
      isCurrent = false;
    };
  }, [load]);
  if (part) return <part.View />;
  return (
    <p class="small muted" role="status">
      {hasFailed ? words.value.ui.notLoaded : words.value.ui.loading}
    </p>
  );
}
