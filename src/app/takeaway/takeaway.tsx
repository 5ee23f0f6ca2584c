/** The button that takes an experiment to a cluster, its progress and its end. Not here: the work (state.ts). */
import type { ExperimentConfig } from '../../experiment/config.ts';
import { whyNotTaken } from '../../takeaway/differences.ts';
import { setupObstacle } from '../setup/setup.tsx';
import { config } from '../setup/state.ts';
import { Obstacle } from '../ui/alert.tsx';
import { stopTaking, takeToCluster, taking, takingEnd } from './state.ts';

/** What is set up, folded under a line. */
export function TakeawaySetup() {
  return (
    <section class="study-setup" aria-label="Cluster">
      <details>
        <summary>Take it to a cluster: ms-swift trains it there</summary>
        <div class="stack-3">
          <p class="small muted">
            A ZIP with the base model, the training conversations, the scored questions without their answers,
            and the commands for one card or many. Drop what comes back on the list of runs: it becomes a run
            like any other.
          </p>
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
  const now = taking.value;
  const end = takingEnd.value;
  const reason = obstacle ?? whyNotTaken(of);
  const id = `${place}-takeaway-obstacle`;
  const isHere = now?.place === place;
  // Only items are counted in whole numbers: what is loaded has bytes.
  const count = isHere && now.total > 0 && !now.doing.startsWith('loading ');
  return (
    <div class="stack-2">
      {isHere && (
        <>
          <progress value={now.total > 0 ? now.done : undefined} max={now.total || 1} aria-label="Folder" />
          <p class="small muted" role="status">
            {now.doing}
            {count && `: ${now.done} of ${now.total}`}
          </p>
        </>
      )}
      {/* One button, so that the keyboard stays on it. */}
      <button
        type="button"
        disabled={!isHere && (now !== null || reason !== null)}
        aria-describedby={reason && !isHere ? id : undefined}
        title={
          isHere ? undefined : 'A ZIP for ms-swift: base model, training conversations, questions, commands'
        }
        onClick={() => (isHere ? stopTaking() : void takeToCluster(place, of))}
      >
        {isHere ? 'Stop' : 'Take it to a cluster'}
      </button>
      {!isHere && <Obstacle id={id} text={reason} />}
      {!isHere && end?.place === place && (
        <p class="small" role={end.kind === 'problem' ? 'alert' : 'status'}>
          {end.text}
        </p>
      )}
    </div>
  );
}
