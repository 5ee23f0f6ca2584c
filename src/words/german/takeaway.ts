/** German words: taking an experiment to other tools. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const takeaway: Words['takeaway'] = {
  section: 'Cluster',
  summary: 'Auf einen Cluster mitnehmen: Dort trainiert ms-swift',
  about:
    'Ein ZIP mit dem Basismodell, den Gesprächen zum Trainieren, den gewerteten Fragen ohne ihre Antworten und den Befehlen für eine oder viele Grafikkarten. Zieh, was zurückkommt, auf die Liste der Läufe: Es wird ein Lauf wie jeder andere.',
  take: 'Auf einen Cluster mitnehmen',
  takeHelp: 'Ein ZIP für ms-swift: Basismodell, Gespräche zum Trainieren, Fragen, Befehle',
  stop: 'Anhalten',
  progress: 'Ordner',
  starting: 'es geht los',
  doing: (what, done, total) => `${what}: ${done} von ${total}`,
  written: (files, size) => `${files} Dateien, ${size}. Was zu tun ist, steht darin in README.md`,
};
