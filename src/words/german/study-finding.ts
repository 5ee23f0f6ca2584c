/** German words: what a study found, in sentences. Not here: the facts that they are made of (src/study/study-finding.ts). */
import type { KindFacts, MeasuredChange, TaskFacts } from '../english/study-finding.ts';
import type { Words } from '../english.ts';

const list = (names: readonly string[]): string => new Intl.ListFormat('de').format(names);
const numbers = ['null', 'eine', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun', 'zehn'];
const inWords = (count: number): string => numbers[count] ?? String(count);
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** A share in points, with the minus sign of print. */
const points = (share: number): string => String(Math.round(share * 100) || 0).replace('-', '−');
const signed = (share: number): string => `${Math.round(share * 100) > 0 ? '+' : ''}${points(share)}`;

function measured(change: MeasuredChange): string {
  if ('items' in change) return `von ${change.before} auf ${change.after} von ${change.items}`;
  const { mean, low, high } = change;
  const unit = Math.abs(Math.round(mean * 100)) === 1 ? 'Punkt' : 'Punkte';
  return `im Mittel ${signed(mean)} ${unit}, 95 % ${points(low)} bis ${points(high)}`;
}

/** 'durch alle fünf Trainings auf A (…) und B (…)'. */
function clearClause(rows: TaskFacts['rose']): string {
  const count = rows[0]!.trainings;
  const isAll = rows.every(({ trainings, agreeing }) => trainings === count && agreeing === count);
  const named = rows.map(
    ({ arm, change, agreeing, trainings }) =>
      `${arm} (${measured(change)}${isAll ? '' : `, in ${agreeing} von ${trainings}`})`,
  );
  const opening = !isAll ? 'Trainings' : count === 2 ? 'beide Trainings' : `alle ${inWords(count)} Trainings`;
  return `durch ${opening} auf ${list(named)}`;
}

const kinds = { basic: 'grundlegenden Aufgaben', composite: 'zusammengesetzten Aufgaben' };

/** 'bei zwei der drei grundlegenden Aufgaben (Richtung und Entfernung)'. */
function amount({ kind, total }: KindFacts, names: readonly string[]): string {
  if (total === 1) return `bei der ${kind === 'basic' ? 'grundlegenden' : 'zusammengesetzten'} Aufgabe`;
  if (names.length === total)
    return `bei ${total === 2 ? 'beiden' : `allen ${inWords(total)}`} ${kinds[kind]}`;
  const which = names.length <= 3 ? ` (${list(names)})` : '';
  const count = names.length === 1 ? 'einer' : inWords(names.length);
  return `bei ${count} der ${inWords(total)} ${kinds[kind]}${which}`;
}

/** The words. */
export const finding: Words['study']['finding'] = {
  arms: {
    none: 'nichts',
    all: 'alle drei Grundfähigkeiten',
    composite: 'die zusammengesetzten Aufgaben selbst',
    shuffled: 'vertauschte Antworten',
  },
  skills: (names) => list(names),
  oneTrainingEach:
    'Je ein Training: Sieh dir an, was es bewirkt hat, und wiederhole es mit anderen Startwerten, bevor du es glaubst.',
  onlyForm: 'Was besser wurde, ohne deutlich besser zu sein als mit vertauschten Antworten, zählt nicht.',
  transferred({ rose, fell, unclear }) {
    const total = rose.length + fell.length + unclear.length;
    if (rose.length === total) return 'Jedes der Trainings hat sich übertragen.';
    const opening =
      rose.length <= 3
        ? `Training ${list(rose.map((name) => `auf ${name}`))} hat sich übertragen`
        : `${capital(inWords(rose.length))} der ${inWords(total)} Trainings haben sich übertragen`;
    const others = (names: readonly string[]) =>
      names.length === 1
        ? `das auf ${names[0]}`
        : names.length + rose.length === total
          ? `die anderen ${inWords(names.length)}`
          : `${inWords(names.length)} andere`;
    const not = unclear.length > 0 ? `, ${others(unclear)} nicht deutlich` : '';
    const worse = fell.length === 1 ? 'hat geschadet' : 'haben geschadet';
    return `${opening}${not}${fell.length > 0 ? `; ${others(fell)} ${worse}` : ''}.`;
  },
  oneTraining: (facts) =>
    `${list(
      facts.map(
        ({ kind, right }) =>
          `${kind === 'basic' ? 'grundlegende' : 'zusammengesetzte'} Aufgaben von ${right.before} auf ${right.after} von ${right.items} richtig`,
      ),
    )} mit einem Training, was nichts über andere sagt`,
  arm(facts, setting) {
    const where = setting === null ? '' : `, bei manchen Werten von „${setting}“`;
    const of = (change: 'rose' | 'fell') =>
      facts.flatMap((each) => (each[change].length > 0 ? [amount(each, each[change])] : []));
    const [better, worse] = [of('rose'), of('fell')];
    if (better.length + worse.length === 0) return `keine Aufgabe deutlich verändert${where}`;
    const parts = [
      ...(better.length > 0 ? [`deutlich besser ${list(better)}${where}`] : []),
      ...(worse.length > 0 ? [`deutlich schlechter ${list(worse)}${where}`] : []),
      ...facts.flatMap(({ kind, rose, fell }) =>
        kind === 'composite' && rose.length + fell.length === 0
          ? ['keine zusammengesetzte Aufgabe deutlich verändert']
          : [],
      ),
    ];
    return parts.join('; ');
  },
  task({ task, rose, fell, unclear, single, beyondForm }) {
    const named = list(unclear.map(({ arm, change }) => `${arm} (${measured(change)})`));
    const clauses = [
      ...(rose.length > 0 ? [`wurde deutlich besser ${clearClause(rose)}`] : []),
      ...(fell.length > 0 ? [`wurde deutlich schlechter ${clearClause(fell)}`] : []),
      ...(unclear.length > 0 ? [`änderte sich nicht deutlich durch Training auf ${named}`] : []),
      ...(single.length > 0
        ? [
            `ging ${list(
              single.map(({ arm, change }) => `${measured(change)} mit dem einen Training auf ${arm}`),
            )}, was nichts über andere Trainings sagt`,
          ]
        : []),
    ];
    const ahead = beyondForm.map(
      ({ arm, mean, low, high }) =>
        `Gegenüber vertauschten Antworten macht Training auf ${arm} einen Unterschied von ${signed(mean)} Punkten (95 % ${points(low)} bis ${points(high)})${low > 0 ? '' : ', was nicht deutlich ist'}.`,
    );
    return [`„${capital(task)}“ ${clauses.join('; es ')}.`, ...ahead].join(' ');
  },
  swept({ task, arm, setting, isOneTraining, rose, fell, unclear, most }) {
    const at = (values: readonly string[]) => `bei ${list(values)}`;
    const opening = `„${capital(task)}“ nach Training auf ${arm}, je nach „${setting}“`;
    const extreme = `am meisten änderte es sich ${at([most.value])} (${measured(most.change)})`;
    if (isOneTraining)
      return `${opening}: ${extreme}; mit je einem Training sagt das nichts über andere Trainings.`;
    const clauses = [
      ...(rose.length > 0 ? [`deutlich besser ${at(rose)}`] : []),
      ...(fell.length > 0 ? [`deutlich schlechter ${at(fell)}`] : []),
      ...(unclear.length > 0 ? [`nicht deutlich verändert ${at(unclear)}`] : []),
    ];
    return `${opening}: ${list(clauses)}; ${extreme}.`;
  },
  reachOfOneSeed: (items) =>
    `Mit einem Startwert und ${items} Aufgaben je Aufgabenart weiß man nicht, wie sehr sich ein Training vom nächsten unterscheidet.`,
  reach: (seeds, items, half) =>
    `Mit ${inWords(seeds)} Startwerten und ${items} Aufgaben je Aufgabenart ist die Hälfte der mittleren Änderungen auf ±${points(half)} Punkte oder besser bekannt: Kleinere Wirkungen bleiben unsichtbar.`,
};
