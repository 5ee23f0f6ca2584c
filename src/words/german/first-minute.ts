/** German words: the first minute. Not here: where they stand (src/app/first-minute). */
import type { Words } from '../english.ts';

/** The words. */
export const firstMinute: Words['firstMinute'] = {
  title: 'Die erste Minute',
  open: 'erste Minute',
  opens: 'Beantworte selbst eine Frage, dann sieh, was das Modell vor und nach dem Training geantwortet hat',
  step: (at, of) => `Die erste Minute · ${at} von ${of}`,
  skip: 'Überspringen',
  close: 'Schließen',
  back: 'Zurück',
  next: 'Weiter',
  guess: {
    heading: 'Was würdest du antworten?',
    about: 'Auch das Modell bekommt dieses Bild und diese Frage. Du zuerst.',
    choices: 'Deine Antwort',
    right: (answer) => `Ja, „${answer}“ ist richtig. Weiter: was das Modell sagt.`,
    wrong: (chosen, answer) => `Nicht „${chosen}“: Richtig ist „${answer}“. Weiter: was das Modell sagt.`,
  },
  base: {
    heading: 'Was das Modell sagt',
    about: 'Dieselbe Frage an das Basismodell, bevor hier trainiert wurde.',
    parts: 'Vor dem letzten Doppelpunkt steht sein Lösungsweg, dahinter seine Antwort.',
  },
  drawn: 'Auf dem Bild: Das breite Band ist die richtige Antwort, der dünne gestrichelte Pfeil die gegebene.',
  learned: {
    heading: 'Was es gelernt hat',
    about: (skills) =>
      `Noch einmal dieselbe Frage, nach dem Training der Grundfähigkeiten ${new Intl.ListFormat('de').format(skills)}.`,
  },
  composite: {
    heading: 'Was es nie gelernt hat',
    about: 'Im Training kam keine solche Frage vor. Reichen die Grundfähigkeiten dafür?',
    before: 'Vorher',
    after: 'Nachher',
  },
  ofTask: (items, task, before, after) =>
    `Ausgewählt, weil sich die Antwort geändert hat. Von allen ${items} Aufgaben der Art „${task}“ in diesem Lauf waren vorher ${before} richtig und nachher ${after}.`,
  found: 'Was die aufgezeichnete Studie ergab:',
  finding: 'Den Befund ansehen',
  runHere: (time) => (time === null ? 'Hier ausführen' : `Hier ausführen, ${time}`),
  runsHere: 'Übernimmt die Einstellungen dieses Laufs und startet ihn auf diesem Computer',
};
