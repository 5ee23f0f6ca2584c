/**
 * What the place takes from the lab that it is opened in, and the way out: a page of another site, an address that is not
 * secure, a browser without a GPU. Not here: where runs are kept (kept-where.tsx), the GPU itself (../gpu/gpu-state.tsx).
 */
import { missingGpuNotice } from '../../experiment/device.ts';
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
  const missing = missingGpuNotice(isSecure, isGpuKnown);
  return (
    <>
      {isFramed && (
        <p class="notice">
          <span>
            The lab is shown inside another page: there the browser may give it no GPU and only one thread,
            and keeps its runs apart from those of the lab by itself.{' '}
            <a href={window.location.href} target="_blank" rel="noreferrer" onClick={takeSettings}>
              Open the lab by itself
            </a>
            , with the same settings.
          </span>
        </p>
      )}
      {gpu.value.kind === 'missing' && (
        <details class="notice">
          <summary>{missing.line}</summary>
          <p>{missing.details}</p>
        </details>
      )}
    </>
  );
}

/** The address holds the settings, which may have changed since the link was drawn. */
function takeSettings({ currentTarget }: { readonly currentTarget: HTMLAnchorElement }): void {
  currentTarget.href = window.location.href;
}
