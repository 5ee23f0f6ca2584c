/**
 * The teacher's link: `#teacher=1&title=Paths&lesson=is-it-luck&lock=all&hide=ask,models&v=2&steps=40`. The key `teacher`
 * says its version and tells it from other links; from `v` on it is the link of the experiment (src/experiment/link.ts). It
 * keeps nothing secret: whoever leaves the page has the whole lab. Not here: the address bar (src/app/setup/state.ts), what
 * parts, locks and lessons are called (src/words/english/teacher.ts, lesson.ts), the language of a link
 * (src/app/page/language.ts), the study's link (src/study/study-link.ts).
 */
import type { ExperimentConfig } from '../experiment/config.ts';
import { readLink, versionOnly, writeLink } from '../experiment/link.ts';

const versionKey = 'teacher';
const latestVersion = '1';
const ownKeys = [versionKey, 'title', 'lesson', 'lock', 'hide'];

/**
 * The parts of the page that a link can hide. With `studies`, the recorded ones are hidden too; with `lessons`, all but the
 * one that the link opens.
 */
export const pageParts = ['setup', 'models', 'studies', 'records', 'lessons', 'data', 'ask'] as const;
/** One of the parts. */
export type PagePart = (typeof pageParts)[number];

/** What cannot be changed. */
export const locks = ['none', 'all', 'all-but-seed'] as const;
type Lock = (typeof locks)[number];

/** The lessons that a link can open, in the order in which a class takes them. */
export const lessonNames = [
  'what-does-it-see',
  'train-one-skill',
  'does-it-transfer',
  'is-it-luck',
  'form-or-skill',
  'how-much-seen',
] as const;
/** The name of a lesson. */
export type LessonName = (typeof lessonNames)[number];

/** The longest title. */
export const titleLengthMax = 80;

/** How a link changes the page. */
export interface TaughtPage {
  /** Empty if there is none. */
  readonly title: string;
  /** The lesson that the page opens; null if it opens none. */
  readonly lesson: LessonName | null;
  readonly lock: Lock;
  readonly hide: readonly PagePart[];
}

/** Whether a fragment, with or without `#`, is a teacher's link. */
export const isTeacherLink = (fragment: string): boolean =>
  new URLSearchParams(fragment.replace(/^#/, '')).has(versionKey);

/** The fragment without `#`. */
export function writeTeacherLink(
  { title, lesson, lock, hide }: TaughtPage,
  config: ExperimentConfig,
): string {
  const shown = title.trim();
  return [
    `${versionKey}=${latestVersion}`,
    ...(shown ? [`title=${encodeURIComponent(shown)}`] : []),
    ...(lesson ? [`lesson=${lesson}`] : []),
    ...(lock === 'none' ? [] : [`lock=${lock}`]),
    ...(hide.length > 0 ? [`hide=${pageParts.filter((part) => hide.includes(part)).join(',')}`] : []),
    writeLink(config) || versionOnly,
  ].join('&');
}

/**
 * Reads the fragment, with or without `#`. Never throws: what is unknown in it is left out, and `problems` says so in plain
 * words. An unknown lock locks all: whoever made the link wanted one.
 */
export function readTeacherLink(fragment: string): {
  page: TaughtPage;
  config: ExperimentConfig;
  problems: string[];
} {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ''));
  const own = new Map(ownKeys.map((key) => [key, parameters.get(key) ?? '']));
  for (const key of ownKeys) parameters.delete(key);
  const { config, problems } = readLink(parameters.toString());
  const said = own.get(versionKey)!;
  if (said !== latestVersion)
    problems.unshift(
      `The link is a teacher's of version "${said}"; this lab reads version ${latestVersion}. Check what the page shows, or open the link in the lab that made it.`,
    );
  const lesson = own.get('lesson') || null;
  if (lesson && !isOneOf(lessonNames, lesson))
    problems.push(
      `The link opens the lesson "${lesson}", which this lab does not have; none was opened. Lessons are ${lessonNames.join(', ')}: correct the link, or ask whoever made it.`,
    );
  const lock = own.get('lock') || 'none';
  if (!isOneOf(locks, lock))
    problems.push(
      `The link locks "${lock}", which this lab does not know; all settings are locked. Locks are ${locks.join(', ')}: correct the link, or ask whoever made it.`,
    );
  const hidden = own.get('hide')!.split(',').filter(Boolean);
  const unknown = hidden.filter((name) => !isOneOf(pageParts, name));
  if (unknown.length > 0)
    problems.push(
      `The link hides ${unknown.map((name) => `"${name}"`).join(', ')}, which this lab does not know; that was left out. Parts are ${pageParts.join(', ')}: correct the link, or ask whoever made it.`,
    );
  const page: TaughtPage = {
    title: [...own.get('title')!.replaceAll(/\s+/g, ' ').trim()].slice(0, titleLengthMax).join(''),
    lesson: lesson && isOneOf(lessonNames, lesson) ? lesson : null,
    lock: isOneOf(locks, lock) ? lock : 'all',
    hide: pageParts.filter((part) => hidden.includes(part)),
  };
  return { page, config, problems };
}

const isOneOf = <T extends string>(names: readonly T[], name: string): name is T =>
  names.some((each) => each === name);

/**
 * The settings of a locked page: as its link has them, whatever was changed; only an open seed is taken from the change.
 */
export const keptSettings = (
  { lock }: TaughtPage,
  linked: ExperimentConfig,
  changed: ExperimentConfig,
): ExperimentConfig => {
  if (lock === 'none') return changed;
  return lock === 'all' ? linked : { ...linked, seed: changed.seed };
};
