/** German words: asking the model. Not here: where they stand (src/app/ask). */
import type { Words } from '../english.ts';

/** The words. */
export const ask: Words['ask'] = {
  title: 'Frag das Modell',
  newDiscs: 'Neue Scheiben',
  newGrid: 'Neues Gitter',
  question: 'Frage (auf Englisch, der Sprache des Modells)',
  stop: 'Anhalten',
  ask: 'Fragen',
  suggestions: 'Fragen, die zu dieser Szene passen',
  loadingModel: 'Das Modell wird geladen',
  loading: (file) => `${file} wird geladen`,
  loaded: (file, soFar, whole) => `${file} wird geladen; bisher ${soFar} von ${whole}`,
  right: 'Eine richtige Antwort',
  drawn:
    'Auf die Bilder gezeichnet: Das breite Band oder der breite Ring ist die richtige Antwort, der dünne gestrichelte Pfeil oder Ring die gegebene.',
  unknown:
    'Das Labor hat zu dieser Frage in dieser Szene keine richtige Antwort, daher wird die Antwort nicht beurteilt. sparkle-tiny kennt nur englische Fragen, die so lauten wie die unten: Auf andere antwortet es trotzdem irgendetwas.',
  busy: 'Das Modell ist mit dem Lauf beschäftigt; frag, wenn er beendet ist.',
  nothingChosen: 'Noch ist nichts gewählt, was antworten soll: Kreuze das Basismodell oder einen Adapter an.',
  noQuestion: 'Noch steht hier keine Frage: Schreibe eine, oder wähle oben eine aus.',
  failed: (why) =>
    `Das Modell konnte nicht antworten: ${why} Seine Worker wurden beendet; frag noch einmal, um neue zu starten.`,
  otherPlace: (madeAt, askedAt) =>
    `Dieser Adapter wurde bei Stärke des Ortssinns ${madeAt} gemacht und antwortet bei ${askedAt}: Stelle sie auf ${madeAt}, um so zu fragen, wie er trainiert wurde.`,
};
