/** German words: the controls: copying, closing, choosing files. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const ui: Words['ui'] = {
  whatIs: (label) => `Was bedeutet „${label}“?`,
  keep: 'Behalten',
  copy: 'Kopieren',
  copyWhat: (what) => `${what} kopieren`,
  copied: 'Kopiert',
  notAllowed: 'Nicht erlaubt',
  chooseZip: 'ZIP oder Dateien wählen',
  chooseFolder: 'Ordner wählen',
  andMore: (file, others) => `${file} und ${others} weitere`,
  unreadable:
    'Was gewählt wurde, kann nicht gelesen werden. Prüfe, ob es noch da ist und ob dieser Browser es lesen darf, und wähle es dann noch einmal.',
  loading: 'Lädt',
  notLoaded: 'Dieser Teil der Seite konnte nicht geladen werden. Lade die Seite neu.',
  notAnswered: 'nicht beantwortet',
  right: 'richtig',
  wrong: 'falsch',
  notInForm: 'nicht in der verlangten Form',
};
