/** German words: the recorded studies and their replay. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const record: Words['record'] = {
  list: 'Anderswo aufgezeichnet',
  opening: 'wird geöffnet',
  recorded: (title) => `Aufgezeichnet: ${title}`,
  recordedRun: (name) => `Aufgezeichneter Lauf · ${name}`,
  recordedStudy: (name) => `Aufgezeichnete Studie · ${name}`,
  oneRun: (name) => `Ein Lauf der aufgezeichneten Studie · ${name}`,
  label: (date, machine, version, commit) =>
    `Aufgezeichnet am ${date}, Computer: ${machine}, Version ${version}${commit === null ? '' : `, Commit ${commit}`}. Die Aufzeichnung gehört zum Labor und ist kein Lauf von dir.`,
  play: 'Abspielen',
  runHere: 'Hier ausführen',
  runHereFor: (time) => `Hier ausführen, ${time}`,
  aboutRunHere: 'Übernimmt die Einstellungen dieses Laufs und startet ihn auf diesem Computer',
  ask: 'Seinen Adapter fragen',
  setUpAll: (count) => `Alle ${count} Läufe einrichten`,
  secondTraining: (differing) =>
    `Der Adapter stammt von einem zweiten Training mit denselben Einstellungen, das ${differing === 1 ? '1 Aufgabe' : `${differing} Aufgaben`} anders beantwortet hat.`,
  aRun: 'Ein Lauf daraus',
  replay: 'Wiedergabe des aufgezeichneten Laufs',
  next: 'Weiter',
  skip: 'Überspringen',
  stop: 'Anhalten',
};
