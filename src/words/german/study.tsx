/** German words: studies. Not here: what they found (study-finding.ts), where they stand (src/app). */
import type { Words } from '../english.ts';
import { finding } from './study-finding.ts';

const runs = (count: number): string => (count === 1 ? '1 Lauf' : `${count} Läufe`);
/** After a number and "von". */
const ofRuns = (count: number): string => (count === 1 ? '1 Lauf' : `${count} Läufen`);

/** The words. */
export const study: Words['study'] = {
  finding,
  ready: {
    which: 'Auf welche Fähigkeit kommt es an?',
    luck: 'Ist es Zufall?',
    factorial: 'Vollfaktoriell',
    seen: 'Wie viel muss man sehen?',
  },
  arms: { none: 'nichts', all: 'alle Fähigkeiten', composite: 'zusammengesetzt', shuffled: 'vertauscht' },
  armAt: (arm, value) => `${arm}, ${value}`,
  armCount: (count) => (count === 1 ? '1 Arm' : `${count} Arme`),
  seedCount: (count) => (count === 1 ? '1 Startwert' : `${count} Startwerte`),
  setTo: (setting, values) => `${setting} ${values}`,
  seed: (seed) => `Startwert ${seed}`,
  value: (value) => `Wert ${value}`,

  study: 'Studie',
  make: 'Mach daraus eine Studie: mehrere Arme und Startwerte',
  about:
    'Eine Studie wiederholt das Experiment, das oben eingestellt ist. Worauf dort trainiert wird und welcher Startwert dort steht, zählt nicht.',
  question: 'Frage',
  ownQuestion: 'eine eigene',
  armsLegend: 'Arme: trainieren auf',
  seeds: 'Startwerte',
  seedsHelp:
    'Jeder bedeutet andere Aufgaben und ein anderes Training. Drei oder mehr sagen auch etwas über andere Trainings.',
  sweep: 'Eine Einstellung variieren',
  noSweep: 'keine',
  values: 'Werte',
  valuesHelp:
    'Mit Strichpunkten dazwischen (0,2; 0,5); bei jedem Wert wird jeder Arm mit jedem Startwert trainiert.',
  wrongFields: 'Einige Felder der Studie sind falsch.',
  amount: (count, mark) => mark(runs(count)),
  amountWithTime: (count, time, mark) => (
    <>
      {mark(runs(count))}, {mark(time)} auf diesem Computer. Du kannst die Studie jederzeit anhalten und
      später fortsetzen.
    </>
  ),
  start: 'Studie starten',
  expectedSeeds: (part) =>
    `Erwartet werden ganze Zahlen oder ein Bereich wie 1-5, da steht „${part}“. Berichtige die Startwerte.`,
  expectedValue: (expected, part) => `Erwartet wird ${expected}, da steht „${part}“. Berichtige die Werte.`,
  aNumber: 'eine Zahl',
  noSeed: 'Erwartet wird mindestens ein Startwert, da steht keiner. Nenne einen.',
  noValue: 'Erwartet wird mindestens ein Wert, da steht keiner. Nenne einen.',
  tooManySeeds: (most, count) =>
    `Erwartet werden höchstens ${most} Startwerte, es sind ${count}. Nimm weniger.`,
  tooManyValues: (most, count) => `Erwartet werden höchstens ${most} Werte, es sind ${count}. Nimm weniger.`,
  seedTwice: (seed) => `Der Startwert ${seed} steht mehr als einmal da. Nenne ihn einmal.`,
  valueTwice: (value) => `Der Wert ${value} steht mehr als einmal da. Nenne ihn einmal.`,

  progress: 'Fortschritt der Studie',
  timeUnknown: 'wie lange sie dauert, weiß man nach ihrem ersten Training',
  timeLeft: (time, mark) => <>noch {mark(time)} für die ganze Studie</>,
  runOf: (number, total, name) => `Lauf ${number} von ${total}: ${name}`,
  finishedRuns: 'Fertige Läufe der Studie',
  elsewhere:
    'Diese Studie läuft in einem anderen Tab des Labors. Sieh sie dir dort an, oder halte sie zuerst dort an.',
  unreadable: (run, why) =>
    `Der Lauf ${run} der Studie ist nicht lesbar: ${why} Er bleibt, wie er ist, und die Studie wartet auf ihn. Lade die Seite neu; wenn das nicht hilft, lösche ihn unter „Läufe dieser Studie“, dann wird er neu gemacht.`,
  notStored: (why) =>
    `Die Studie konnte nicht gespeichert werden: ${why} Sie bleibt hier, bis die Seite geschlossen wird; mit ihrem Link lässt sie sich neu anlegen.`,
  notDeleted: (why) => `Die Studie konnte nicht gelöscht werden: ${why}`,

  studies: 'Studien',
  finishedOf: (finished, total) => `${finished} von ${ofRuns(total)}`,
  damaged: 'beschädigt',
  damage: (file, where, why) =>
    `${file} ist beschädigt: Erwartet wird eine Studie, wie sie diese Version des Labors schreibt, da ist eine andere (${where}: ${why}). Ihre Läufe stehen in der Liste der Läufe; lösche die Studie, oder öffne sie in der Version, die sie gemacht hat.`,
  theWhole: 'das Ganze',
  deleteStudy: (name) => `Die Studie ${name} löschen`,
  deleteStudyAsked: (name) => `Die Studie ${name} löschen?`,
  deleteStudyWithRuns: (name, mark) => (
    <>Die Studie {mark(name)} mit allen ihren Läufen, deren Antworten und Adaptern löschen?</>
  ),
  delete: 'Löschen',

  title: (name) => `Studie · ${name}`,
  noneFinished: 'Noch kein Lauf dieser Studie ist fertig.',
  done: (done, total) => `${done} von ${ofRuns(total)} fertig`,
  doneWithTime: (done, total, time) => `${done} von ${ofRuns(total)} fertig, ${time} für den Rest`,
  goOn: 'Fortsetzen',
  begin: 'Starten',
  link: (copy) => <>Link {copy}</>,
  theLink: 'den Link dieser Studie',
  foreign: (count) =>
    `${runs(count)} dieser Studie ${count === 1 ? 'wurde' : 'wurden'} mit anderen Gewichten des Basismodells gemacht: Die Zahlen sind die eines anderen Modells und hier weggelassen. Starte die Studie über ihren Link neu, um zu vergleichen, was zusammengehört.`,
  tasks: 'Nach Aufgabenart',
  differences: 'Unterschiede',
  armFound: (arm, text) => (
    <>
      {arm}: {text}
    </>
  ),
  adjusted: (tasks) =>
    `p: korrigiert (Holm) für die ${tasks} Aufgabenarten jedes Trainings, die die Studie nannte, bevor sie begann.`,
  oneSeed: 'Ein Startwert, also kein Intervall: Ein Training sagt nichts über andere.',
  whiskers: (fewest, most) =>
    `Striche: 95-%-Intervall des Mittelwerts über ${span(fewest, most)} Startwerte (t-Verteilung, nie schmaler, als die Aufgaben erlauben).`,
  intervals: (fewest, most) =>
    `Darunter: 95-%-Intervall des Mittelwerts über ${span(fewest, most)} Startwerte (t-Verteilung, nie schmaler, als die Aufgaben erlauben).`,
  addMore: 'Arme oder Startwerte hinzufügen',
  addRuns: (count) => `${runs(count)} hinzufügen`,
  add: 'Hinzufügen',
  wouldBeLost: (parts) =>
    `Eine Studie behält, was sie hat: ${parts.join(', ')} ${parts.length === 1 ? 'würde' : 'würden'} wegfallen. Nenne alle wieder, und dann weitere.`,
  runsTitle: 'Läufe dieser Studie',
  columns: { run: 'Lauf', state: 'Stand', compare: 'vergleichen' },
  states: {
    running: 'läuft',
    interrupted: 'unterbrochen: geht von dort weiter',
    stopped: 'unterbrochen: geht von dort weiter',
    failed: 'fehlgeschlagen: wird noch einmal versucht',
    damaged: 'nicht lesbar: die Studie wartet auf ihn',
    notBegun: 'nicht begonnen',
  },
  open: 'öffnen',
  openRun: (name) => `Den Lauf ${name} öffnen`,
  deleteRun: (name) => `Den Lauf ${name} löschen`,
  deleteRunAsked: (name) => `Den Lauf ${name} löschen?`,
  downloadStudy: 'Studie herunterladen',
  aboutDownload:
    'Die Studie mit allen fertigen Läufen und ihren Adaptern als eine Datei: „Importieren“ in der Liste der Läufe nimmt sie auf, hier oder auf einem anderen Computer',
  stopPacking: 'Anhalten',
  packingRuns: (done, total) => `Wird gepackt: ${done} von ${ofRuns(total)}`,
  packed: (count, size) => `${runs(count)}, ${size}`,
  readingRun: (file, number, total) => `${file}, Lauf ${number} von ${total}`,
  isHere: (file, name, added) =>
    `${file} ist die Studie ${name}, die schon in der Liste steht: ${added === 0 ? 'Sie hat alle diese Läufe' : `${added === 1 ? '1 fehlender Lauf wurde' : `${added} fehlende Läufe wurden`} hinzugefügt`}.`,
  downloadReport: 'Bericht herunterladen',
  itemsAs: (kind) => `Aufgaben als ${kind}`,
};

const span = (fewest: number, most: number): string =>
  fewest === most ? `${most}` : `${fewest} bis ${most}`;
