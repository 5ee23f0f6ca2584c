/** German words: the setup of an experiment: the form, its settings, and what a link or a typed value has wrong. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';
import { settings } from './settings.ts';

/** The words. */
export const setup: Words['setup'] = {
  title: 'Einstellungen',
  settings,
  changed: (label, value) => `${label} ${value}`,
  yes: 'ja',
  no: 'nein',
  noSkills: 'nichts',
  none: 'keine',
  run: 'Experiment starten',
  running: 'Läuft',
  preset: 'Vorlage',
  presets: { quick: 'Schnell', full: 'Vollständig' },
  more: 'Weitere Einstellungen',
  groups: { questions: 'Fragen', scoring: 'Wertung', adapter: 'Adapter', training: 'Training' },
  wrongSettings: (labels) => `Hier stimmt noch etwas nicht: ${labels.join(', ')}.`,
  isAnswering: 'Das Modell beantwortet gerade eine Frage. Warte, bis es fertig ist, oder halte es an.',
  locked:
    'Die Einstellungen dieser Seite sind gesperrt: Sie bleiben, wie sie waren. Entsperre die Seite, um sie zu ändern.',
  allSkills: 'alle Fähigkeiten',
  importedInstead:
    'Stattdessen wird mit importierten Fragen trainiert: siehe „Trainingsdaten“ unter „Weitere Einstellungen“.',
  notTaught: (why) => <>Zusammengesetzte Aufgaben werden gemessen, nicht gelehrt: {why}</>,
  why: 'warum?',
  whyNotTaught: (paper) => (
    <>
      Der Artikel behauptet: Ein Modell, das nur auf die drei Grundfähigkeiten trainiert wurde, wird auch bei
      Aufgaben besser, die alle drei zusammen brauchen, nämlich bei kürzesten Wegen und Routen. Ein Training
      auf diese Aufgaben selbst ist die Kontrolle, die zeigt, wie weit direktes Lehren führt; ein Training auf
      nichts zeigt, was allein das Messen ändert. {paper('Zum Artikel')}
    </>
  ),
  measuringPace: 'Es wird gemessen, wie schnell dieser Computer ist …',
  onGpu: (time) => <>{time} auf der Grafikkarte dieses Computers.</>,
  onProcessor: (time) => <>{time} auf dem Prozessor dieses Computers.</>,
  quickInstead: (time, items) =>
    `„Schnell“ würde ${time} dauern: Mit ${items} Aufgaben je Art zeigen sich nur große Wirkungen.`,
  fullInstead: (time, items) =>
    `„Vollständig“ würde ${time} dauern: Mit ${items} Aufgaben je Art zeigen sich auch kleinere Wirkungen.`,
  quickShows: (items) => `„Schnell“: Mit ${items} Aufgaben je Art zeigen sich nur große Wirkungen.`,
  dataset: (name, questions, date) =>
    `${name}, ${questions} ${questions === 1 ? 'Frage' : 'Fragen'}, ${date}`,
  testOnlyDataset: (dataset) => `${dataset}: veröffentlichte Bildunterschriften, nur zum Testen`,
  missingDataset: (id) => `${id}: nicht in diesem Browser`,
  alsoScore: 'Außerdem werten',
  suiteQuestions: (tasks, items, questions) =>
    `${tasks} ${tasks === 1 ? 'Aufgabenart' : 'Aufgabenarten'} mit bis zu ${items} ${items === 1 ? 'Aufgabe' : 'Aufgaben'}: ${questions} Fragen, vorher und nachher gestellt.`,
  expected: {
    oneOf: (choices) => `eines von ${choices.join(', ')}`,
    list: (choices) => `eine Auswahl aus ${choices.join(', ')}, mit Kommas dazwischen`,
    tasks: (names) => `eine Liste von Aufgabenarten, mit Kommas dazwischen: ${germanNames(names)}`,
    arm: (skills, arms) =>
      `eine Auswahl aus ${skills.join(', ')}, mit Kommas dazwischen${arms.map((name) => `, oder ${name}`).join('')}`,
    dataset: 'none oder die Kennung eines importierten Datensatzes, bis zu 200 Zeichen',
    model: (names, folder) => `${names.join(', ')}, oder ${folder} und der Name eines Ordners`,
    wholeFrom: (min, max) => `eine ganze Zahl von ${min} bis ${max}`,
    numberFrom: (min, max) => `eine Zahl von ${min} bis ${max}`,
    numberAbove: (min, max) => `eine Zahl über ${min} bis ${max}`,
  },
  wrong: (label, expected, text) =>
    `${label}: Erwartet wird ${expected}; eingegeben ist ${text ? `„${text}“` : 'nichts'}.`,
  link: {
    version: (said, latest) =>
      `Der Link ist von Version „${said}“; dieses Labor liest die Versionen 1 und ${latest}. Was er weglässt, wird wie in Version ${latest} gelesen: Prüfe die Einstellungen, oder öffne den Link in dem Labor, das ihn gemacht hat.`,
    unknown: (key, keys) =>
      `Der Link hat eine Einstellung „${key}“, die dieses Labor nicht kennt; sie wurde weggelassen. Einstellungen sind ${keys.join(', ')}: Berichtige den Link, oder wähle im Formular.`,
    wrong: (problem, standard) => `Im Link: ${problem} Es gilt der Vorgabewert ${standard}.`,
  },
};

/** The words between the names of tasks, as src/sparkle/task/task-name.ts lists them. */
function germanNames(names: string): string {
  const between = [
    ['; and any of these with ', '; und jede davon mit '],
    ['; with ', '; mit '],
    ['basic skills', 'Grundfähigkeiten'],
    [' and ', ' und '],
    [' or ', ' oder '],
    [' to ', ' bis '],
  ] as const;
  return between.reduce((text, [english, german]) => text.replaceAll(english, german), names);
}
