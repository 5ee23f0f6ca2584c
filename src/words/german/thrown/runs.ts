/** German for what the engine says of runs, training, their files, records, classes and links. Not here: finding a message (src/words/thrown.ts). */
import type { Words } from '../../english.ts';

/** Pairs of the English message and the German one. */
export const runFiles: Words['thrown'] = [
  // models/batch.ts, models/train-checkpoint.ts, models/training/
  [
    'Expected at least one labelled token in a batch, got none.',
    'In einem Batch muss mindestens ein Token gelernt werden, es ist keines.',
  ],
  [
    'Expected a sequence of 1 to {0} tokens with a label each, got {1} tokens and {2} labels. Use fewer questions a conversation.',
    'Erwartet wird eine Folge von 1 bis {0} Tokens mit je einem Ziel, gefunden: {1} Tokens und {2} Ziele. Nimm weniger Fragen je Gespräch.',
  ],
  [
    'Expected image features [{0}, {1}] for the image tokens of the sequence, got {2} numbers. Encode the image with the same base model.',
    'Erwartet werden Bildmerkmale [{0}, {1}] für die Bildtokens der Folge, gefunden: {2} Zahlen. Kodiere das Bild mit demselben Basismodell.',
  ],
  [
    'Expected token ids below {0}. Tokenize with the same base model.',
    'Die Nummern der Tokens müssten unter {0} liegen. Nimm den Tokenizer desselben Basismodells.',
  ],
  [
    'The checkpoint is damaged: its matrices of step {0} are not there.',
    'Der Zwischenstand ist beschädigt: Seine Matrizen von Schritt {0} fehlen.',
  ],
  [
    'The checkpoint is damaged: expected JSON, got {0} characters.',
    'Der Zwischenstand ist beschädigt: Erwartet wird JSON, gefunden: {0} Zeichen.',
  ],
  [
    'The checkpoint is not what this version of the lab writes: at "{0}", {1}.',
    'Der Zwischenstand ist nicht so, wie diese Version des Labors ihn schreibt: bei „{0}“, {1}.',
  ],
  [
    'The checkpoint is damaged: {0} has no lora_B of {1}.',
    'Der Zwischenstand ist beschädigt: {0} hat keine lora_B von {1}.',
  ],
  ['The checkpoint is damaged: it has no {0}.', 'Der Zwischenstand ist beschädigt: {0} fehlt.'],
  [
    'Expected a checkpoint of {0} with seed {1}, got one of {2} with seed {3}. Go on with the run it was made in.',
    'Erwartet wird ein Zwischenstand von {0} mit Startwert {1}, dieser ist von {2} mit Startwert {3}. Setze den Lauf fort, in dem er gemacht wurde.',
  ],
  ['the adapter is not finite', 'der Adapter ist nicht endlich'],
  ['the loss is not a finite number ({0})', 'der Verlust ist keine endliche Zahl ({0})'],
  ['the gradient is not finite ({0})', 'der Gradient ist nicht endlich ({0})'],
  [
    'the validation loss is not a finite number ({0})',
    'der Validierungsverlust ist keine endliche Zahl ({0})',
  ],
  [
    'Cannot {0} while training runs. Stop it first, or wait for its end.',
    'Das geht nicht, solange trainiert wird ({0}). Halte das Training zuerst an, oder warte auf sein Ende.',
  ],
  [
    'Expected a loaded model, but none is loaded. Call load() first.',
    'Es ist kein Modell geladen. Lade zuerst eines.',
  ],
  // src/experiment/
  [
    'There is no setting "{0}". Settings are {1}.',
    'Eine Einstellung „{0}“ gibt es nicht. Einstellungen sind {1}.',
  ],
  [
    'The training data {0} are published captions, which are a test and are not trained on. Choose them as test data, and others to train on.',
    'Die Trainingsdaten {0} sind veröffentlichte Bildunterschriften; sie sind ein Test, und darauf wird nicht trainiert. Wähle sie als Testdaten, und andere zum Trainieren.',
  ],
  [
    'Expected training data of at least two images, to hold one out for validation. Set validation items to 0, or choose other data.',
    'Die Trainingsdaten brauchen mindestens zwei Bilder, um eines für die Validierung zurückzuhalten. Setze „Aufgaben der Validierung“ auf 0, oder wähle andere Daten.',
  ],
  [
    'The image "{0}" is not in the imported dataset {1}. Import that again.',
    'Das Bild „{0}“ ist nicht im importierten Datensatz {1}. Importiere ihn noch einmal.',
  ],
  [
    'Validation is measured on {0} images, half of those there are, not on {1}.',
    'Die Validierung wird auf {0} Bildern gemessen, der Hälfte der vorhandenen, nicht auf {1}.',
  ],
  [
    'The image {0} cannot be decoded: its file is cut off or damaged. {1}',
    'Das Bild {0} lässt sich nicht öffnen: Seine Datei ist abgeschnitten oder beschädigt. {1}',
  ],
  [
    'The images {0} cannot be decoded: their files are cut off or damaged. {1}',
    'Die Bilder {0} lassen sich nicht öffnen: Ihre Dateien sind abgeschnitten oder beschädigt. {1}',
  ],
  [
    'Expected two answers to every item, but {0} lacks one.',
    'Zu jeder Aufgabe gehören zwei Antworten, bei {0} fehlt eine.',
  ],
  [
    'Expected a blind baseline of {0}, got none.',
    'Für {0} müsste es eine blinde Vergleichszahl geben, sie fehlt.',
  ],
  ['In the link, {0} The default, {1}, is used.', 'Im Link: {0} Es gilt der Vorgabewert {1}.'],
  ['{0}: expected {1}, got nothing.', '{0}: Erwartet wird {1}, da steht nichts.'],
  [
    '{0} of {1} questions are left out, because the model cannot read them. The first is {2}',
    '{0} von {1} Fragen werden ausgelassen, weil das Modell sie nicht lesen kann. Die erste ist {2}',
  ],
  ['No question of {0} can be asked. {1}', 'Keine Frage von {0} lässt sich stellen. {1}'],
  [
    'Expected {0} answers, got {1}: the inference engine left some out. Run the experiment again.',
    'Erwartet wurden {0} Antworten, es kamen {1}: Einige wurden ausgelassen. Mache den Lauf noch einmal.',
  ],
  ['reading questions', 'Fragen werden gelesen'],
  ['encoding images', 'Bilder werden kodiert'],
  ['answering', 'es wird geantwortet'],
  ['1 question is left out.', '1 Frage wird ausgelassen.'],
  ['{0} questions are left out.', '{0} Fragen werden ausgelassen.'],
  ['Test data: {0}', 'Testdaten: {0}'],
  ['Training data: {0}', 'Trainingsdaten: {0}'],
  ['the GPU (WebGPU)', 'der Grafikkarte (WebGPU)'],
  ['the processor (WebAssembly)', 'dem Prozessor (WebAssembly)'],
  [
    '{0} answers are asked for again: they were not given by this model on {1}, or it is not known. So before and after can be compared.',
    '{0} Antworten werden noch einmal eingeholt: Sie stammen nicht von diesem Modell auf {1}, oder das ist nicht bekannt. So lassen sich vorher und nachher vergleichen.',
  ],
  [
    'The curve loses {0} that came from elsewhere: answers while it trains cannot be asked for again. Those before and after training are.',
    'Die Kurve verliert {0}, die von anderswo kamen: Antworten während des Trainings lassen sich nicht nachholen. Die vor und nach dem Training werden nachgeholt.',
  ],
  ['answering as before training', 'es wird geantwortet wie vor dem Training'],
  ['counting the tokens of answers', 'die Tokens der Antworten werden gezählt'],
  ['asking after {0} steps', 'es wird nach {0} Schritten gefragt'],
  [
    'Expected a checkpoint at strength of place {0}, at which this run sees, got one at {1}. Start a new run.',
    'Erwartet wird ein Zwischenstand mit Stärke des Ortssinns {0}, mit der dieser Lauf sieht, dieser hat {1}. Beginne einen neuen Lauf.',
  ],
  [
    'Expected the files of {0} that this run was begun with, got others of that name: its checkpoint does not fit them. Choose the former files, or start a new run.',
    'Dieser Lauf wurde mit anderen Dateien von {0} begonnen: Sein Zwischenstand passt nicht zu diesen. Wähle die früheren Dateien, oder beginne einen neuen Lauf.',
  ],
  ['testing the GPU', 'die Grafikkarte wird geprüft'],
  ['simulating blind guesses', 'blindes Raten wird simuliert'],
  ['loading {0}', '{0} wird geladen'],
  ['hashing files', 'Prüfsummen der Dateien werden berechnet'],
  [
    'Patience has no effect in this run: without validation items nothing is measured that could end training early. All steps are trained. To end early, set Validation items above 0.',
    '„Geduld“ bewirkt in diesem Lauf nichts: Ohne Aufgaben der Validierung wird nichts gemessen, was das Training früher beenden könnte. Alle Schritte werden trainiert. Um früher zu enden, setze „Aufgaben der Validierung“ auf mehr als 0.',
  ],
  ['reading training data', 'Trainingsdaten werden gelesen'],
  ['training', 'es wird trainiert'],
  [
    'None of the images that are held out for validation can be decoded. Import the data again.',
    'Keines der Bilder, die für die Validierung zurückgehalten werden, lässt sich öffnen. Importiere die Daten noch einmal.',
  ],
  [
    'expected {0} conversations from number {1}, got {2}',
    'erwartet wurden {0} Gespräche ab Nummer {1}, es kamen {2}',
  ],
  [
    'Training ended after {0} steps because its data failed: {1}',
    'Das Training endete nach {0} Schritten, weil seine Daten ausfielen: {1}',
  ],
  ['Training goes on without.', 'Das Training geht ohne sie weiter.'],
  ['opening the processor', 'der Prozessor wird vorbereitet'],
  ['opening the GPU', 'die Grafikkarte wird geöffnet'],
  [
    '{0} Training goes on by itself from step {1}.',
    '{0} Das Training geht von selbst ab Schritt {1} weiter.',
  ],
  ['The GPU was lost.', 'Die Grafikkarte ging verloren.'],
  [
    'Expected at most {0} tokens, which is what this model can read, got {1}. Ask something shorter.',
    'Dieses Modell kann höchstens {0} Tokens lesen, es sind {1}. Frage etwas Kürzeres.',
  ],
  [
    'The arm shuffled needs answers about at least two pictures that can stand in each other’s place, got none. Train on more pictures, or on more questions about each.',
    'Der Arm mit vertauschten Antworten braucht Antworten zu mindestens zwei Bildern, die sich gegeneinander tauschen lassen, es gibt keine. Trainiere mit mehr Bildern, oder mit mehr Fragen zu jedem.',
  ],
  // src/run-file/
  [
    '{0}: expected the report to count the steps of training that are there, {1}, got {2}. {3}',
    '{0}: Der Bericht müsste die vorhandenen Trainingsschritte zählen, {1}, da steht {2}. {3}',
  ],
  [
    '{0}: expected the report to name the weights that gave the answers, {1}, got {2}. {3}',
    '{0}: Der Bericht müsste die Gewichte nennen, die geantwortet haben, {1}, da steht {2}. {3}',
  ],
  [
    '{0}: expected the questions that were asked, by their SHA-256, {1}, got {2}. {3}',
    '{0}: Erwartet werden die gestellten Fragen, nach ihrer SHA-256 {1}, gefunden: {2}. {3}',
  ],
  [
    '{0}: expected the counts of its answers, but its report has {1} items of {2}, and there are {3}. {4}',
    '{0}: Die Zahlen passen nicht zu den Antworten: Der Bericht hat {1} Aufgaben von {2}, es sind {3}. {4}',
  ],
  [
    'The run of {0} cannot be resumed: It was made with {1}. Start it anew instead.',
    'Der Lauf vom {0} lässt sich nicht fortsetzen: Er wurde mit {1} gemacht. Beginne ihn stattdessen neu.',
  ],
  [
    'It was trained on {0}, and does not fit these: train it again.',
    'Er wurde auf {0} trainiert und passt nicht zu diesen: Trainiere ihn noch einmal.',
  ],
  [
    'Name another folder, or remove it, and the run is made again.',
    'Nenne einen anderen Ordner, oder entferne sie, dann wird der Lauf noch einmal gemacht.',
  ],
  [
    '{0}: expected a run file as this lab writes it, with {1} in it, got a ZIP of {2} without. Choose a run file; adapters and data have their own places.',
    '{0}: Erwartet wird eine Laufdatei, wie dieses Labor sie schreibt, mit {1} darin, gefunden: ein ZIP mit {2}, ohne sie. Wähle eine Laufdatei; Adapter und Daten haben ihre eigenen Plätze.',
  ],
  [
    '{0}: expected at most {1} MiB in {2}, got {3}. {4}',
    '{0}: In {2} sind höchstens {1} MiB erlaubt, es sind {3}. {4}',
  ],
  ['{0}: The file {1}.', '{0}: Die Datei {1}.'],
  [
    '{0}: expected the weights of this run, whose SHA-256 begins with {1}, got others ({2}). {3}',
    '{0}: Erwartet werden die Gewichte dieses Laufs, deren SHA-256 mit {1} beginnt, es sind andere ({2}). {3}',
  ],
  [
    'Get the file again from the lab that made it.',
    'Hole die Datei noch einmal aus dem Labor, das sie gemacht hat.',
  ],
  [
    'The file was edited, or made by a lab that judges otherwise. Get the run again from the lab that made it.',
    'Die Datei wurde bearbeitet, oder ein Labor hat sie gemacht, das anders urteilt. Hole den Lauf noch einmal aus dem Labor, das ihn gemacht hat.',
  ],
  [
    '{0}: expected each item once, got {1} items with {2} names. {3}',
    '{0}: Jede Aufgabe müsste einmal da sein, es sind {1} Aufgaben mit {2} Namen. {3}',
  ],
  [
    '{0}: expected the answers as they are judged, but {1} has {2} {3} training as {4}, and it is {5}. {6}',
    '{0}: Die Antworten sind nicht so beurteilt, wie sie sind: Bei {1} gilt {2} {3} dem Training als {4}, ist aber {5}. {6}',
  ],
  ['before', 'vor'],
  ['after', 'nach'],
  ['right', 'richtig'],
  ['wrong', 'falsch'],
  ['stopped', 'angehalten'],
  ['failed', 'fehlgeschlagen'],
  ['readable', 'lesbar'],
  ['not readable', 'nicht lesbar'],
  [
    '{0}: expected the settings of the run in its report too, got others. {1}',
    '{0}: Der Bericht müsste dieselben Einstellungen haben wie der Lauf, er hat andere. {1}',
  ],
  [
    '{0}: expected a row in the report for every task that was asked, got none for {1}. {2}',
    '{0}: Der Bericht müsste für jede gefragte Aufgabenart eine Zeile haben, für {1} fehlt sie. {2}',
  ],
  [
    '{0}: expected two answers to every item of a run that has a report, but {1} lacks one. {2}',
    '{0}: Ein Lauf mit Bericht hat zu jeder Aufgabe zwei Antworten, bei {1} fehlt eine. {2}',
  ],
  [
    '{0}: expected the counts of its answers, but its report has {1} right answers before training of {2}, and there are {3}. {4}',
    '{0}: Die Zahlen passen nicht zu den Antworten: Der Bericht hat {1} richtige Antworten vor dem Training für {2}, es sind {3}. {4}',
  ],
  [
    '{0}: expected the counts of its answers, but its report has {1} right answers after training of {2}, and there are {3}. {4}',
    '{0}: Die Zahlen passen nicht zu den Antworten: Der Bericht hat {1} richtige Antworten nach dem Training für {2}, es sind {3}. {4}',
  ],
  [
    '{0}: expected the counts of its answers, but its report has {1} readable answers before training of {2}, and there are {3}. {4}',
    '{0}: Die Zahlen passen nicht zu den Antworten: Der Bericht hat {1} lesbare Antworten vor dem Training für {2}, es sind {3}. {4}',
  ],
  [
    '{0}: expected the counts of its answers, but its report has {1} readable answers after training of {2}, and there are {3}. {4}',
    '{0}: Die Zahlen passen nicht zu den Antworten: Der Bericht hat {1} lesbare Antworten nach dem Training für {2}, es sind {3}. {4}',
  ],
  [
    '{0}: expected p of {1} as its answers give it, {2}, got {3}. {4}',
    '{0}: p von {1} müsste so sein, wie die Antworten es ergeben, {2}, da steht {3}. {4}',
  ],
  [
    '{0}: expected a run of version {1}, which this lab reads, got version {2}. Open it with the lab that wrote it.',
    '{0}: Dieses Labor liest Läufe der Version {1}, dieser hat Version {2}. Öffne ihn mit dem Labor, das ihn geschrieben hat.',
  ],
  ['a run as this lab writes it', 'ein Lauf, wie dieses Labor ihn schreibt'],
  // src/study/run-file.ts
  [
    '{0}: expected a finished run, got one that ended as {1}. Remove it, and the run is made again.',
    '{0}: Erwartet wird ein fertiger Lauf, dieser ist {1}. Entferne ihn, dann wird er noch einmal gemacht.',
  ],
  [
    '{0}: expected a run of this study, got one of other settings. Name another folder for this study, or give the settings that the study was begun with.',
    '{0}: Erwartet wird ein Lauf dieser Studie, dieser hat andere Einstellungen. Nenne einen anderen Ordner für diese Studie, oder gib die Einstellungen an, mit denen sie begonnen wurde.',
  ],
  // src/record/
  ['{0} cores of {1}, on the processor', '{0} Kerne von {1}, auf dem Prozessor'],
  ['{0} cores of {1}, on {2}', '{0} Kerne von {1}, auf {2}'],
  ['The record {0}', 'Die Aufzeichnung {0}'],
  [
    '{0}: expected the answers of one device with one base model, got those of {1}. {2}',
    '{0}: Erwartet werden die Antworten eines Geräts mit einem Basismodell, es sind die von {1}. {2}',
  ],
  [
    '{0}: expected two answers to every item, but {1} lacks one. {2}',
    '{0}: Zu jeder Aufgabe gehören zwei Antworten, bei {1} fehlt eine. {2}',
  ],
  [
    '{0}: expected a finished run, got one without a report. {1}',
    '{0}: Erwartet wird ein fertiger Lauf, dieser hat keinen Bericht. {1}',
  ],
  ['The record {0}: {1}', 'Die Aufzeichnung {0}: {1}'],
  ['expected {0} in it, got a ZIP without. {1}', 'erwartet wird {0} darin, das ZIP hat es nicht. {1}'],
  [
    'expected at most {0} MiB in {1}, got {2}. {3}',
    'in {1} sind höchstens {0} MiB erlaubt, es sind {2}. {3}',
  ],
  [
    'Remove its file from the folder of the study, and it is made again.',
    'Entferne seine Datei aus dem Ordner der Studie, dann wird er noch einmal gemacht.',
  ],
  [
    'expected version {0}, which this lab reads, got {1}. {2}',
    'dieses Labor liest Version {0}, sie hat {1}. {2}',
  ],
  ['a recorded study as this lab writes it', 'eine aufgezeichnete Studie, wie dieses Labor sie schreibt'],
  [
    'Load the page again; if that does not help, its host has an incomplete copy of the lab.',
    'Lade die Seite noch einmal; hilft das nicht, liegt auf ihrem Server eine unvollständige Kopie des Labors.',
  ],
  [
    'expected questions that the lab makes, got imported ones. {0}',
    'erwartet werden Fragen, die das Labor macht, es sind importierte. {0}',
  ],
  [
    'expected all runs of its study, but {0} is missing. {1}',
    'erwartet werden alle Läufe ihrer Studie, {0} fehlt. {1}',
  ],
  [
    'expected two answers to each question of {0}, got others. {1}',
    'erwartet werden zwei Antworten zu jeder Frage von {0}, es sind andere. {1}',
  ],
  [
    'expected runs that say when they were made, got none. {0}',
    'erwartet werden Läufe, die sagen, wann sie gemacht wurden, es gibt keine. {0}',
  ],
];
