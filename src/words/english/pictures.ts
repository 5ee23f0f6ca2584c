/** English words: questions about own pictures, and the camera. Not here: where they stand (src/app/pictures). */

/** `1, 2 and 7`; after the tenth only how many more. */
const numbersText = (numbers: readonly number[]): string => {
  const listed = numbers.slice(0, 10);
  const more = numbers.length - listed.length;
  if (more > 0) return `${listed.join(', ')} and ${more} more`;
  return listed.length === 1 ? `${listed[0]}` : `${listed.slice(0, -1).join(', ')} and ${listed.at(-1)}`;
};

/** The words. */
export const pictures = {
  title: 'Questions about your own pictures',
  place: 'Own pictures',
  files: 'Pictures',
  invitation:
    'Drop pictures here, paste them, choose them or take them; then type a question and its answer beside each.',
  privacy:
    'A picture is kept at 1,024 px at most, without what a camera writes into its files, such as the place. Nothing leaves this device, and nothing is stored until you keep the set.',
  choose: 'Choose pictures',
  useCamera: 'Use the camera',
  cameraApp: 'Open the camera app',
  orDrop: 'or drop them here.',
  pictureName: 'camera',
  reading: 'Pictures read',
  read: (done: number, of: number) => `${done} of ${of} pictures read`,
  stop: 'Stop',
  refused: (count: number) =>
    count === 1 ? 'One picture was not taken:' : `${count} pictures were not taken:`,
  more: (count: number) => `and ${count} more.`,
  faults: {
    empty: (name: string) => `${name} is empty. Copy it again.`,
    'large-file': (name: string) => `${name} is larger than 64 MiB. Scale it down.`,
    'many-pixels': (name: string) => `${name} has more than 64 million pixels. Scale it down.`,
    heic: (name: string) =>
      `${name} is a HEIC picture, which this browser cannot read. Save it as JPEG, or set your phone’s camera to “Most compatible”.`,
    damaged: (name: string) => `${name} is damaged or cut off. Copy it again.`,
    other: (name: string) =>
      `${name} is no picture that this browser can read. Save it as JPEG or PNG. A ZIP with questions is imported below.`,
    unreadable: (name: string) => `${name} cannot be read: it was moved, changed or locked. Choose it again.`,
    twice: (name: string) => `${name} is in the set already.`,
    over: (name: string) =>
      `${name} is one too many: a set that is typed here has up to 500 pictures. Keep this set and begin another.`,
  },
  alt: (number: number, name: string) => `Picture ${number}: ${name}`,
  caption: (number: number, name: string) => `${number} · ${name}`,
  question: (place: number | null) => (place === null ? 'Question' : `Question ${place}`),
  answer: 'Answer',
  questionOf: (number: number, place: number | null) =>
    place === null ? `Question about picture ${number}` : `Question ${place} about picture ${number}`,
  firstQuestion: 'Write a question',
  firstQuestionTo: (number: number) => `Write a question about picture ${number}`,
  anotherQuestion: 'Another question',
  anotherQuestionTo: (number: number) => `Another question about picture ${number}`,
  removeQuestion: 'Remove',
  removeQuestionOf: (number: number, place: number | null) =>
    place === null
      ? `Remove the question about picture ${number}`
      : `Remove question ${place} about picture ${number}`,
  removePicture: 'Remove the picture',
  removePictureNumber: (number: number) => `Remove picture ${number}`,
  tag: 'A word in angle brackets, such as <image>, would stand for something else than its letters. Write it in other words.',
  unknownWords: (unknown: readonly string[]) =>
    `sparkle-tiny has never read ${unknown.map((word) => `“${word}”`).join(', ')}: before it is trained on these questions it answers something all the same.`,
  long: (bytes: number, surely: number) =>
    `This may be too long for sparkle-tiny: question and answer have ${bytes} letters (accented ones count twice), and up to ${surely} fit for sure. A run leaves out what does not fit, and says so.`,
  needed: {
    title: 'How many are needed',
    count: (questions: number, recommended: number) => `${questions} of ${recommended} questions`,
    tooFew: (tests: number, changes: number, recommended: number) =>
      `To measure: a run with the settings of this page makes ${tests} tests, so at least ${changes} answers must change, all one way, to be told from chance. With fewer than ${changes} questions nothing can be told; with ${recommended}, a change of a quarter of them.`,
    measure: (tests: number, changes: number, points: number, recommended: number) =>
      `To measure: a run with the settings of this page makes ${tests} tests, so about ${changes} of these answers (${points} points) must change, all one way, to be told from chance. Smaller changes stay unseen; with ${recommended} questions, a change of a quarter of them is seen.`,
    blind: (share: string) => `Who always gives the same answer gets ${share} right without looking.`,
    train: (count: number, shown: number, times: string) =>
      `To train: such a run shows ${shown} pictures, so ${count === 1 ? 'this one' : `each of these ${count}`} about ${times} times. The lab’s own skills are taught with as many different ones. Few pictures are learned by heart: measured on the same ones that looks like skill. Keep others, in a set of their own, to measure on.`,
  },
  name: 'Name of the set',
  standardName: 'My pictures',
  copyName: (name: string) => `${name}, changed`,
  inMemory: 'Until you keep it, the set is in memory only: it is gone when this page is closed.',
  unfinished: (numbers: readonly number[]) =>
    numbers.length === 1
      ? `Picture ${numbersText(numbers)} is not finished: each question needs its words and an answer.`
      : `Pictures ${numbersText(numbers)} are not finished: each question needs its words and an answer.`,
  toFirst: (number: number) => `Go to picture ${number}`,
  leaveOut: 'Leave out what is not finished',
  stillReading: 'Pictures are still being read.',
  keep: 'Keep this set',
  keeping: 'Pictures stored',
  keepStopped: 'Stopped. The set is not kept yet; nothing of it is lost.',
  kept: (name: string, images: number, questions: number) =>
    `“${name}” is kept: ${images} ${images === 1 ? 'picture' : 'pictures'}, ${questions} ${questions === 1 ? 'question' : 'questions'}. It stands in the list below.`,
  discard: 'Discard',
  discardQuestion: (count: number) =>
    `Discard ${count === 1 ? 'the picture' : `all ${count} pictures`} with what is typed?`,
  discardForGood: 'Discard for good',
  camera: {
    title: 'Take pictures',
    close: 'Close',
    consent:
      'What the camera sees is shown here only. A picture is taken when you press the button, and stored only when you keep the set. Ask whoever is in it first.',
    preview: 'What the camera sees',
    take: 'Take the picture',
    taken: (count: number) => (count === 1 ? 'One picture taken' : `${count} pictures taken`),
    waiting: 'Waiting for the camera. The browser may ask you first.',
    again: 'Try again',
    faults: {
      unsupported:
        'This browser gives pages no camera at this address: it needs a secure one (https, or this computer itself). Take the pictures with another app and choose them here.',
      refused:
        'The camera is not allowed on this page. Allow it in the browser’s address bar and try again, or take the pictures with another app and choose them here. In a frame of another page, open the lab by itself.',
      none: 'There is no camera. Plug one in and try again, or choose pictures that are there already.',
      busy: 'The camera does not answer: another program may be using it. Close that and try again.',
      hidden:
        'The camera was turned off because this page was out of sight. Pictures that were taken are there.',
      gone: 'The camera was turned off or unplugged. Pictures that were taken are there.',
    },
  },
};
