/** The button that takes an experiment to a cluster, its progress and its end. Not here: the work (state.ts). */
import type { ExperimentConfig } from '../../experiment/config.ts';
import { whyNotTaken } from '../../takeaway/differences.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { setupObstacle } from '../setup/setup.tsx';
import { config } from '../setup/state.ts';
import { Obstacle } from '../ui/alert.tsx';
import { stopTaking, takeToCluster, taking, takingEnd } from './state.ts';

/** What is set up, folded under a line. */
export function TakeawaySetup() {
  const { takeaway } = words.value;
  return (
    <section class="study-setup" aria-label={takeaway.section}>
      <details>
        <summary>{takeaway.summary}</summary>
        <div class="stack-3">
          <p class="small muted">{takeaway.about}</p>
          <TakeawayButton place="setup" of={config.value} obstacle={setupObstacle()} />
        </div>
      </details>
    </section>
  );
}

interface TakeawayButtonProps {
  /** Where the button is: progress and end are shown beside the one that was pressed. */
  readonly place: string;
  readonly of: ExperimentConfig;
  /** Why it cannot be pressed now, besides what the experiment itself gives; null if nothing. */
  readonly obstacle?: string | null;
}

/** The button, and the progress while it works. */
export function TakeawayButton({ place, of, obstacle = null }: TakeawayButtonProps) {
  const { takeaway } = words.value;
  const now = taking.value;
  const end = takingEnd.value;
  const reason = obstacle ?? whyNotTaken(of);
  const id = `${place}-takeaway-obstacle`;
  const isHere = now?.place === place;
  return (
    <div class="stack-2">
      {isHere && (
        <>
          <progress
            value={now.total > 0 ? now.done : undefined}
            max={now.total || 1}
            aria-label={takeaway.progress}
          />
          <p class="small muted" role="status">
            {doingText(now)}
          </p>
        </>
      )}
      {/* One button, so that the keyboard stays on it. */}
      <button
        type="button"
        disabled={!isHere && (now !== null || reason !== null)}
        aria-describedby={reason && !isHere ? id : undefined}
        title={isHere ? undefined : takeaway.takeHelp}
        onClick={() => (isHere ? stopTaking() : void takeToCluster(place, of))}
      >
        {isHere ? takeaway.stop : takeaway.take}
      </button>
      {!isHere && <Obstacle id={id} text={reason && inWords(reason)} />}
      {!isHere && end?.place === place && (
        <p class="small" role={end.kind === 'problem' ? 'alert' : 'status'}>
          {end.text}
        </p>
      )}
    </div>
  );
}

/** What is being done, and how much of it is: only items are counted in whole numbers, what is loaded has bytes. */
function doingText({ doing, done, total }: NonNullable<typeof taking.value>): string {
  const { takeaway } = words.value;
  if (doing === null) return takeaway.starting;
  const isCounted = total > 0 && !doing.startsWith('loading ');
  return isCounted ? takeaway.doing(inWords(doing), done, total) : inWords(doing);
}
