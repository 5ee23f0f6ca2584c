/**
 * The finding of a run in words: the verdict first and large, then what became of the composite tasks and of the basic skills
 * alike, then, smaller, what a run of this size can show. Takes props only. Not here: the sentences (src/experiment/finding.ts, verdict.ts).
 */
import type { ComponentChildren } from 'preact';
import { armOf } from '../../experiment/config.ts';
import { adjustmentNote, basicFinding, finding } from '../../experiment/finding.ts';
import type { Report } from '../../experiment/report.ts';
import { changeOf, learned, reach, verdict } from '../../experiment/verdict.ts';
import { words } from '../../words/words.ts';

interface FindingProps {
  readonly report: Report;
  /** What stands between the verdict and the rest. */
  readonly lead?: ComponentChildren;
}

/** The sentences; nothing where no task of theirs was scored, but what leads. */
export function Finding({ report: { config, tasks }, lead }: FindingProps) {
  const say = words.value.finding;
  const arm = armOf(config);
  const changed = tasks.map((row) => ({ task: row.task, change: changeOf(row) }));
  const pieces = finding(arm, tasks, say);
  const said = verdict(arm, changed, say);
  const taught = learned(arm, changed, say);
  const basics = [...(taught === said ? [] : [taught]), basicFinding(tasks, say)].filter(Boolean).join(' ');
  return (
    <>
      {said && <p class="verdict">{said}</p>}
      {lead}
      {pieces.length > 0 && (
        <div class="findings stack-2">
          <p class="finding">
            {pieces.map(({ text, isStrong }, i) =>
              isStrong ? <strong key={i}>{text}</strong> : unbroken(text),
            )}
          </p>
          {basics && <p class="finding">{unbroken(basics)}</p>}
          <p class="small muted">
            {unbroken(`${adjustmentNote(tasks, say)} ${reach(arm, tasks, say)}`.trim())}
          </p>
        </div>
      )}
    </>
  );
}

/** Keeps "p = 0.011" on one line. */
function unbroken(text: string) {
  return text
    .split(/(p [<=] [\d.,]*\d)/)
    .map((part, i) => (i % 2 === 1 ? <span class="unbroken">{part}</span> : part));
}
