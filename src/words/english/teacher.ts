/** English words: the teacher’s link: its dialog, and the page that it opens. Not here: where they stand (src/app). */

/** The words. */
export const teacher = {
  label: 'For teachers',
  line: 'For teachers: a link for a class, and its results',
  make: 'Make a link for a class',
  dialogTitle: 'A link for a class',
  close: 'Close',
  opensWith: 'It opens the lab with the settings of this page. Change those first, if need be.',
  titleField: 'Title, if the page is to have one',
  lesson: 'Lesson that it opens',
  noLesson: 'None',
  language: 'Language of the page',
  locked: 'Locked',
  locks: { none: 'Nothing', all: 'All settings', 'all-but-seed': 'All but the seed' },
  seeds:
    'With one seed, all make the same experiment, which counts once when it is pooled. With an open seed, give each student a number of their own.',
  hidden: 'Hidden',
  parts: {
    setup: 'Setup details',
    models: 'Base model',
    studies: 'Studies',
    records: 'Recorded studies',
    lessons: 'Lessons',
    data: 'Data',
    ask: 'Ask the model',
  },
  /** The part `lessons` where the link opens one of them. */
  otherLessons: 'Other lessons',
  /** A part in the line of the page. */
  partInLine: (name: string) => name,
  preview: 'What students will see',
  previewLesson: (title: string) => `Opens the lesson: ${title}`,
  previewLanguage: (language: string) => `In the language: ${language}`,
  previewSettings: (settings: string) => `Settings: ${settings}`,
  previewOpenSeed: (settings: string, seed: number) => `Settings: ${settings}, beginning with seed ${seed}`,
  previewLeave: 'The Run button works. Anyone can unlock the page: it keeps nothing secret.',
  wrongSettings:
    'Some settings of this page are wrong as they are typed: the link has their last right values. Correct them in the setup.',
  link: 'The link',
  linkToCopy: 'the link',
  copy: 'Copy link',
  look: 'Look at it in a new tab',
  /** The line of the page: what is locked, and the parts that are hidden. */
  taught: {
    none: "This page was set up by a teacher's link.",
    all: "This page was set up by a teacher's link; its settings are locked.",
    'all-but-seed': "This page was set up by a teacher's link; its settings are locked, but for the seed.",
  },
  taughtHiding: {
    none: (parts: string) => `This page was set up by a teacher's link; hidden: ${parts}.`,
    all: (parts: string) =>
      `This page was set up by a teacher's link; its settings are locked; hidden: ${parts}.`,
    'all-but-seed': (parts: string) =>
      `This page was set up by a teacher's link; its settings are locked, but for the seed; hidden: ${parts}.`,
  },
  showWhole: 'Show the whole lab',
  unlock: 'Unlock: the whole lab with these settings',
};
