/**
 * What the place takes from the lab that it is opened in, and the way out: a page of another site, an address that is not
 * secure, a browser without a GPU. Not here: where runs are kept (kept-where.tsx), the GPU itself (../gpu/gpu-state.tsx).
 */
import { missingGpuReason } from '../../../models/gpu/adapter.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { gpu } from '../gpu/state.ts';

/** The notices that apply. */
export function PlaceView({
  isFramed = window.top !== window.self,
  isSecure = window.isSecureContext,
  isGpuKnown = 'gpu' in navigator,
}: {
  readonly isFramed?: boolean;
  readonly isSecure?: boolean;
  /** Whether the browser has WebGPU, with or without a GPU for it. */
  readonly isGpuKnown?: boolean;
}) {
  const said = words.value.page;
  return (
    <>
      {isFramed && (
        <p class="notice">
          <span>
            {said.framed((text) => (
              <a href={window.location.href} target="_blank" rel="noreferrer" onClick={takeSettings}>
                {text}
              </a>
            ))}
          </span>
        </p>
      )}
      {gpu.value.kind === 'missing' && (
        <details class="notice">
          <summary>{said.noGpu(inWords(missingGpuReason(isSecure)))}</summary>
          <p>
            {said.withoutGpu}
            {/* A newer browser would not help where this one has WebGPU and only gets no GPU for it. */}
            {isSecure && ` ${isGpuKnown ? said.getGpuHere : said.getGpuElsewhere}`}
          </p>
        </details>
      )}
    </>
  );
}

/** The address holds the settings, which may have changed since the link was drawn. */
function takeSettings({ currentTarget }: { readonly currentTarget: HTMLAnchorElement }): void {
  currentTarget.href = window.location.href;
}
