/** English words: what a study found, in sentences. Not here: the facts that they are made of (src/study/study-finding.ts). */

/** A change as it was measured: its mean and 95 % interval over seeds, shares from -1 to 1; of one seed, its counts. */
export type MeasuredChange =
  | { readonly mean: number; readonly low: number; readonly high: number }
  | { readonly before: number; readonly after: number; readonly items: number };

/** A training, by what it was on, as `arms` and `skills` call it, and how it changed a task. */
interface ArmChange {
  readonly arm: string;
  readonly change: MeasuredChange;
}

/** A clear change, and how many of the trainings went that way. */
interface ClearChange extends ArmChange {
  readonly trainings: number;
  readonly agreeing: number;
}

/** What became of a task, arm by arm. */
export interface TaskFacts {
  readonly task: string;
  readonly rose: readonly ClearChange[];
  readonly fell: readonly ClearChange[];
  readonly unclear: readonly ArmChange[];
  /** One training each. */
  readonly single: readonly ArmChange[];
  /** What came beyond the form of answers, where they were shuffled too. */
  readonly beyondForm: readonly {
    readonly arm: string;
    readonly mean: number;
    readonly low: number;
    readonly high: number;
  }[];
}

/** What became of a task over the values of a sweep. */
interface SweptFacts {
  readonly task: string;
  readonly arm: string;
  readonly setting: string;
  readonly isOneTraining: boolean;
  /** Values. */
  readonly rose: readonly string[];
  readonly fell: readonly string[];
  readonly unclear: readonly string[];
  readonly most: { readonly value: string; readonly change: MeasuredChange };
}

/** What became of the tasks of a kind after one training: their names. */
export interface KindFacts {
  readonly kind: 'basic' | 'composite';
  readonly total: number;
  readonly rose: readonly string[];
  readonly fell: readonly string[];
  /** Right answers, of all its tasks and seeds together. */
  readonly right: { readonly before: number; readonly after: number; readonly items: number };
}

/** Trainings on basic skills, by what became of the composite tasks. */
interface TransferFacts {
  readonly rose: readonly string[];
  readonly fell: readonly string[];
  readonly unclear: readonly string[];
}

const list = (names: readonly string[]): string => new Intl.ListFormat('en-GB').format(names);
const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const inWords = (count: number): string => numbers[count] ?? String(count);
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** A share in points, with the minus sign of print. */
const points = (share: number): string => String(Math.round(share * 100) || 0).replace('-', '−');
const signed = (share: number): string => `${Math.round(share * 100) > 0 ? '+' : ''}${points(share)}`;

function measured(change: MeasuredChange): string {
  if ('items' in change) return `from ${change.before} to ${change.after} of ${change.items}`;
  const { mean, low, high } = change;
  const unit = Math.abs(Math.round(mean * 100)) === 1 ? 'point' : 'points';
  return `mean ${signed(mean)} ${unit}, 95 % ${points(low)} to ${points(high)}`;
}

/** Where a sentence names the task, the first time; afterwards it says "it". */
const here = '{task}';

function written(text: string, task: string): string {
  const [first = '', ...others] = text.split(here);
  return `${capital(`${first}${others.length > 0 ? task : ''}${others.join('it')}`)}.`;
}

/** 'all five trainings on A raised the task (…)', or on A (…) and B (…): how many, which arms and what was measured. */
function clearClause(rows: readonly ClearChange[], verb: string): string {
  const count = rows[0]!.trainings;
  const isAll = rows.every(({ trainings, agreeing }) => trainings === count && agreeing === count);
  const texts = rows.map(
    ({ change, agreeing, trainings }) =>
      ` (${measured(change)}${isAll ? '' : `, in ${agreeing} of ${trainings}`})`,
  );
  const opening = !isAll ? 'trainings' : count === 2 ? 'both trainings' : `all ${inWords(count)} trainings`;
  if (rows.length === 1) return `${opening} on ${rows[0]!.arm} ${verb} ${here}${texts[0]}`;
  return `${opening} on ${list(rows.map(({ arm }, i) => `${arm}${texts[i]}`))} ${verb} ${here}`;
}

/** 'two of the three basic tasks (direction and distance)'. */
function amount({ kind, total }: KindFacts, names: readonly string[]): string {
  if (total === 1) return `the ${kind} task`;
  if (names.length === total) return `${total === 2 ? 'both' : `all ${inWords(total)}`} ${kind} tasks`;
  const which = names.length <= 3 ? ` (${list(names)})` : '';
  return `${inWords(names.length)} of the ${inWords(total)} ${kind} tasks${which}`;
}

/** The words. */
export const finding = {
  /** What an arm trains on, to follow "training on". */
  arms: {
    none: 'nothing',
    all: 'all three basic skills',
    composite: 'the composite tasks themselves',
    shuffled: 'shuffled answers',
  },
  skills: (names: readonly string[]) => list(names),
  oneTrainingEach:
    'One training with each choice: see what it did, and repeat it with other seeds before you believe it.',
  onlyForm: 'What rose without being clearly ahead of shuffled answers is not counted.',
  /** Of several trainings; some rose. */
  transferred({ rose, fell, unclear }: TransferFacts): string {
    const total = rose.length + fell.length + unclear.length;
    if (rose.length === total) return 'It transferred from every choice of skills.';
    const from = (names: readonly string[]) => list(names.map((name) => `from ${name}`));
    const opening =
      rose.length <= 3
        ? `It transferred ${from(rose)}`
        : `It transferred from ${inWords(rose.length)} of the ${inWords(total)} choices of skills`;
    const others = (names: readonly string[]) =>
      names.length === 1
        ? names[0]!
        : names.length + rose.length === total
          ? `the other ${inWords(names.length)}`
          : `${inWords(names.length)} others`;
    const not = unclear.length > 0 ? `, not clearly from ${others(unclear)}` : '';
    return `${opening}${not}${fell.length > 0 ? `; training on ${others(fell)} made it worse` : ''}.`;
  },
  /** What one training of an arm did, after its name. */
  oneTraining: (kinds: readonly KindFacts[]) =>
    `${list(
      kinds.map(
        ({ kind, right }) => `${kind} tasks from ${right.before} to ${right.after} of ${right.items} right`,
      ),
    )} with one training, which says nothing about others`,
  /** What the trainings of an arm did, after its name. `setting` is of a sweep. */
  arm(kinds: readonly KindFacts[], setting: string | null): string {
    const where = setting === null ? '' : `, at some ${setting.toLowerCase()}`;
    const of = (change: 'rose' | 'fell') =>
      kinds.flatMap((facts) => (facts[change].length > 0 ? [amount(facts, facts[change])] : []));
    const [better, worse] = [of('rose'), of('fell')];
    if (better.length + worse.length === 0) return `no task clearly changed${where}`;
    const parts = [
      ...(better.length > 0 ? [`clearly better at ${list(better)}${where}`] : []),
      ...(worse.length > 0 ? [`clearly worse at ${list(worse)}${where}`] : []),
      ...kinds.flatMap(({ kind, rose, fell }) =>
        kind === 'composite' && rose.length + fell.length === 0 ? ['no composite task clearly changed'] : [],
      ),
    ];
    return parts.join('; ');
  },
  /** One sentence on a task: what is clear, then what is not; and what came beyond the form of answers. */
  task({ task, rose, fell, unclear, single, beyondForm }: TaskFacts): string {
    const clauses: string[] = [];
    if (rose.length > 0) clauses.push(clearClause(rose, 'raised'));
    if (fell.length > 0) clauses.push(clearClause(fell, 'lowered'));
    const [first] = unclear;
    if (first) {
      const named = list(unclear.map(({ arm, change }) => `${arm} (${measured(change)})`));
      const did = rose.length > 0 && fell.length > 0 ? `changed ${here} not clearly` : 'did not clearly';
      if (clauses.length === 0) clauses.push(`${here} was not clearly changed by training on ${named}`);
      else if (unclear.length === 1)
        clauses.push(`training on ${first.arm} ${did} (${measured(first.change)})`);
      else clauses.push(`trainings on ${named} ${did}`);
    }
    if (single.length > 0) {
      const named = single.map(({ arm, change }) => `${measured(change)} with the one training on ${arm}`);
      clauses.push(`${here} went ${list(named)}, which says nothing about other trainings`);
    }
    const ahead = beyondForm.map(
      ({ arm, mean, low, high }) =>
        `Against shuffled answers, training on ${arm} makes a difference of ${signed(mean)} points (95 % ${points(low)} to ${points(high)})${low > 0 ? '' : ', which is not clear'}.`,
    );
    return [written(clauses.join('; '), task), ...ahead].join(' ');
  },
  /** One sentence on a task and an arm over the values of a sweep. */
  swept({ task, arm, setting, isOneTraining, rose, fell, unclear, most }: SweptFacts): string {
    const at = (values: readonly string[]) => `${setting.toLowerCase()} ${list(values)}`;
    const opening = `trained on ${arm}, ${here}`;
    const extreme = `most at ${at([most.value])} (${measured(most.change)})`;
    if (isOneTraining)
      return written(
        `${opening} changed ${extreme}; with one training each, this says nothing about other trainings`,
        task,
      );
    const clauses = [
      ...(rose.length > 0 ? [`rose clearly at ${at(rose)}`] : []),
      ...(fell.length > 0 ? [`fell clearly at ${at(fell)}`] : []),
      ...(unclear.length > 0 ? [`did not change clearly at ${at(unclear)}`] : []),
    ];
    return written(`${opening} ${list(clauses)}; it changed ${extreme}`, task);
  },
  /** What a study of this size can show; of one seed, and of several, by half the width of the middle interval. */
  reachOfOneSeed: (items: number) =>
    `With one seed and ${items} items a task, it is not known how far one training differs from the next.`,
  reach: (seeds: number, items: number, half: number) =>
    `With ${inWords(seeds)} seeds and ${items} items a task, half of the mean changes are known to ±${points(half)} points or better: smaller effects stay unseen.`,
};
