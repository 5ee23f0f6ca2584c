/** German words of lesson 3. Not here: what ticks its steps off, where its numbers come from (src/app/lessons/does-it-transfer.ts). */
import type { Words } from '../../english.ts';

/** The words. */
export const doesItTransfer: Words['lesson']['does-it-transfer'] = {
  title: 'Überträgt es sich?',
  about:
    'Kein Training übt hier kürzeste Wege. Findet das Modell trotzdem mehr davon, nachdem es eine Grundfähigkeit gelernt hat, dann hat sich die Fähigkeit übertragen.',
  prediction: 'Welche Fähigkeit hilft dem Modell, allein trainiert, am meisten beim Finden kürzester Wege?',
  guesses: { direction: 'Richtung', distance: 'Entfernung', localization: 'Lage' },
  steps: {
    record: (study) => `Öffne die aufgezeichnete Studie „${study}“.`,
    direction:
      'Wähle einen Lauf, der auf Richtung trainiert wurde. Vergleiche in seiner Tabelle den kürzesten Weg 4 × 4 vorher und nachher.',
    distance: 'Wähle einen Lauf, der auf Entfernung trainiert wurde, und mach dasselbe.',
    localization: 'Wähle einen Lauf, der auf Lage trainiert wurde, und mach dasselbe.',
    path: 'Öffne in einem dieser Läufe drei Bilder zum kürzesten Weg 4 × 4. Fahre den Weg aus der Antwort mit dem Finger nach: Wo geht er falsch?',
    ask: 'Wähle in der Aufzeichnung „Seinen Adapter fragen“ und frag nach einem Weg: Der Adapter hat nie einen geübt.',
  },
  result: {
    pairs: ({ direction, distance, localization, all }) =>
      `Kürzeste Wege 4 × 4, richtig vorher → nachher, ein Paar für jedes Training. Auf Richtung trainiert: ${direction}. Auf Entfernung trainiert: ${distance}. Auf Lage trainiert: ${localization}. Auf alle drei trainiert: ${all}.`,
    raised: ({ direction, distance, localization, all }) =>
      `Zusammengesetzte Aufgaben, die deutlich gestiegen sind: mit Richtung ${direction}; mit Entfernung ${distance}; mit Lage ${localization}; mit allen dreien ${all}.`,
    unclear:
      'Auch eine große Änderung kann bei wenigen Trainings für das Labor undeutlich bleiben. In Lektion 4 geht es darum, wie viele Trainings man braucht.',
  },
  question:
    'Welche Fähigkeit überträgt sich auf Wege, und warum gerade sie? Erkläre, was man wissen muss, um einen Weg zu finden, und welches Training das vermittelt.',
  notes: {
    point:
      'Darum geht es in dieser Lektion: Das Modell kann einen Weg erschließen, wenn es weiß, wo die Dinge liegen, und das vermittelt ihm das Training auf Lage. Es wurde so gebaut, dass Übertragung möglich ist; bei einem anderen Modell kann es anders sein.',
    certain:
      'Wenige Trainings ergeben breite Intervalle: Alle Fähigkeiten zusammen heben die Wege stark, aber bei so wenigen Trainings nur eine zusammengesetzte Aufgabe deutlich. Halten Sie „groß“ und „sicher“ auseinander.',
    control:
      'Die Studie hat eine Kontrolle, die auf nichts trainiert wurde: Ihre Zahlen ändern sich nicht. Fragen Sie, wozu man so etwas überhaupt rechnet.',
  },
};
