/** German for what the engine says of studies and their files. Not here: finding a message (src/words/thrown.ts). */
import type { Words } from '../../english.ts';

/** Pairs of the English message and the German one. */
export const studyFiles: Words['thrown'] = [
  // src/study/study.ts
  ['A study needs at least one arm.', 'Eine Studie braucht mindestens einen Arm.'],
  ['A study needs at least one seed.', 'Eine Studie braucht mindestens einen Startwert.'],
  ['A study needs at least one value.', 'Eine Studie braucht mindestens einen Wert.'],
  ['A study has at most 50 arms.', 'Eine Studie hat höchstens 50 Arme.'],
  ['A study has at most 50 seeds.', 'Eine Studie hat höchstens 50 Startwerte.'],
  ['A study has at most 50 values.', 'Eine Studie hat höchstens 50 Werte.'],
  ['An arm is named more than once.', 'Ein Arm steht mehr als einmal da.'],
  ['A seed is named more than once.', 'Ein Startwert steht mehr als einmal da.'],
  ['A value is named more than once.', 'Ein Wert steht mehr als einmal da.'],
  [
    'Expected a setting with numbers to sweep, got "{0}". Those that can be swept are {1}.',
    'Variieren lässt sich nur eine Einstellung mit Zahlen, da steht „{0}“. Es gehen {1}.',
  ],
  [
    'Expected numbers as the values of a sweep, got {0}.',
    'Die Werte der variierten Einstellung müssen Zahlen sein, da steht {0}.',
  ],
  [
    'Expected a whole number from 0 to 2147483647 as a seed, got {0}.',
    'Ein Startwert ist eine ganze Zahl von 0 bis 2147483647, da steht {0}.',
  ],
  [
    'The arms of a study say what is trained on, got training data of your own ({0}). Leave it out, or make single experiments.',
    'Worauf trainiert wird, sagen die Arme einer Studie; dazu kommen eigene Trainingsdaten ({0}). Lass sie weg, oder mache einzelne Experimente.',
  ],
  ['Name each once.', 'Nenne jeden einmal.'],
  // src/study/study-zip.ts
  [
    'The study is larger than the 4 GiB that a ZIP holds. Download its runs one by one.',
    'Die Studie ist größer als die 4 GiB, die in ein ZIP passen. Lade ihre Läufe einzeln herunter.',
  ],
  [
    '{0}: expected a study file as this lab writes it, with {1} in it, got a ZIP without. Choose a study file; runs, adapters and data have their own places.',
    '{0}: Erwartet wird eine Studiendatei, wie dieses Labor sie schreibt, mit {1} darin; das ZIP hat keine. Wähle eine Studiendatei; Läufe, Adapter und Daten haben ihre eigenen Plätze.',
  ],
  [
    '{0}: expected at most {1} MiB in study.json, got {2}. {3}',
    '{0}: In study.json werden höchstens {1} MiB erwartet, es sind {2}. {3}',
  ],
  [
    '{0}: expected a study of version 1, which this lab reads, got version {1}. Open it with the lab that wrote it.',
    '{0}: Erwartet wird eine Studie der Version 1, die dieses Labor liest, dies ist Version {1}. Öffne sie mit dem Labor, das sie geschrieben hat.',
  ],
  ['a study as this lab writes it', 'eine Studie, wie dieses Labor sie schreibt'],
  [
    '{0}: expected runs of its study alone, got {1}, which is none of them. The file was edited. {2}',
    '{0}: Erwartet werden nur Läufe der Studie; {1} ist keiner davon. Die Datei wurde bearbeitet. {2}',
  ],
  [
    '{0}: expected a study with finished runs, got one without. {1}',
    '{0}: Erwartet wird eine Studie mit fertigen Läufen, diese hat keine. {1}',
  ],
  [
    '{0}: expected a finished run, got one that ended as {1}. {2}',
    '{0}: Erwartet wird ein fertiger Lauf, dieser ist {1}. {2}',
  ],
  [
    '{0}: expected a run of this study, got one of other settings. The file was edited. {1}',
    '{0}: Erwartet wird ein Lauf dieser Studie, dieser hat andere Einstellungen. Die Datei wurde bearbeitet. {1}',
  ],
];
