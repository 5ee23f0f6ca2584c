/** German words of lesson 4. Not here: what ticks its steps off, where its numbers come from (src/app/lessons/is-it-luck.ts). */
import type { Words } from '../../english.ts';

/** The words. */
export const isItLuck: Words['lesson']['is-it-luck'] = {
  title: 'Ist es Zufall?',
  about:
    'Ein Training ist gut gelaufen. Würde es wieder gut laufen? Dasselbe Training wird mit anderen Startwerten wiederholt: mit anderen Bildern und anderen Anfangszahlen.',
  prediction:
    'Das Training auf alle drei Fähigkeiten wird mit mehreren Startwerten wiederholt. In wie vielen dieser Trainings findet das Modell nachher mehr kürzeste Wege 4 × 4 als vorher?',
  guesses: { every: 'In jedem', some: 'In manchen, in anderen nicht', none: 'In keinem' },
  steps: {
    one: 'Öffne den kleinen aufgezeichneten Lauf, ein einziges Training mit wenigen Fragen. Lies, was das Labor über ein einzelnes Training sagt.',
    record: (study) =>
      `Öffne die aufgezeichnete Studie „${study}“. Sie hat mehrere Trainings und mehr Fragen.`,
    seeds:
      'Wähle drei Läufe mit allen Fähigkeiten, jeden mit einem anderen Startwert. Notiere für jeden den kürzesten Weg 5 × 5 nach dem Training.',
    nothing: 'Wähle einen Lauf, der auf nichts trainiert wurde. Was hat sich in ihm geändert?',
    study: (study) =>
      `Öffne unter den Einstellungen „Mach daraus eine Studie“ und wähle die Frage „${study}“. Du musst sie nicht rechnen lassen: Sieh nach, wie viele Läufe sie hat.`,
  },
  result: {
    pairs: (four, five) =>
      `Auf alle drei Fähigkeiten trainiert, kürzeste Wege 4 × 4 vorher → nachher, ein Paar für jedes Training: ${four}. Kürzeste Wege 5 × 5: ${five}.`,
    change: (mean, low, high) =>
      `Mittlere Änderung der kürzesten Wege 5 × 5: ${mean} Prozentpunkte; der Bereich, der zu den Trainings passt, reicht von ${low} bis ${high}.`,
    nothing: (pairs) => `Auf nichts trainiert, kürzeste Wege 4 × 4: ${pairs}.`,
    raised: (tasks) =>
      `Zusammengesetzte Aufgaben, die über alle diese Trainings deutlich gestiegen sind: ${tasks}.`,
  },
  question:
    'Ist der Gewinn Zufall? Schreibe auf, was alle Trainings gemeinsam haben, wie weit sie auseinanderliegen und was du nach dem ersten allein hättest sagen können.',
  notes: {
    chance:
      'Zwei Arten von Zufall kommen hier zusammen: welche Fragen gestellt werden und welches Training man erwischt hat. Mehr Fragen helfen nur gegen den ersten, mehr Startwerte gegen beide.',
    before:
      'Auch vor dem Training unterscheiden sich die Zahlen von Startwert zu Startwert: Jeder Startwert stellt andere Fragen.',
    nothing:
      'Wird auf nichts trainiert, darf sich nichts ändern: Dasselbe Modell beantwortet dieselben Fragen zweimal. Änderte sich doch etwas, stimmte mit dem Labor etwas nicht.',
    pool: 'So macht die Klasse selbst eine solche Studie: Geben Sie allen mit einem Link für die Klasse je einen eigenen Startwert, und führen Sie zusammen, was abgegeben wird.',
  },
};
