/** German words of lesson 1. Not here: what ticks its steps off, where its numbers come from (src/app/lessons/what-does-it-see.ts). */
import type { Words } from '../../english.ts';

/** The words. */
export const whatDoesItSee: Words['lesson']['what-does-it-see'] = {
  title: 'Was sieht das Modell?',
  about:
    'Ein Modell beantwortet Fragen zu Bildern. Bevor du es trainierst, finde heraus, was es schon sehen kann und was es nur rät.',
  prediction:
    'Noch ohne Training wird das Modell gefragt, wo in einem Bild ein Objekt liegt. Wie viele dieser Fragen beantwortet es richtig?',
  guesses: {
    fewer: 'Weniger als ein Viertel',
    between: 'Zwischen einem Viertel und drei Vierteln',
    more: 'Mehr als drei Viertel',
  },
  steps: {
    record: (study) =>
      `Öffne die aufgezeichnete Studie „${study}“. Unter ihrer Abbildung steht einer ihrer Läufe. Seine Tabelle sagt für jede Aufgabenart, wie viele Antworten vor dem Training richtig waren und wie viele danach. Sieh dir nur die Werte vorher an.`,
    localization:
      'Wähle in der Abbildung des Laufs die Lage und öffne zwei Bilder. Beantworte jede Frage selbst, bevor du liest, was das Modell vorher gesagt hat.',
    direction: 'Mach dasselbe mit einem Bild zur Richtung.',
    path: 'Und mit einem Bild zum kürzesten Weg 4 × 4. Was schreibt das Modell, wenn es den Weg nicht sieht?',
    ask: 'Stelle dem Basismodell unter „Frag das Modell“, am Ende der Seite, zwei der Fragen, die dort angeboten werden.',
  },
  result: {
    localization: (right, blind) =>
      `Wo ein Objekt liegt (Lage): vor dem Training richtig ${right}. Wer rät, ohne hinzusehen, schafft ${blind}.`,
    direction: (right, blind) => `Richtung: vor dem Training richtig ${right}; ohne hinzusehen ${blind}.`,
    path: (right, blind) =>
      `Kürzester Weg 4 × 4: vor dem Training richtig ${right}; ohne hinzusehen ${blind}.`,
    sets: 'Eine Spanne steht da, weil mehrere Reihen von Fragen gestellt wurden. Über das Sehen sagt eine Zahl nur etwas, wenn die Zahl fürs Raten daneben steht.',
  },
  question:
    'Was sieht das untrainierte Modell, und was sieht es nicht? Nenne ein Bild, an dem man das erkennt, und vergleiche eine Zahl mit dem Raten.',
  notes: {
    form: 'Das Modell antwortet immer, und zwar in der richtigen Form. Das wird leicht für Sehen gehalten: Fragen Sie Ihre Klasse nach der Zahl ohne Hinsehen.',
    faint:
      'Das Modell wurde so gebaut, dass es Orte nur schwach sieht. Was hier herauskommt, gilt für dieses Modell, nicht für alle Modelle.',
    first:
      'Die Seite beginnt mit einer fertigen Studie, deren Abbildung vorher und nachher zeigt. Lassen Sie die Klasse ihre Vorhersage aufschreiben, bevor sie nach unten scrollt.',
    distance:
      'Wer rät, hat etwa die Hälfte der Fragen zur Entfernung richtig; das untrainierte Modell hat weniger. Eine gute Zusatzfrage: Wie kann man schlechter sein als geraten?',
  },
};
