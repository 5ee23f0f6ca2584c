/** German words of lesson 2. Not here: what ticks its steps off, where its numbers come from (src/app/lessons/train-one-skill.ts). */
import type { Words } from '../../english.ts';

/** The words. */
export const trainOneSkill: Words['lesson']['train-one-skill'] = {
  title: 'Eine Fähigkeit trainieren',
  about:
    'Das Modell übt nur eines: in welcher Richtung ein Objekt von einem anderen aus liegt. Worin wird es besser?',
  prediction:
    'Das Modell wird nur auf Richtung trainiert. Welche Grundfähigkeiten sind danach deutlich gestiegen: Richtung, Entfernung, Lage?',
  guesses: {
    alone: 'Nur die Richtung',
    more: 'Die Richtung und mindestens eine der anderen',
    none: 'Nicht einmal die Richtung',
  },
  steps: {
    record: (study) =>
      `Öffne die aufgezeichnete Studie „${study}“. In ihr wurde auf nichts trainiert, auf jede Fähigkeit allein und auf alle drei.`,
    first: 'Wähle unter ihren Abbildungen den Lauf, der auf Richtung trainiert wurde, mit Startwert 1.',
    fixed:
      'Wähle in der Abbildung des Laufs die Richtung und öffne zwei Bilder unter „verbessert“: vorher falsch, nachher richtig.',
    localization: 'Öffne ein Bild zur Lage, die nicht geübt wurde.',
    second:
      'Wähle den Lauf, der auf Richtung trainiert wurde, mit Startwert 2. Vergleiche die Entfernung in beiden Läufen.',
    own: 'Trainiere selbst: Wähle in den Einstellungen nur die Richtung aus und lass den Lauf bis zum Ende rechnen. Auf dem Knopf steht, wie lange das hier dauert.',
  },
  result: {
    pairs: (direction, distance, localization) =>
      `Nur auf Richtung trainiert, richtige Antworten vorher → nachher, ein Paar für jedes Training: Richtung ${direction}; Entfernung ${distance}; Lage ${localization}.`,
    raised: (tasks) => `Deutlich gestiegen, wie das Labor es über alle Trainings beurteilt: ${tasks}.`,
    unclear:
      'Eine Änderung, die nicht deutlich ist, kann es trotzdem geben: Trainings, die sehr verschieden ausgehen, verdecken sie.',
  },
  question:
    'Was hat das Modell nur durch Richtung gelernt, und was nicht? Belege es mit zwei Zahlen. Warum können sich die Trainings bei der Entfernung so stark unterscheiden?',
  notes: {
    seed: 'Ein Training unterscheidet sich vom nächsten nur im Startwert: in den Zahlen, mit denen es beginnt, und in den Bildern, die es sieht.',
    clearly:
      '„Deutlich“ heißt im Labor: p unter 0,05 nach Korrektur für die Zahl der Aufgabenarten (Holm). Ihre Klasse muss nur wissen: so groß, dass der Zufall allein es selten schafft.',
    readable:
      'Sehen Sie sich in der Tabelle des Laufs mit Startwert 2 bei der Entfernung „lesbar“ an: Viele Antworten haben ihre Form verloren. Lektion 5 knüpft daran an.',
    own: 'Ein eigener Lauf dauert ohne Grafikkarte einige Minuten. Lassen Sie ihn eine Gruppe rechnen, während die anderen mit der Aufzeichnung weiterarbeiten.',
  },
};
