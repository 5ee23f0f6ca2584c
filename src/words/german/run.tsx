/** German words: the running run. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const run: Words['run'] = {
  title: 'Lauf',
  phases: {
    data: 'Daten',
    baseline: 'Vorher',
    train: 'Training',
    evaluate: 'Nachher',
    result: 'Ergebnis',
  },
  phaseMeanings: {
    data: 'Szenen und Fragen entstehen, das Modell wird geladen, jedes Bild einmal kodiert',
    baseline: 'Das Basismodell beantwortet jede Aufgabe, vor jedem Training',
    train: 'Der Adapter lernt aus anderen Szenen; das Basismodell bleibt, wie es ist',
    evaluate: 'Dieselben Aufgaben noch einmal, jetzt mit dem Adapter',
    result: 'Vorher und nachher werden verglichen, Aufgabe für Aufgabe',
  },
  phaseDone: '(fertig)',
  inPhase: (phase, meaning) => `${phase}: ${meaning}`,
  starting: 'Es geht los',
  isStopping: 'Wird angehalten; was fertig ist, bleibt',
  working: 'In Arbeit',
  gettingReady: 'wird vorbereitet',
  progress: (doing, done, total) => `${doing}: ${done} von ${total}`,
  quietFor: (text, seconds) => `${text}, seit ${seconds} s`,
  left: {
    run: (time) => <>noch {time}</>,
    phase: (time) => <>noch {time} in dieser Phase</>,
    work: (time) => <>noch {time} für diesen Teil</>,
  },
  learningCurve: 'Wann geschieht es?',
  metrics: {
    loss: 'Verlust',
    gradNorm: 'Gradientennorm',
    learningRate: 'Lernrate',
    tokensPerSecond: 'Tokens je Sekunde',
    padding: 'Auffüllung',
    step: 'je Schritt',
    validationLoss: 'Validierungsverlust',
    validationAccuracy: 'Validierungsgenauigkeit',
  },
  validationAccuracyMeaning:
    'Von den Antwort-Tokens der Gespräche, die nicht trainiert werden: der Anteil, dem das Modell den größten Logit gibt, wenn es die richtigen Tokens davor bekommt. Das ist nicht der Anteil richtiger Antworten: Die werden in der Auswertung gezählt.',
  seconds: (count) => `${count} s`,
  seeing: 'Was es gerade sieht',
  noText: '(kein Text)',
  before: 'vorher',
  after: 'nachher',
  rightBefore: (correct, items) => `Basismodell bisher: ${correct} von ${items} richtig`,
  rightAfter: (correct, items) => `Mit dem Adapter bisher: ${correct} von ${items} richtig`,
  stop: 'Anhalten',
  stopping: 'Wird angehalten',
  stopTitle: 'Anhalten?',
  stopQuestion: (time) =>
    `Nach ${time} Arbeit anhalten? Alle Antworten bleiben, und der letzte Zwischenstand auch: Von dort kann es weitergehen.`,
  stopRun: 'Lauf anhalten',
  keepGoing: 'Weiterlaufen lassen',
  stoodStill: (time) =>
    `Diese Seite stand still, während ${time} vergingen, wie wenn ein Laptop zugeklappt wird. Der Lauf geht da weiter, wo er war.`,
  noCheckpoint:
    'Von diesem Lauf ist kein Zwischenstand gespeichert: Sein Training beginnt von vorn. Seine Antworten bleiben.',
  cannotResume: (id, why) =>
    `Der Lauf vom ${id} kann nicht fortgesetzt werden: ${why} Starte ihn stattdessen neu.`,
  modelIsTaken: (model) =>
    `${model} wird gerade heruntergeladen oder entfernt. Warte, bis das fertig ist, und starte den Lauf dann noch einmal.`,
  runEnded: (why) =>
    `Der Lauf endete vorzeitig: ${why} Was fertig war, bleibt. Seine Worker wurden beendet; der nächste Lauf oder die nächste Frage startet neue.`,
  studyEnded: (why) =>
    `Die Studie endete vorzeitig: ${why} Was fertig war, bleibt. Ihre Worker wurden beendet; der nächste Lauf oder die nächste Frage startet neue.`,
  noReason: 'Ein Grund wurde nicht genannt',
  notStored: (why) =>
    `Der Lauf wird unterwegs nicht gespeichert: ${why} Er läuft im Arbeitsspeicher weiter: Lade herunter, was du behalten willst, bevor du die Seite schließt.`,
  checkpointNotStored: (step, why) =>
    `Der Zwischenstand von Schritt ${step} konnte nicht gespeichert werden: ${why} Das Training geht weiter; wird die Seite geschlossen, kann der Lauf vom Zwischenstand davor fortgesetzt werden, wenn es einen gibt.`,
};
