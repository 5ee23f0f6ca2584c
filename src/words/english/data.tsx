/** English words: the data: samples, data made to order, import, export, kept sets. Not here: where they stand (src/app/data). */

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** The words. */
export const data = {
  title: 'What is asked',
  legend: 'Data',
  sources: { examples: 'Examples', made: 'Make data', imported: 'Your data' },
  previousSample: 'Previous sample',
  nextSample: 'Next sample',
  otherScenes: 'Other scenes',
  showWhy: 'show why',
  kinds: { composite: 'composite task', basic: 'basic skill' },

  // ---- One image or scene with its questions
  previous: { image: 'Previous image', scene: 'Previous scene' },
  next: { image: 'Next image', scene: 'Next scene' },
  unit: { image: 'image', scene: 'scene' },
  ofCount: (count: number) => `of ${count}`,
  prompt: 'Prompt',
  answer: 'Answer',
  thePrompt: 'the prompt',
  theAnswer: 'the answer',
  questionsAbout: {
    image: (count: number) => `${count} questions about this image`,
    scene: (count: number) => `${count} questions about this scene`,
  },

  // ---- Data made to order
  form: 'Parameters of the data',
  subject: 'Subject',
  subjectHelp:
    'direction, distance, localization: the basic skills. description: tell where everything is. basic: the paper’s mixed set, every kind of basic question about an image. path and route: the composite tasks.',
  part: 'Part',
  partHelp:
    'Every possible scene belongs to one part, so the two never share one; only paths in the paper mode are evaluated on all. Basic questions have other colours in each part (printed labels are the same), and distractors only in evaluation.',
  presetsTitle: 'The paper’s own:',
  presets: { 'paper-train': 'training set', 'paper-test': 'test set', spp: 'shortest paths', tsp: 'routes' },
  moreParameters: (count: number, changed: number) =>
    `${count} more parameters${changed > 0 ? `, ${changed} changed` : ''}`,
  lastGood: (problem: string) => `${problem} The sample below is the last that could be made.`,
  /** A label, help or range of a parameter, as the schema has it. */
  parameter: (text: string) => text,
  /** A value that a parameter can have. */
  choice: (value: string) => value,
  wrongParameters: (labels: readonly string[]) => `Some parameters are wrong: ${labels.join(', ')}.`,
  contradiction: 'The parameters do not go together: see the message under them.',

  // ---- Class balance and blind baselines
  balanceTitle: 'Class balance and blind baselines',
  stop: 'Stop',
  measure: (scenes: number) => `Measure ${scenes} scenes`,
  balanceAbout:
    'How often each class is the right answer, and how many answers are right without looking at the image: what a model has to beat.',
  scenesMade: 'Scenes made',
  made: (scenes: number, of: number) => `${scenes} of ${of} scenes made`,
  guessing: 'Guessing without looking',
  counted: (scenes: number, questions: number) =>
    `Counted on the first ${scenes} scenes with ${questions} questions. A blind guess does not look at the image; a model has learned something only if it does better than both.`,
  columns: {
    questions: 'questions',
    count: 'count',
    constant: 'best single answer',
    random: 'random answer',
    greedy: 'nearest next (sees the image)',
  },

  // ---- Export
  exportTitle: 'Export',
  exportAbout: () => (
    <>
      A ZIP of PNG images and JSON lines with <code>query</code>, <code>response</code> and{' '}
      <code>images</code>, as ms-swift reads them, and the parameters that make the same file again.
    </>
  ),
  saveZip: 'Save as ZIP',
  imagesWritten: 'Images written',
  written: (images: number, of: number, size: string) => `${images} of ${of} images, ${size}`,
  timeLeft: (time: string) => ` · ${time} left`,
  contents: (images: number, questions: number, size: string) =>
    `${images} images, ${questions} questions, ${size}`,

  // ---- Import
  importTitle: 'A set that is a file already',
  importName: 'Import',
  importFiles: 'ZIP or files',
  importFolder: 'Folder',
  importAbout: () => (
    <>
      Choose a ZIP that was exported here, or your own photos with a file <code>data.jsonl</code>: one
      question per line, with the name of its photo. For tests also the published captions of What’s Up,
      COCO-spatial and GQA-spatial, with their photos.
    </>
  ),
  orDrop: 'or drop them here. Nothing leaves this device.',
  imagesDoing: { checked: 'Images checked', stored: 'Images stored' },
  imagesDone: {
    checked: (images: number, of: number) => `${images} of ${of} images checked`,
    stored: (images: number, of: number) => `${images} of ${of} images stored`,
  },
  readingFile: (name: string) => `Reading ${name}`,
  imported: (lines: number, name: string, leftOut: number) => (
    <>
      <strong>{plural(lines, 'line', 'lines')}</strong> of {name} {lines === 1 ? 'was' : 'were'} imported.
      {leftOut > 0 && ` ${leftOut} could not be used:`}
    </>
  ),
  nothingUsable: 'No line could be used, so nothing was stored.',
  importStopped: 'Stopped. Nothing was kept.',
  problems: 'Lines that could not be used',
  place: (line: number, file: string | undefined) =>
    file === undefined ? `Line ${line}` : `Entry ${line} of ${file}`,
  andMore: (count: number) => `and ${count} more.`,
  saveProblems: 'Save the list as text',

  // ---- Kept sets
  setAbout: (questions: number, images: number, size: string, time: string, leftOut: number) =>
    `${plural(questions, 'question', 'questions')} · ${plural(images, 'image', 'images')} · ${size} · ${time}${leftOut > 0 ? ` · ${plural(leftOut, 'line', 'lines')} left out` : ''}`,
  removeQuestion: (name: string) => `Remove ${name}?`,
  removeForGood: 'Remove for good',
  removeName: (name: string) => `Remove ${name}`,
  remove: 'Remove',
  notRemoved: (reason: string) => `It could not be removed: ${reason}`,
  trainOnThese: 'Train on these',
  measureOnThese: 'Measure on these',
  trainsOnThese: (name: string) => `The next run is trained on “${name}”, in place of the skills.`,
  measuresOnThese: (name: string, questions: number, items: number) =>
    questions > items
      ? `The next run asks ${items} of the questions of “${name}” besides its tasks, as many as Items says.`
      : `The next run asks the questions of “${name}” besides its tasks.`,
  sameTwice:
    'It is trained and measured on the same questions: that shows what is learned by heart, not what is understood. Measure on another set to see that.',
  locked: 'The settings of this page are locked: nothing else can be trained on or measured.',
  toSetup: 'Go to the setup',
  editCopy: 'Change a copy',
  editObstacle: 'Another set is being written above: keep or discard it first.',
  entry: (label: string, line: number) => `${label}, entry ${line}`,
  line: (line: number) => `line ${line}`,
  size: (path: string, width: number, height: number) => `${path} · ${width} × ${height} px`,
  judgedByLetter: (chance: string) =>
    `A published choice between captions, to be scored and not to be trained on. In a run the letter of the right caption is right. Who guesses gets ${chance} right.`,
  judgedAsMade:
    'Made by this lab: in a run, any shortest path or route is right and numbers have their tolerance. For a line that was changed since, only its response is right.',
  judgedByWords:
    'In a run an answer is right when it is the response; case, spaces, quotation marks and the full stop do not count.',
  chance: (low: number, high: number) => (low === high ? `${low} %` : `${low} to ${high} %`),
  leftOut: (lines: number) => `${plural(lines, 'line', 'lines')} left out`,
  importedImage: (path: string) => `The imported image ${path}`,
  notStored: (path: string) => `${path}: not stored here`,
};
