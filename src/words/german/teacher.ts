/** German words: the teacher’s link: its dialog, and the page that it opens. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const teacher: Words['teacher'] = {
  label: 'Für Lehrkräfte',
  line: 'Für Lehrkräfte: ein Link für die Klasse und ihre Ergebnisse',
  make: 'Link für die Klasse erstellen',
  dialogTitle: 'Ein Link für die Klasse',
  close: 'Schließen',
  opensWith:
    'Er öffnet das Labor mit den Einstellungen dieser Seite. Wenn andere gelten sollen, müssen sie zuerst geändert werden.',
  titleField: 'Titel, falls die Seite einen haben soll',
  lesson: 'Lektion, die er öffnet',
  noLesson: 'Keine',
  language: 'Sprache der Seite',
  locked: 'Gesperrt',
  locks: { none: 'Nichts', all: 'Alle Einstellungen', 'all-but-seed': 'Alle außer dem Startwert' },
  seeds:
    'Mit einem einzigen Startwert machen alle dasselbe Experiment, das beim Zusammenführen einmal zählt. Ist der Startwert offen, bekommt jede und jeder eine eigene Zahl.',
  hidden: 'Ausgeblendet',
  parts: {
    setup: 'Einstellungen im Einzelnen',
    models: 'Basismodell',
    studies: 'Studien',
    records: 'Aufgezeichnete Studien',
    lessons: 'Lektionen',
    data: 'Daten',
    ask: 'Frag das Modell',
  },
  otherLessons: 'Andere Lektionen',
  partInLine: (name) => `„${name}“`,
  preview: 'Was die Klasse sehen wird',
  previewLesson: (title) => `Öffnet die Lektion: ${title}`,
  previewLanguage: (language) => `In der Sprache: ${language}`,
  previewSettings: (settings) => `Einstellungen: ${settings}`,
  previewOpenSeed: (settings, seed) => `Einstellungen: ${settings}, zu Beginn mit Startwert ${seed}`,
  previewLeave: 'Ein Lauf lässt sich starten. Jeder kann die Seite entsperren: Sie hält nichts geheim.',
  wrongSettings:
    'Einige Einstellungen dieser Seite sind so, wie sie dastehen, falsch: Der Link hat ihre letzten richtigen Werte. Berichtigen lassen sie sich in den Einstellungen.',
  link: 'Der Link',
  linkToCopy: 'den Link',
  copy: 'Link kopieren',
  look: 'In einem neuen Tab ansehen',
  taught: {
    none: 'Diese Seite wurde mit dem Link einer Lehrkraft eingerichtet.',
    all: 'Diese Seite wurde mit dem Link einer Lehrkraft eingerichtet; ihre Einstellungen sind gesperrt.',
    'all-but-seed':
      'Diese Seite wurde mit dem Link einer Lehrkraft eingerichtet; ihre Einstellungen sind gesperrt, nur der Startwert nicht.',
  },
  taughtHiding: {
    none: (parts) => `Diese Seite wurde mit dem Link einer Lehrkraft eingerichtet; ausgeblendet: ${parts}.`,
    all: (parts) =>
      `Diese Seite wurde mit dem Link einer Lehrkraft eingerichtet; ihre Einstellungen sind gesperrt; ausgeblendet: ${parts}.`,
    'all-but-seed': (parts) =>
      `Diese Seite wurde mit dem Link einer Lehrkraft eingerichtet; ihre Einstellungen sind gesperrt, nur der Startwert nicht; ausgeblendet: ${parts}.`,
  },
  showWhole: 'Das ganze Labor zeigen',
  unlock: 'Entsperren: das ganze Labor mit diesen Einstellungen',
};
