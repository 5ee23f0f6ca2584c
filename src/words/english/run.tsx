/** English words: the running run. Not here: where they stand (src/app). */
import type { ComponentChildren } from 'preact';

/** The words. */
export const run = {
  title: 'Run',
  phases: {
    data: 'Data',
    baseline: 'Baseline',
    train: 'Train',
    evaluate: 'Evaluate',
    result: 'Result',
  },
  phaseMeanings: {
    data: 'Making scenes and questions, loading the model, encoding every image once',
    baseline: 'The base model answers every item, before any training',
    train: 'The adapter learns from other scenes; the base model stays as it is',
    evaluate: 'The same items again, now with the adapter',
    result: 'Comparing before and after, item by item',
  },
  phaseDone: '(done)',
  inPhase: (phase: string, meaning: string) => `${phase}: ${meaning}`,
  starting: 'Starting',
  isStopping: 'Stopping; what is finished is kept',
  working: 'Working',
  gettingReady: 'getting ready',
  progress: (doing: string, done: string, total: string) => `${doing}: ${done} of ${total}`,
  quietFor: (text: string, seconds: number) => `${text}, for ${seconds} s`,
  /** The time left, by what it is for. */
  left: {
    run: (time: ComponentChildren) => <>{time} left</>,
    phase: (time: ComponentChildren) => <>{time} left in this phase</>,
    work: (time: ComponentChildren) => <>{time} left for this part</>,
  },
  learningCurve: 'When does it happen?',
  metrics: {
    loss: 'loss',
    gradNorm: 'gradient norm',
    learningRate: 'learning rate',
    tokensPerSecond: 'tokens per second',
    padding: 'padding',
    step: 'a step',
    validationLoss: 'validation loss',
    validationAccuracy: 'validation accuracy',
  },
  validationAccuracyMeaning:
    'Of the answer tokens of conversations held out of training: the share to which the model gives the largest logit when it is given the right tokens before. Not the share of right answers: those are counted in the evaluation.',
  seconds: (count: string) => `${count} s`,
  seeing: 'What it sees now',
  noText: '(no text)',
  before: 'before',
  after: 'after',
  rightBefore: (correct: number, items: number) => `Base model so far: ${correct} of ${items} right`,
  rightAfter: (correct: number, items: number) => `With the adapter so far: ${correct} of ${items} right`,
  stop: 'Stop',
  stopping: 'Stopping',
  stopTitle: 'Stop?',
  stopQuestion: (time: string) =>
    `Stop after ${time} of work? What was answered is kept, and so is the last checkpoint: it can be resumed from there.`,
  stopRun: 'Stop the run',
  keepGoing: 'Keep going',
  stoodStill: (time: string) =>
    `This page stood still while ${time} went by, as when a laptop is closed. The run goes on where it was.`,
  noCheckpoint: 'No checkpoint of this run was stored: its training begins anew. Its answers are kept.',
  cannotResume: (id: string, why: string) =>
    `The run of ${id} cannot be resumed: ${why} Start it anew instead.`,
  modelIsTaken: (model: string) =>
    `${model} is being downloaded or removed. Wait for it, then start the run again.`,
  runEnded: (why: string) =>
    `The run ended early: ${why} What it had finished is kept. Its workers were ended; the next run or question starts new ones.`,
  studyEnded: (why: string) =>
    `The study ended early: ${why} What it had finished is kept. Its workers were ended; the next run or question starts new ones.`,
  noReason: 'no reason was given',
  notStored: (why: string) =>
    `The run is not stored as it goes: ${why} It goes on in memory: download what you want to keep before you close the page.`,
  checkpointNotStored: (step: number, why: string) =>
    `The checkpoint of step ${step} could not be stored: ${why} Training goes on; if the page is closed, the run can be resumed from the checkpoint before, if there is one.`,
};
