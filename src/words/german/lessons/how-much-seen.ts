/** German words of lesson 6. Not here: what ticks its steps off, where its numbers come from (src/app/lessons/how-much-seen.ts). */
import type { Words } from '../../english.ts';

/** The words. */
export const howMuchSeen: Words['lesson']['how-much-seen'] = {
  title: 'Wie viel muss man sehen?',
  about:
    'Um einen Weg zu finden, muss man sehen, wo seine Punkte liegen. Wie gut muss ein Modell Orte sehen, bevor es Wege findet?',
  prediction:
    'Nach einem Training nur auf Entfernung sagt das Modell auch besser, wo Objekte liegen. Wie viele kürzeste Wege 4 × 4 findet es, verglichen mit den Orten, die es richtig angibt?',
  guesses: {
    fewer: 'Deutlich weniger Wege als Orte',
    'as-many': 'Etwa gleich viele (höchstens 10 von hundert Unterschied)',
    more: 'Deutlich mehr Wege als Orte',
  },
  steps: {
    record: (study) => `Öffne die aufgezeichnete Studie „${study}“.`,
    distance:
      'Wähle einen Lauf, der auf Entfernung trainiert wurde. Notiere Lage und kürzesten Weg 4 × 4 nach dem Training.',
    wrong: 'Öffne ein Bild zur Lage, das nach dem Training falsch ist. Wie weit liegt die Antwort daneben?',
    path: 'Öffne zwei Bilder zum kürzesten Weg 4 × 4. Was macht ein einziger falsch gesehener Ort aus dem ganzen Weg?',
    localization: 'Wähle einen Lauf, der auf Lage trainiert wurde, und notiere dieselben zwei Zahlen.',
    ask: 'Setze beim Basismodell die Stärke des Ortssinns auf 1, und stelle dem Basismodell eine Frage, die das Labor bewerten kann.',
    study: (study) =>
      `Öffne unter den Einstellungen „Mach daraus eine Studie“ und wähle die Frage „${study}“. In ihr ändert sich, wie scharf das Modell Orte sieht.`,
  },
  result: {
    none: (places, paths) =>
      `Auf nichts trainiert: Orte richtig ${places}, kürzeste Wege 4 × 4 richtig ${paths}.`,
    direction: (places, paths) =>
      `Auf Richtung trainiert: Orte richtig ${places}, kürzeste Wege 4 × 4 richtig ${paths}.`,
    distance: (places, paths) =>
      `Auf Entfernung trainiert: Orte richtig ${places}, kürzeste Wege 4 × 4 richtig ${paths}.`,
    localization: (places, paths) =>
      `Auf Lage trainiert: Orte richtig ${places}, kürzeste Wege 4 × 4 richtig ${paths}.`,
    all: (places, paths) =>
      `Auf alle drei trainiert: Orte richtig ${places}, kürzeste Wege 4 × 4 richtig ${paths}.`,
    apart:
      'Orte werden in Bildern mit Objekten beurteilt, Wege in Bildern mit Punkten: Die beiden Zahlen kommen aus verschiedenen Fragen.',
  },
  question:
    'Wie hängen Orte und Wege zusammen? Erkläre an einem Bild, was ein einziger Fehler aus einem Weg macht. Passt eine Zeile des Ergebnisses nicht zu deiner Erklärung?',
  notes: {
    several:
      'Für einen Weg braucht man mehrere Orte zugleich, also kann ein Fehler ihn verderben: Wo nur die Hälfte der Orte stimmt, bleiben die Wege zurück.',
    rest: 'Nach allen drei Fähigkeiten findet das Modell mehr Wege 4 × 4 als nach Lage allein, obwohl es nicht mehr Orte richtig angibt. Sehen ist also nicht alles; was das Übrige ist, sagt die Aufzeichnung nicht.',
    study:
      'Die Studie „Wie viel muss man sehen?“ ändert die Stärke des Ortssinns selbst. Sie hat viele Läufe; eine Aufzeichnung von ihr ist nicht dabei.',
  },
};
