/** German words: comparing runs. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

const list = (names: readonly string[]): string => new Intl.ListFormat('de').format(names);

/** The words. */
export const compare: Words['compare'] = {
  compare: 'Vergleichen',
  compareRun: (name) => `Den Lauf ${name} vergleichen`,
  compareRuns: (count) => (count === 1 ? '1 Lauf vergleichen' : `${count} Läufe vergleichen`),
  chooseAnother: 'Wähle noch einen.',
  leftOut: (id, why) => `Der Lauf vom ${id} fehlt im Vergleich: ${why}`,
  title: (count) => `${count} Läufe nebeneinander`,
  close: 'Den Vergleich schließen',
  run: (number) => `Lauf ${number}`,
  named: (run, name) => `${run}: ${name}`,
  otherWeights: (weights) => `(gemacht mit ${weights}: Zahlen eines anderen Modells)`,
  interval: 'Striche: 95-%-Wilson-Intervall.',
  sameItems: 'Alle haben dieselben Aufgaben beantwortet: Sie werden Aufgabe für Aufgabe verglichen.',
  nothingShared: 'Keine Aufgabenart wurde von zwei dieser Läufe gewertet: Es gibt nichts zu vergleichen.',
  otherItems: (runs, isTested) =>
    `${list(runs)} ${runs.length === 1 ? 'hat' : 'haben'} andere Aufgaben beantwortet als der erste Lauf mit derselben Aufgabenart: ein anderer Startwert, andere Einstellungen der Aufgaben oder andere Daten. ${isTested ? 'Dort lassen' : 'Es lassen'} sich nur die Anteile richtiger Antworten vergleichen, und nichts wird getestet.`,
  columns: {
    task: 'Aufgabenart',
    run: 'Lauf',
    before: 'vorher',
    after: 'nachher (95 %)',
    difference: 'Unterschied nachher',
  },
  p: 'p',
  aboutP:
    'McNemars exakter Test auf die Antworten nach dem Training, die dieser Lauf und der erste Lauf mit dieser Aufgabenart auf dieselben Aufgaben gaben; korrigiert für alle Tests dieser Tabelle (Holm). Er gilt für diese beiden Trainings mit diesen Aufgaben, nicht für andere Trainings.',
  countOf: (count, items) => `${count} von ${items}`,
  shareOf: (count, items, percent, low, high) => `${count} von ${items} · ${percent} (${low}–${high})`,
  others: 'andere Aufgaben',
};
