/**
 * Shares the passes of a step out among members, each a worker on a core of its own. Not here: what a member computes
 * (member.ts), starting a worker (workers/pass-worker.ts).
 */
import type { LoraLayout } from '../adapter/layout.ts';
import { messageOf } from '../message-of.ts';
import type { PlainWeights } from './decoder.ts';
import { LocalMember, type Member } from './member.ts';

/** The opening, or an error if it takes longer. */
function within(patienceMs: number, opening: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error('A worker that trains on the processor did not answer.')),
      patienceMs,
    );
  });
  return Promise.race([opening, late]).finally(() => clearTimeout(timer));
}

/** Members that have opened the same decoder. */
interface Crew {
  readonly size: number;
  /** Which of the members wanted are missing, and why, for the person; null if none is. */
  readonly notice: string | null;
  /** Has the next free member do a piece of work. Pieces begin in the order of the calls. */
  run<T>(work: (member: Member) => Promise<T>): Promise<T>;
  end(): void;
}

/** Opening takes a second or two, on a busy machine many times that. Workers were seen in Firefox that never answer. */
const usualPatienceMs = 120_000;

/**
 * Opens up to `size` members. `start` starts one in a worker; without it the only member is this thread. Members that
 * cannot be opened, for want of memory, or that do not answer for `patienceMs`, are done without; throws if none can.
 */
export async function openCrew(
  weights: PlainWeights,
  layout: LoraLayout,
  size: number,
  start: (() => Member) | null,
  patienceMs: number = usualPatienceMs,
): Promise<Crew> {
  const wanted = start ? Array.from({ length: size }, start) : [new LocalMember()];
  const openings = await Promise.allSettled(
    wanted.map((member) => within(patienceMs, member.open(weights, layout))),
  );
  const members = wanted.filter((_, i) => openings[i]!.status === 'fulfilled');
  const failed = openings.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
  for (const member of wanted) if (!members.includes(member)) member.end();
  if (members.length === 0) throw failed!.reason;

  const free = [...members];
  const waiting: ((member: Member) => void)[] = [];
  const take = async (): Promise<Member> =>
    free.pop() ?? new Promise<Member>((resolve) => waiting.push(resolve));
  const giveBack = (member: Member): void => {
    const next = waiting.shift();
    if (next) next(member);
    else free.push(member);
  };
  return {
    size: members.length,
    notice: failed
      ? `Of ${wanted.length} workers that train on the processor only ${members.length} could be started (${messageOf(failed.reason)}). Training goes on with ${members.length}, slower and with the same result. Close other pages to give it more memory.`
      : null,
    async run(work) {
      const member = await take();
      try {
        return await work(member);
      } finally {
        giveBack(member);
      }
    },
    end() {
      for (const member of members) member.end();
    },
  };
}
