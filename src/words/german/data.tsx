/** German words: the data: samples, data made to order, import, export, kept sets. Not here: where they stand (src/app/data). */
import type { Words } from '../english.ts';
import { choiceWords, parameterWords } from './data-parameters.ts';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** The words. */
export const data: Words['data'] = {
  title: 'Was gefragt wird',
  legend: 'Daten',
  sources: { examples: 'Beispiele', made: 'Daten erzeugen', imported: 'Deine Daten' },
  previousSample: 'Vorheriges Beispiel',
  nextSample: 'Nächstes Beispiel',
  otherScenes: 'Andere Szenen',
  showWhy: 'zeigen, warum',
  kinds: { composite: 'zusammengesetzte Aufgabe', basic: 'Grundfähigkeit' },

  // ---- Ein Bild oder eine Szene mit ihren Fragen
  previous: { image: 'Vorheriges Bild', scene: 'Vorherige Szene' },
  next: { image: 'Nächstes Bild', scene: 'Nächste Szene' },
  unit: { image: 'Bild', scene: 'Szene' },
  ofCount: (count) => `von ${count}`,
  prompt: 'Frage',
  answer: 'Antwort',
  thePrompt: 'die Frage',
  theAnswer: 'die Antwort',
  questionsAbout: {
    image: (count) => `${count} Fragen zu diesem Bild`,
    scene: (count) => `${count} Fragen zu dieser Szene`,
  },

  // ---- Erzeugte Daten
  form: 'Parameter der Daten',
  subject: 'Thema',
  subjectHelp:
    'Richtung, Entfernung, Lage: die Grundfähigkeiten. Beschreibung: sagen, wo alles ist. Gemischt: die Sammlung des Artikels, jede Art grundlegender Fragen zu einem Bild. Weg und Route: die zusammengesetzten Aufgaben.',
  part: 'Teil',
  partHelp:
    'Jede mögliche Szene gehört zu einem Teil, also haben die beiden nie eine gemeinsam; nur Wege im Modus „wie im Artikel“ werden an allen gemessen. Grundlegende Fragen haben in jedem Teil andere Farben (aufgedruckte Namen sind gleich), und Ablenker gibt es nur beim Messen.',
  presetsTitle: 'Die des Artikels:',
  presets: {
    'paper-train': 'Trainingsdaten',
    'paper-test': 'Testdaten',
    spp: 'kürzeste Wege',
    tsp: 'Routen',
  },
  moreParameters: (count, changed) =>
    `${count} weitere Parameter${changed > 0 ? `, ${changed} geändert` : ''}`,
  lastGood: (problem) => `${problem} Das Beispiel unten ist das letzte, das sich erzeugen ließ.`,
  parameter: parameterWords,
  choice: choiceWords,
  wrongParameters: (labels) => `Einige Parameter stimmen nicht: ${labels.join(', ')}.`,
  contradiction: 'Die Parameter passen nicht zusammen: Lies die Meldung darunter.',

  // ---- Verteilung der Antworten und blindes Raten
  balanceTitle: 'Verteilung der Antworten und blindes Raten',
  stop: 'Anhalten',
  measure: (scenes) => `${scenes} Szenen auszählen`,
  balanceAbout:
    'Wie oft jede Antwort die richtige ist, und wie viele Antworten richtig sind, ohne das Bild anzusehen: was ein Modell übertreffen muss.',
  scenesMade: 'Erzeugte Szenen',
  made: (scenes, of) => `${scenes} von ${of} Szenen erzeugt`,
  guessing: 'Es wird ohne Hinsehen geraten',
  counted: (scenes, questions) =>
    `Gezählt an den ersten ${scenes} Szenen mit ${questions} Fragen. Wer blind rät, sieht das Bild nicht an; ein Modell hat nur dann etwas gelernt, wenn es besser ist als beides.`,
  columns: {
    questions: 'Fragen',
    count: 'Anzahl',
    constant: 'beste einzelne Antwort',
    random: 'zufällige Antwort',
    greedy: 'immer zum Nächsten (sieht das Bild)',
  },

  // ---- Export
  exportTitle: 'Export',
  exportAbout: () => (
    <>
      Ein ZIP aus PNG-Bildern und JSON-Zeilen mit <code>query</code>, <code>response</code> und{' '}
      <code>images</code>, wie ms-swift sie liest, und den Parametern, die dieselbe Datei wieder erzeugen.
    </>
  ),
  saveZip: 'Als ZIP speichern',
  imagesWritten: 'Geschriebene Bilder',
  written: (images, of, size) => `${images} von ${of} Bildern, ${size}`,
  timeLeft: (time) => ` · noch ${time}`,
  contents: (images, questions, size) => `${images} Bilder, ${questions} Fragen, ${size}`,

  // ---- Import
  importTitle: 'Eine Sammlung, die schon eine Datei ist',
  importName: 'Import',
  importFiles: 'ZIP oder Dateien',
  importFolder: 'Ordner',
  importAbout: () => (
    <>
      Wähle ein ZIP, das hier exportiert wurde, oder eigene Fotos mit einer Datei <code>data.jsonl</code>: in
      jeder Zeile eine Frage mit dem Namen ihres Fotos. Für Tests auch die veröffentlichten Bildunterschriften
      von What’s Up, COCO-spatial und GQA-spatial mit ihren Fotos.
    </>
  ),
  orDrop: 'oder zieh sie hierher. Nichts verlässt dieses Gerät.',
  imagesDoing: { checked: 'Geprüfte Bilder', stored: 'Gespeicherte Bilder' },
  imagesDone: {
    checked: (images, of) => `${images} von ${of} Bildern geprüft`,
    stored: (images, of) => `${images} von ${of} Bildern gespeichert`,
  },
  readingFile: (name) => `${name} wird gelesen`,
  imported: (lines, name, leftOut) => (
    <>
      <strong>{plural(lines, 'Zeile', 'Zeilen')}</strong> von {name} {lines === 1 ? 'wurde' : 'wurden'}{' '}
      importiert.
      {leftOut > 0 && ` ${leftOut} ${leftOut === 1 ? 'war' : 'waren'} nicht zu gebrauchen:`}
    </>
  ),
  nothingUsable: 'Keine Zeile war zu gebrauchen, also wurde nichts gespeichert.',
  importStopped: 'Angehalten. Nichts wurde behalten.',
  problems: 'Zeilen, die nicht zu gebrauchen waren',
  place: (line, file) => (file === undefined ? `Zeile ${line}` : `Eintrag ${line} von ${file}`),
  andMore: (count) => `und ${count} weitere.`,
  saveProblems: 'Die Liste als Text speichern',

  // ---- Behaltene Sammlungen
  setAbout: (questions, images, size, time, leftOut) =>
    `${plural(questions, 'Frage', 'Fragen')} · ${plural(images, 'Bild', 'Bilder')} · ${size} · ${time}${leftOut > 0 ? ` · ${plural(leftOut, 'Zeile', 'Zeilen')} weggelassen` : ''}`,
  removeQuestion: (name) => `${name} entfernen?`,
  removeForGood: 'Endgültig entfernen',
  removeName: (name) => `${name} entfernen`,
  remove: 'Entfernen',
  notRemoved: (reason) => `Das ließ sich nicht entfernen: ${reason}`,
  trainOnThese: 'Damit trainieren',
  measureOnThese: 'Daran messen',
  trainsOnThese: (name) => `Der nächste Lauf wird mit „${name}“ trainiert, anstelle der Fähigkeiten.`,
  measuresOnThese: (name, questions, items) =>
    questions > items
      ? `Der nächste Lauf stellt neben seinen Aufgaben ${items} der Fragen von „${name}“, so viele, wie unter „Aufgaben je Art“ steht.`
      : `Der nächste Lauf stellt neben seinen Aufgaben die Fragen von „${name}“.`,
  sameTwice:
    'Er wird mit denselben Fragen trainiert und gemessen: Das zeigt, was auswendig gelernt ist, nicht, was verstanden ist. Miss an einer anderen Sammlung, um das zu sehen.',
  locked:
    'Die Einstellungen dieser Seite sind gesperrt: Mit nichts anderem kann trainiert und an nichts anderem gemessen werden.',
  toSetup: 'Zu den Einstellungen',
  editCopy: 'Eine Kopie ändern',
  editObstacle: 'Oben wird schon eine Sammlung geschrieben: Behalte oder verwirf sie zuerst.',
  entry: (label, line) => `${label}, Eintrag ${line}`,
  line: (line) => `Zeile ${line}`,
  size: (path, width, height) => `${path} · ${width} × ${height} px`,
  judgedByLetter: (chance) =>
    `Eine veröffentlichte Wahl zwischen Bildunterschriften, an der gemessen und mit der nicht trainiert wird. In einem Lauf ist der Buchstabe der richtigen Unterschrift richtig. Wer rät, hat ${chance} richtig.`,
  judgedAsMade:
    'Von diesem Labor erzeugt: In einem Lauf ist jeder kürzeste Weg und jede kürzeste Route richtig, und Zahlen haben ihren Spielraum. Bei einer Zeile, die seither geändert wurde, ist nur ihre Antwort richtig.',
  judgedByWords:
    'In einem Lauf ist eine Antwort richtig, wenn sie die Antwort der Zeile ist; Groß- und Kleinschreibung, Leerzeichen, Anführungszeichen und der Punkt zählen nicht.',
  chance: (low, high) => (low === high ? `${low} %` : `${low} bis ${high} %`),
  leftOut: (lines) => `${plural(lines, 'Zeile', 'Zeilen')} weggelassen`,
  importedImage: (path) => `Das importierte Bild ${path}`,
  notStored: (path) => `${path}: hier nicht gespeichert`,
};
