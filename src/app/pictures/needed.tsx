/** How many questions there are of how many that are needed, and what is known about it. Not here: the numbers (needed.ts). */
import type { ExperimentConfig } from '../../experiment/config.ts';
import { words } from '../../words/words.ts';
import { percentText, shortNumber } from '../ui/format.ts';
import type { Draft } from './draft.ts';
import { neededOf } from './needed.ts';

interface NeededViewProps {
  readonly draft: Draft;
  readonly config: ExperimentConfig;
}

/** The meter and its sentences. */
export function NeededView({ draft, config }: NeededViewProps) {
  const said = words.value.pictures.needed;
  const needed = neededOf(draft, config);
  const { questions, pictures, recommended, tests, changes, blind, shown, times } = needed;
  return (
    <section class="needed stack-2" aria-labelledby="needed-title">
      <h3 id="needed-title">{said.title}</h3>
      <div class="row">
        <meter
          min={0}
          max={recommended}
          value={Math.min(questions, recommended)}
          aria-label={said.count(questions, recommended)}
        />
        <span class="small">{said.count(questions, recommended)}</span>
      </div>
      <p class="small">
        {questions < changes
          ? said.tooFew(tests, changes, recommended)
          : said.measure(tests, changes, Math.round((100 * changes) / questions), recommended)}
        {blind !== null && ` ${said.blind(percentText(blind, 1))}`}
      </p>
      {pictures > 0 && (
        <p class="small">
          {said.train(
            pictures,
            shown,
            times < 10 ? shortNumber(Number(times.toPrecision(2))) : String(Math.round(times)),
          )}
        </p>
      )}
    </section>
  );
}
