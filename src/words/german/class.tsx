/** German words: collecting the results of a class. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

const results = (count: number): string => (count === 1 ? '1 Ergebnis' : `${count} Ergebnisse`);
const students = (count: number): string =>
  count === 1 ? '1 Schülerin oder Schüler' : `${count} Schülerinnen und Schüler`;
const seeds = (count: number): string => (count === 1 ? '1 Startwert' : `${count} Startwerte`);
/** After a number and "von". */
const ofFiles = (count: number): string => (count === 1 ? '1 Datei' : `${count} Dateien`);

/** The words. */
export const classroom: Words['classroom'] = {
  handIn: 'Gib es in deiner Klasse ab',
  yourName: 'Dein Name, wie ihn deine Lehrkraft kennt',
  classCode: 'den Klassencode',
  classCodeWithName: 'den Klassencode mit deinem Namen',
  copyCode: 'Klassencode kopieren',
  downloadWithName: 'Lauf mit deinem Namen herunterladen',
  aboutHandIn:
    'Der Code enthält, wie viele Antworten richtig waren, den Startwert und Buchstaben, die aus den Einstellungen folgen; man kann ihn schicken oder vorlesen. Die Datei enthält alles, und ihre Zahlen lassen sich prüfen. Von hier wird nichts verschickt.',

  classResults: 'Ergebnisse der Klasse',
  runFiles: 'Laufdateien der Klasse',
  resultsOfClass: 'Ergebnisse einer Klasse',
  aboutCollecting:
    'Die Klasse lädt unter dem Ergebnis den Lauf herunter oder kopiert den Klassencode. Zieh die Dateien hierher, oder füge die Codes ein. Läufe dieser Seite zählen nur, wenn du sie abgibst wie alle anderen.',
  chooseFiles: 'Laufdateien wählen',
  show: (count) => `${results(count)} zeigen`,
  readingFiles: 'Laufdateien werden gelesen',
  filesOf: (done, total) => `${done} von ${ofFiles(total)}`,
  stop: 'Anhalten',
  codes: 'Klassencodes, einer je Zeile, jeder nach einem Namen',
  codesExample: (start) => `Ada: ${start}…`,
  addCodes: 'Codes hinzufügen',
  closeMessages: (count) => (count === 1 ? 'Diese Meldung schließen' : `Diese ${count} Meldungen schließen`),
  notReached: (why) => `Was zuvor gesammelt wurde, ist nicht erreichbar: ${why}`,
  stopped: (done, total) =>
    `Angehalten nach ${done} von ${ofFiles(total)}; was gelesen wurde, ist hier. Wähle für den Rest noch einmal alle Dateien: Keine wird doppelt hinzugefügt.`,
  notStored: (why) =>
    `Ein Ergebnis konnte nicht gespeichert werden: ${why} Es bleibt hier, bis die Seite geschlossen wird; lade die CSV-Datei herunter, um es zu behalten.`,
  notRemoved: (count, why) =>
    `${count === 1 ? 'Ein Ergebnis konnte' : 'Die Ergebnisse konnten'} nicht entfernt werden: ${why}`,
  line: (number, name, why) => `Zeile ${number}${name === '' ? '' : ` (${name})`}: ${why}`,
  nameless: 'ein Code ohne Namen',
  code: 'Code',
  sameAgain: (name, other) =>
    `${name}: Dasselbe hat ${other} schon abgegeben, es wurde nicht noch einmal hinzugefügt.`,
  sameRun: (name, other) =>
    `${name} wurde hinzugefügt, zählt aber nicht: ${other} hat denselben Lauf abgegeben. Frag nach, wem er gehört, und wähle in der Tabelle, welcher zählt.`,
  sameStudent: (name, other) =>
    `${name} wurde hinzugefügt, zählt aber nicht: ${other} hat schon ein Ergebnis mit diesen Einstellungen abgegeben. Wähle in der Tabelle, welches zählt.`,

  title: (count) => `Die Klasse: ${results(count)}`,
  close: 'Die Klasse schließen',
  damaged: (count) =>
    `${count === 1 ? '1 aufgehobenes Ergebnis ist nicht mehr lesbar und fehlt' : `${count} aufgehobene Ergebnisse sind nicht mehr lesbar und fehlen`} hier. Lass dir die Dateien oder Codes noch einmal geben.`,
  none: 'Noch wurde nichts abgegeben.',
  keptApart: (count) =>
    `Nicht alle lassen sich zusammenfassen: Sie stammen aus ${count} verschiedenen Experimenten, die getrennt bleiben.`,
  shown: 'Gezeigt',
  experiment: (letter) => `Experiment ${letter}`,
  experimentWith: (letter, count) => `Experiment ${letter}: ${results(count)}`,
  settings: (name, letters) =>
    `${name ?? 'Einstellungen nur durch ihre Buchstaben in den Codes bekannt'} · Einstellungen ${letters}`,
  otherItems:
    'dieselben Einstellungen, aber andere Aufgaben beim selben Startwert: von einer anderen Version des Labors gemacht oder mit anderen Daten',
  noneCounts: 'Keines dieser Ergebnisse zählt.',
  theClass: 'die Klasse',
  pooledTitle: (count, seedCount) => `${students(count)}, ${seeds(seedCount)}`,
  whiskers: (seedCount) =>
    `Striche: 95-%-Intervall des Mittelwerts über ${seedCount} Startwerte (t-Verteilung, nie schmaler, als die Aufgaben erlauben).`,
  pooledOneSeed: (count) =>
    `${students(count)} zusammengefasst, 1 Startwert. ${count > 1 ? 'Alle hatten dieselben Aufgaben und dasselbe Training: Es ist ein Experiment, mehrmals gemacht, also gibt es' : 'Es gibt'} kein Intervall und keinen Test. Gib allen einen eigenen Startwert, um zu erfahren, was für andere Trainings gilt.`,
  pooledSharedSeeds: (count, seedCount) =>
    `${students(count)} zusammengefasst, ${seeds(seedCount)}. Wer denselben Startwert hatte, hatte dieselben Aufgaben und dasselbe Training: Diese Ergebnisse zählen als eines, mit ihrem Mittelwert.`,
  pooledOwnSeeds: (count, seedCount) =>
    `${students(count)} zusammengefasst, ${seeds(seedCount)}. Alle hatten eigene Aufgaben und ein eigenes Training.`,
  columns: {
    task: 'Aufgabenart',
    before: 'vorher',
    after: 'nachher',
    change: 'Änderung, Punkte (95 %)',
    student: 'Name',
    counts: 'zählt',
    seed: 'Startwert',
  },
  p: 'p',
  aboutP: (tests) =>
    `Für die Annahme, dass sich der Mittelwert über die Startwerte nicht ändert (t-Test, wie in einer Studie), korrigiert für die ${tests} Tests dieser Tabelle (Holm). Für einen einzelnen Startwert gibt es kein p.`,
  removeAllAsked: 'Alle Ergebnisse der Klasse entfernen?',
  removeAll: 'Alle entfernen',
  removeAllFrom: (count) =>
    `${count === 1 ? 'Das einzige Ergebnis' : `Alle ${count} Ergebnisse`} der Klasse aus diesem Browser entfernen? Die eigenen Läufe der Klasse bleiben, wie sie sind.`,
  downloadCsv: 'CSV herunterladen',
  aboutCsv: 'Eine Zeile für jeden Namen und jede Aufgabenart, gezählt oder nicht',

  byStudent: 'Nach Namen: richtig vorher → nachher, Prozent der Aufgaben',
  remove: 'Entfernen',
  removeResult: (name) => `Das Ergebnis von ${name} entfernen`,
  countResult: (name) => `Das Ergebnis von ${name} zählen`,
  high: ' (fällt auf, hoch)',
  low: ' (fällt auf, niedrig)',
  standsOut: {
    before: (name, task, share, median) => (
      <>
        {name} fällt auf: {task}, vor dem Training {share}, Median der Klasse {median}.
      </>
    ),
    after: (name, task, share, median) => (
      <>
        {name} fällt auf: {task}, nach dem Training {share}, Median der Klasse {median}.
      </>
    ),
  },
  nobodyStandsOut: 'Niemand fällt auf.',
  outlierRule: (pointsMin, studentsMin) =>
    `Markiert: ein Anteil, der mehr als 1,5 Quartilsabstände unter dem unteren oder über dem oberen Quartil der Klasse liegt (nach Tukey) und mindestens ${pointsMin} Punkte von ihrem Median, wenn mindestens ${studentsMin} zählen. Er zählt mit wie die anderen, bis du das Häkchen entfernst.`,
  codesUnchecked:
    'Die Zahlen der Laufdateien wurden an ihren Antworten geprüft. Die der Codes kann man nicht prüfen: Lass dir die Datei geben, wo es darauf ankommt.',
};
