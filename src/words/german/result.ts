/**
 * German words: the result of a run: its parts, its tables, its items. Not here: where they stand (src/app/result), the
 * finding (finding.ts), the figures (figures.ts).
 */
import type { Words } from '../english.ts';
import { reasons } from './reasons.ts';

const differing = (labels: readonly string[], isCounted: boolean): string =>
  isCounted ? `${labels.length} sind anders` : labels.join(', ');

/** The words. */
export const result: Words['result'] = {
  reasons,
  heading: (run) => `Ergebnis · ${run}`,
  table: 'Tabelle',
  training: (what) => `Training: ${what}`,
  noSteps: 'keine Schritte',
  steps: (count, lossFirst, lossLast) =>
    `${count} ${count === 1 ? 'Schritt' : 'Schritte'}, Verlust ${lossFirst} → ${lossLast}`,
  validated: (loss, steps, accuracy) =>
    `Validierungsverlust ${loss} nach ${steps} ${steps === 1 ? 'Schritt' : 'Schritten'} (${accuracy} ihrer Antwort-Tokens richtig vorhergesagt)`,
  otherWeights: (others) =>
    `Dieser Lauf wurde mit anderen Gewichten gemacht (${others}). Seine Zahlen sind die eines anderen Modells: Vergleiche sie nicht mit denen jetziger Läufe.`,
  outside: (where) => `Außerhalb des Labors trainiert und beantwortet, von ${where}; hier beurteilt.`,
  imported: (from) => `Importiert aus ${from}. Seine Zahlen wurden an seinen Antworten geprüft.`,
  measured: (adapter) =>
    `Hier wurde nichts trainiert: Vorher ist das Basismodell allein, nachher das Basismodell mit dem Adapter ${adapter}.`,
  stopped: 'Dieser Lauf wurde vor seinem Ende angehalten.',
  failed: 'Dieser Lauf endete vorzeitig.',
  noComparison: 'Es gibt keinen Vergleich.',
  finishedPart: 'Es gibt keinen Vergleich, aber was fertig wurde, ist hier.',
  nothingAnswered: 'Noch keine Aufgabe war beantwortet.',
  itemsOf: (task) => `${task}: Aufgaben`,
  when: 'Wann geschieht es?',

  downloadRun: 'Lauf herunterladen',
  aboutRunFile:
    'Der ganze Lauf in einer ZIP-Datei: Einstellungen, Aufgaben, Antworten, Training, Bericht und Adapter. Sie öffnet sich hier und auf einem anderen Computer.',
  downloadAdapter: 'Adapter herunterladen',
  aboutAdapterFile: 'Aufbau wie in PEFT: adapter_config.json und adapter_model.safetensors',
  downloadReport: 'Bericht herunterladen',
  itemsAs: (kind) => `Aufgaben als ${kind}`,
  aboutItemsFile:
    'Eine Zeile je Aufgabe: Frage, richtige Antwort und beide gegebenen Antworten mit ihrem Urteil',

  seeing: 'Sehen oder Denken?',
  byDifficulty: 'Nach Schwierigkeit',
  aboutDifficulty:
    'Richtige Antworten, Prozent der Aufgaben einer Stufe, deren Zahl darunter steht. Hohl: vor dem Training; gefüllt: nachher, mit denselben Aufgaben. Striche: 95-%-Wilson-Intervall.',
  mistaken: 'Was womit verwechselt wird',

  others: {
    run: (labels, isCounted) =>
      `Dieser Lauf wurde mit anderen Einstellungen gemacht als denen, die auf dieser Seite stehen: ${differing(labels, isCounted)}.`,
    study: (labels, isCounted) =>
      `Diese Studie hat andere Einstellungen als die, die auf dieser Seite stehen: ${differing(labels, isCounted)}.`,
  },
  useThese: 'Diese Einstellungen übernehmen',

  items: {
    label: (title) => `Aufgaben: ${title}`,
    close: 'Die Aufgaben schließen',
    show: 'Zeigen',
    filters: { all: 'alle', fixed: 'verbessert', broken: 'verschlechtert', wrong: 'falsch' },
    more: (count) => `${count} weitere zeigen`,
    place: (place, of) => `${place} von ${of}`,
    before: 'vorher',
    after: 'nachher',
  },

  dialog: {
    label: (id) => `Aufgabe ${id}`,
    previous: 'Vorige Aufgabe',
    next: 'Nächste Aufgabe',
    close: 'Schließen',
    before: 'Vorher',
    after: 'Nachher',
    right: 'Eine richtige Antwort',
    forWrongReasons: ', aus falschen Gründen',
    noText: '(kein Text)',
    notAsked: 'Diese Aufgabe wurde nicht noch einmal gestellt.',
    longer: (percent) => `${percent} % länger als die kürzeste Route`,
    anyRight: 'Jede Antwort zählt, die für die Szene richtig ist, nicht nur die vorgegebene.',
    captionLetter:
      'Der Buchstabe der richtigen Bildunterschrift zählt, in einem Kasten oder allein; die Worte ohne ihren Buchstaben zählen nicht.',
    onlyResponse:
      'Nur die vorgegebene Antwort ist richtig; Groß- und Kleinschreibung, Leerzeichen, Anführungszeichen und der Punkt zählen nicht.',
    noPicture: 'Eine Kontrolle: Das Modell bekam kein Bild, nur die Worte oben.',
    whitePicture: 'Eine Kontrolle: Das Modell bekam ein weißes Bild.',
    drawn:
      'Auf das Bild gezeichnet: Das breite Band oder der breite Ring ist die richtige Antwort, der dünne gestrichelte Pfeil oder Ring die gegebene.',
    ghosts:
      'Ein gestricheltes Quadrat ist das Feld, das die Antwort für das Objekt seiner Farbe angibt; es trägt einen Namen, wo das nicht das eigene Feld des Objekts ist.',
  },

  task: 'Aufgabenart',
  rightBefore: (interval) => ['richtig vorher (', interval, ')'],
  wilson: {
    word: '95 %',
    text: 'Das 95-%-Wilson-Intervall: Bei so vielen Aufgaben liegt der wahre Anteil richtiger Antworten des Modells in 95 von 100 solchen Versuchen darin.',
  },
  rightAfter: 'richtig nachher (95 %)',
  mcNemar: {
    word: 'McNemar',
    text: 'McNemars exakter Test betrachtet nur Aufgaben, deren Urteil sich änderte. p ist die Wahrscheinlichkeit, dass sie sich mindestens so ungleich verteilen, wenn das Training nichts änderte.',
  },
  holm: {
    word: 'Holm',
    text: (tests) =>
      `Dasselbe p, korrigiert für die ${tests} Tests dieser Tabelle (Holm): Von mehreren Tests fällt einer öfter durch Zufall klein aus als ein einzelner. Nach diesem p ist zu urteilen; es steht auch im Satz oben.`,
  },
  blind: {
    word: 'blind',
    text: 'Das beste Ergebnis, ohne das Bild anzusehen: das bessere von immer derselben Antwort und von Raten in der richtigen Form. Mit anderen Aufgaben simuliert.',
  },
  readable: {
    word: 'lesbar',
    text: 'Antworten in der verlangten Form, vorher und nachher, ob richtig oder falsch. Getrennt vom Können gezählt: Ein Modell kann auch nur die Form lernen.',
  },
  tally: (correct, items, percent, low, high) => `${correct}/${items} · ${percent} (${low}–${high})`,

  lengths: 'Längen',
  legal: {
    word: 'gültig',
    text: 'Antworten, die eine Route sind: jedes Objekt einmal, ab dem verlangten Start. Vorher und nachher.',
  },
  length: {
    word: 'Länge',
    text: 'Die mittlere Länge der Routen, vorher und nachher; die kürzeste hat die Länge 1. Nur von Aufgaben, deren Route beide Male gültig ist, damit dieselben Szenen verglichen werden.',
  },
  meanChange: {
    word: 'mittlere Änderung (95 %)',
    text: 'Nachher minus vorher, das Mittel über die Aufgaben: Unter 0 wurden die Routen kürzer. Das Intervall ist ein Bootstrap: 5000-mal werden aus diesen Aufgaben ebenso viele mit Zurücklegen gezogen; zwischen seinen Grenzen liegen die mittleren 95 % ihrer Mittelwerte, für Schiefe korrigiert (BCa). Weniger als fünf Aufgaben haben keines.',
  },
  medianChange: {
    word: 'Median der Änderung (95 %)',
    text: 'Die Hälfte der Aufgaben änderte sich um weniger, die Hälfte um mehr. Zwischen den Grenzen liegen die mittleren 95 % der Mediane von 5000 Bootstrap-Stichproben.',
  },
  itemsHead: 'Aufgaben',
  legalOf: (before, after, items) => `${before} → ${after} von ${items}`,
  within: (low, high) => `(${low} bis ${high})`,
};
