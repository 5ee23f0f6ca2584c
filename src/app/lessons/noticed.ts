/**
 * What is being done on the page, as deeds: read from the page's own state, and for the open item from the page itself,
 * because its dialog keeps that to itself. Not here: which of it counts (work.ts).
 */
import { effect, signal, untracked } from '@preact/signals';
import { armOf } from '../../experiment/config.ts';
import { score } from '../../sparkle/score.ts';
import { isTask } from '../../sparkle/task/task-name.ts';
import { armName } from '../../study/study.ts';
import { answers, askedQuestion } from '../ask/state.ts';
import { mainView } from '../page/shown.ts';
import { openedRecord, recordedCell } from '../record/state.ts';
import { runs } from '../runs/state.ts';
import { config } from '../setup/state.ts';
import { newStudy } from '../study/draft.ts';
import { readyNameOf } from '../study/words.ts';
import type { Deed } from './deed.ts';
import { noteDeeds, work } from './work.ts';

/** The item whose dialog is open, as `spp4-3`; null if none is. */
const openedItem = signal<string | null>(null);

function lookForItem(): void {
  openedItem.value = document.querySelector<HTMLElement>('dialog[data-item][open]')?.dataset.item ?? null;
}

function recordDeeds(): Deed[] {
  const [record, run] = [openedRecord.value, recordedCell.value];
  if (mainView.value !== 'record' || !record || !run) return [];
  const { arm, seed } = run.cell;
  return [
    { what: 'record', record: record.name },
    { what: 'recorded run', record: record.name, arm, seed },
  ];
}

function itemDeeds(): Deed[] {
  const item = openedItem.value;
  const task = item?.slice(0, item.lastIndexOf('-')) ?? '';
  return item !== null && isTask(task) ? [{ what: 'item', task, item }] : [];
}

function questionDeeds(): Deed[] {
  const asked = askedQuestion.value;
  if (!asked) return [];
  const { place } = config.value;
  return answers.value.flatMap(({ key, text, isWhole }): Deed[] =>
    isWhole && text !== null
      ? [
          {
            what: 'question',
            question: `${asked.scene.id}: ${asked.question}`,
            by: key === 'base' ? 'base model' : 'adapter',
            isRight: score(asked, text).isCorrect,
            place,
          },
        ]
      : [],
  );
}

const runDeeds = (): Deed[] =>
  runs.value.flatMap(({ id, state, config: of }): Deed[] => {
    if (state !== 'finished' || !of) return [];
    const arm = armOf(of);
    return [{ what: 'run', arm: typeof arm === 'string' ? arm : armName(arm), run: id }];
  });

function studyDeeds(): Deed[] {
  const factors = newStudy.factors.value;
  const study = factors && readyNameOf(factors);
  return study ? [{ what: 'study set up', study }] : [];
}

/** Notes what is done on the page, until the returned function is called. */
export function followDeeds(): () => void {
  const observer = new MutationObserver(lookForItem);
  observer.observe(document.body, { subtree: true, attributeFilter: ['open', 'data-item'] });
  lookForItem();
  const stop = effect(() => {
    const seen = [recordDeeds, itemDeeds, questionDeeds, runDeeds, studyDeeds].flatMap((deeds) => deeds());
    // What is on the page when the prediction is committed counts too.
    if (!work.value?.isCommitted) return;
    untracked(() => noteDeeds(seen));
  });
  return () => {
    stop();
    observer.disconnect();
    openedItem.value = null;
  };
}
