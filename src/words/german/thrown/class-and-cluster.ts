/** German for what the engine says of class codes, teachers’ links, and what comes back from a cluster. Not here: finding a message (src/words/thrown.ts). */
import type { Words } from '../../english.ts';

/** Pairs of the English message and the German one. */
export const classAndCluster: Words['thrown'] = [
  // src/class/
  [
    'Expected what you did in this lesson as the lab writes it, got a damaged file. Begin the lesson anew: the first change replaces the file.',
    'Was du in dieser Lektion gemacht hast, ist in einer beschädigten Datei. Fang die Lektion neu an: Die erste Änderung ersetzt die Datei.',
  ],
  [
    'The link opens the lesson "{0}", which this lab does not have; none was opened. Lessons are {1}: correct the link, or ask whoever made it.',
    'Der Link öffnet die Lektion „{0}“, die dieses Labor nicht hat; keine wurde geöffnet. Es gibt die Lektionen {1}: Berichtige den Link, oder frage die Person, die ihn gemacht hat.',
  ],
  [
    'expected a class code, which begins with {0}, got "{1}". Copy the whole code again.',
    'erwartet wird ein Klassencode, der mit {0} beginnt, da steht „{1}“. Kopiere den ganzen Code noch einmal.',
  ],
  [
    'expected a class code of version {0}, which this lab reads, got version {1}. Open the page of the lab that made it.',
    'dieses Labor liest Klassencodes der Version {0}, dieser hat Version {1}. Öffne die Seite des Labors, das ihn gemacht hat.',
  ],
  [
    'expected the digits and letters of a class code, got "{0}", which none has. Check the code with its student, and correct it.',
    'erwartet werden Ziffern und Buchstaben eines Klassencodes, „{0}“ kommt in keinem vor. Prüfe den Code mit der Schülerin oder dem Schüler, und berichtige ihn.',
  ],
  [
    'expected a class code as this version of the lab writes it, got another that is whole ({0} groups). Open the page of the lab that made it.',
    'erwartet wird ein Klassencode, wie diese Version des Labors ihn schreibt, dies ist ein anderer, der vollständig ist ({0} Gruppen). Öffne die Seite des Labors, das ihn gemacht hat.',
  ],
  [
    'expected groups of {0}, got {1} digits and letters. Check the code with its student: one is missing or too many.',
    'erwartet werden Gruppen zu {0}, es sind {1} Ziffern und Buchstaben. Prüfe den Code mit der Schülerin oder dem Schüler: Ein Zeichen fehlt oder ist zu viel.',
  ],
  [
    'expected groups of {0}, got {1} digits and letters, and the group "{2}". Check the code with its student: one is missing or too many.',
    'erwartet werden Gruppen zu {0}, es sind {1} Ziffern und Buchstaben, und die Gruppe „{2}“. Prüfe den Code mit der Schülerin oder dem Schüler: Ein Zeichen fehlt oder ist zu viel.',
  ],
  [
    'expected a code whose last group follows from the others, got one of {0} digits and letters with a typo, too long to find its place. Check that the line has one code only, and copy the whole code again.',
    'erwartet wird ein Code, dessen letzte Gruppe aus den anderen folgt; dieser mit {0} Ziffern und Buchstaben hat einen Tippfehler und ist zu lang, um ihn zu finden. Prüfe, ob die Zeile nur einen Code hat, und kopiere den ganzen Code noch einmal.',
  ],
  [
    'expected a code without a typo, got one that would be whole if its group {0}, "{1}", was "{2}". Check that group with its student, and correct it.',
    'erwartet wird ein Code ohne Tippfehler; dieser wäre vollständig, wenn seine Gruppe {0}, „{1}“, „{2}“ hieße. Prüfe diese Gruppe mit der Schülerin oder dem Schüler, und berichtige sie.',
  ],
  [
    'expected a code whose last group follows from the others, got {0} groups with more than one typo, or without some groups. Check the code group by group with its student, and correct it.',
    'erwartet wird ein Code, dessen letzte Gruppe aus den anderen folgt; es sind {0} Gruppen mit mehr als einem Tippfehler, oder es fehlen welche. Prüfe den Code Gruppe für Gruppe mit der Schülerin oder dem Schüler, und berichtige ihn.',
  ],
  [
    'expected a run that came to its end, got one without a result ({0}). Ask for a finished one.',
    'erwartet wird ein Lauf, der zu Ende kam, dieser hat kein Ergebnis ({0}). Bitte um einen fertigen.',
  ],
  ['Line {0}: {1}', 'Zeile {0}: {1}'],
  ['Line {0} ({1}): {2}', 'Zeile {0} ({1}): {2}'],
  [
    'The link is a teacher\'s of version "{0}"; this lab reads version {1}. Check what the page shows, or open the link in the lab that made it.',
    'Der Link einer Lehrkraft ist von Version „{0}“; dieses Labor liest Version {1}. Prüfe, was die Seite zeigt, oder öffne den Link in dem Labor, das ihn gemacht hat.',
  ],
  [
    'The link locks "{0}", which this lab does not know; all settings are locked. Locks are {1}: correct the link, or ask whoever made it.',
    'Der Link sperrt „{0}“, was dieses Labor nicht kennt; alle Einstellungen sind gesperrt. Es gibt die Sperren {1}: Berichtige den Link, oder frage die Person, die ihn gemacht hat.',
  ],
  [
    'The link hides {0}, which this lab does not know; that was left out. Parts are {1}: correct the link, or ask whoever made it.',
    'Der Link blendet {0} aus, was dieses Labor nicht kennt; das wurde weggelassen. Es gibt die Teile {1}: Berichtige den Link, oder frage die Person, die ihn gemacht hat.',
  ],
  // src/takeaway/
  [
    '{0}: expected answers to all {1} items, got none: missing are {2}. Run infer.sh again, to its end.',
    '{0}: Erwartet werden Antworten zu allen {1} Aufgaben, es gibt keine: Es fehlen {2}. Lass infer.sh noch einmal laufen, bis zum Ende.',
  ],
  [
    '{0}: expected answers to all {1} items, got {2}: missing are {3}. Run infer.sh again, to its end.',
    '{0}: Erwartet werden Antworten zu allen {1} Aufgaben, es sind {2}: Es fehlen {3}. Lass infer.sh noch einmal laufen, bis zum Ende.',
  ],
  [
    '{0}: expected one answer to each item, but line {1} is another to {2}. Keep one of them: ms-swift adds to a file that is there, so move it away before infer.sh.',
    '{0}: Erwartet wird eine Antwort zu jeder Aufgabe, Zeile {1} ist eine weitere zu {2}. Behalte eine davon: ms-swift hängt an eine vorhandene Datei an, räume sie also vor infer.sh weg.',
  ],
  [
    '{0}: expected answers to the questions of this experiment, but line {1} answers {2}, which it does not ask. Take the answers and {3} from the same folder.',
    '{0}: Erwartet werden Antworten zu den Fragen dieses Experiments, Zeile {1} beantwortet {2}, wonach es nicht fragt. Nimm die Antworten und {3} aus demselben Ordner.',
  ],
  ['"{0}" about "{1}"', '„{0}“ zu „{1}“'],
  [
    '{0}: expected whole lines, but the last, line {1}, is cut off after {2} characters. Copy the file again, or run infer.sh again.',
    '{0}: Erwartet werden ganze Zeilen, die letzte, Zeile {1}, ist nach {2} Zeichen abgeschnitten. Kopiere die Datei noch einmal, oder lass infer.sh noch einmal laufen.',
  ],
  [
    '{0}: expected an answer of ms-swift in line {1}, got {2}. Take the file as infer.sh wrote it.',
    '{0}: Erwartet wird in Zeile {1} eine Antwort von ms-swift, gefunden: {2}. Nimm die Datei so, wie infer.sh sie geschrieben hat.',
  ],
  ['no JSON, but {0}', 'kein JSON, sondern {0}'],
  ['no object, but {0}', 'kein Objekt, sondern {0}'],
  ['one without a text in {0}', 'eine ohne Text in {0}'],
  ['one without the question in {0}', 'eine ohne die Frage in {0}'],
  ['rank {0}, alpha {1} and scaling {2}', 'Rang {0}, Alpha {1} und Skalierung {2}'],
  ['a line of ms-swift', 'eine Zeile von ms-swift'],
  ['Take the file as train.sh wrote it.', 'Nimm die Datei so, wie train.sh sie geschrieben hat.'],
  [
    'Expected an experiment that trains, got one that trains on nothing: there is nothing to take to a cluster. Choose what to train on, and at least one step.',
    'Dieses Experiment trainiert auf nichts: Es gibt nichts, was auf einen Cluster mitzunehmen wäre. Wähle, worauf trainiert wird, und mindestens einen Schritt.',
  ],
  [
    'Expected an experiment that trains, got one that trains no steps: there is nothing to take to a cluster. Choose what to train on, and at least one step.',
    'Dieses Experiment trainiert keine Schritte: Es gibt nichts, was auf einen Cluster mitzunehmen wäre. Wähle, worauf trainiert wird, und mindestens einen Schritt.',
  ],
  [
    'Expected an experiment that trains, got one that measures the adapter {0}: there is nothing to take to a cluster. Choose what to train on.',
    'Dieses Experiment misst den Adapter {0}: Es gibt nichts, was auf einen Cluster mitzunehmen wäre. Wähle, worauf trainiert wird.',
  ],
  [
    'Expected the imported test questions of the experiment, but {0} is not there. Name their ZIP with --test-data.',
    'Erwartet werden die importierten Testfragen des Experiments, aber {0} ist nicht da. Nenne ihr ZIP mit --test-data.',
  ],
  [
    'Expected {0} together with {1}, which says what was asked, but there is no {2}. Choose results.zip, or both files of the folder that went to the cluster.',
    '{0} wird zusammen mit {1} gebraucht, worin steht, was gefragt wurde, aber {2} fehlt. Wähle results.zip, oder beide Dateien des Ordners, der auf den Cluster ging.',
  ],
  [
    'Expected at most {0} MiB in {1}, but it has {2}. {3}',
    'In {1} sind höchstens {0} MiB erlaubt, es sind {2}. {3}',
  ],
  [
    'Expected the test data of which the questions were taken, got others of the name {0}. Choose the ZIP that the experiment was taken with.',
    'Erwartet werden die Testdaten, aus denen die Fragen stammen, diese mit dem Namen {0} sind andere. Wähle das ZIP, mit dem das Experiment mitgenommen wurde.',
  ],
  [
    'Expected the {0} items that were asked, but this version of the lab makes others from the same settings: they were taken with version {1}{2}. Take that version to score them, or take the experiment to the cluster anew.',
    'Erwartet werden die {0} gefragten Aufgaben, aber diese Version des Labors macht aus denselben Einstellungen andere: Sie wurden mit Version {1}{2} mitgenommen. Nimm jene Version, um sie zu werten, oder nimm das Experiment neu mit.',
  ],
  [
    'None of the scored images can be decoded. Import the test data again.',
    'Keines der gewerteten Bilder lässt sich öffnen. Importiere die Testdaten noch einmal.',
  ],
  [
    'Expected config.json among the files of the checkpoint, got {0} files without. Take a model of the lab.',
    'Unter den Dateien des Modells müsste config.json sein, unter {0} Dateien ist sie nicht. Nimm ein Modell des Labors.',
  ],
  [
    'Expected an adapter of {0}, got one of another base model: its {1} takes {2} numbers to {3}, where this model takes {4}. Take the adapter that train.sh wrote for this experiment.',
    'Erwartet wird ein Adapter von {0}, dieser gehört zu einem anderen Basismodell: Sein {1} führt von {2} Zahlen auf {3}, dieses Modell von {4}. Nimm den Adapter, den train.sh für dieses Experiment geschrieben hat.',
  ],
  [
    'Expected an adapter of {0}, got one of another base model: its {1} takes {2} numbers to {3}, where this model has no such layer. Take the adapter that train.sh wrote for this experiment.',
    'Erwartet wird ein Adapter von {0}, dieser gehört zu einem anderen Basismodell: Sein {1} führt von {2} Zahlen auf {3}, dieses Modell hat keine solche Schicht. Nimm den Adapter, den train.sh für dieses Experiment geschrieben hat.',
  ],
  [
    'Expected the adapter of this experiment, of {0} layers ({1}), got one with {2} too. Take the adapter that train.sh wrote for it.',
    'Erwartet wird der Adapter dieses Experiments, mit {0} Schichten ({1}), dieser hat auch {2}. Nimm den Adapter, den train.sh dafür geschrieben hat.',
  ],
  [
    'Expected the adapter of this experiment, of {0} layers ({1}), got one without {2}. Take the adapter that train.sh wrote for it.',
    'Erwartet wird der Adapter dieses Experiments, mit {0} Schichten ({1}), diesem fehlt {2}. Nimm den Adapter, den train.sh dafür geschrieben hat.',
  ],
  [
    'Expected the adapter of this experiment, of {0}, got one of {1}. Take the adapter that train.sh wrote for it.',
    'Erwartet wird der Adapter dieses Experiments, mit {0}, dieser hat {1}. Nimm den Adapter, den train.sh dafür geschrieben hat.',
  ],
  ['{0}, line {1}: {2}', '{0}, Zeile {1}: {2}'],
  [
    '{0}: expected a line for each of the steps, but step {1} of the {2} has none. {3}',
    '{0}: Zu jedem Schritt gehört eine Zeile, Schritt {1} von {2} hat keine. {3}',
  ],
];
