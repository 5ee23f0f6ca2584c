/** German for what the engine says of a model's files. Not here: adapters (adapters.ts), finding a message (src/words/thrown.ts). */
import type { Words } from '../../english.ts';

/** Pairs of the English message and the German one. */
export const modelFiles: Words['thrown'] = [
  [
    "{0}: expected this file among those of the model, but it is not there. Choose the model's whole folder.",
    '{0}: Diese Datei müsste unter denen des Modells sein, ist aber nicht da. Wähle den ganzen Ordner des Modells.',
  ],
  // models/onnx/session/
  [
    '{0}/{1}: expected a chat template in which one image gives one image slot, got one in which {2}. {3}',
    '{0}/{1}: Erwartet wird eine Gesprächsvorlage, in der ein Bild genau einen Bildplatz gibt, gefunden wurde eine, bei der gilt: {2}. {3}',
  ],
  [
    'The template in {0} would do, but transformers and this lab look into {1} first: remove the chat template there.',
    'Die Vorlage in {0} ginge, aber transformers und dieses Labor sehen zuerst in {1} nach: Entferne die Gesprächsvorlage dort.',
  ],
  [
    'Use the chat template of a model that is asked about images.',
    'Nimm die Gesprächsvorlage eines Modells, das zu Bildern gefragt wird.',
  ],
  [
    'The chat template is that of {0}, where transformers looks first. {1} has another, which is not used.',
    'Die Gesprächsvorlage ist die von {0}, wo transformers zuerst nachsieht. {1} hat eine andere, die nicht benutzt wird.',
  ],
  [
    'The chat template is that of {0}, where transformers looks first. {1} have others, which is not used.',
    'Die Gesprächsvorlage ist die von {0}, wo transformers zuerst nachsieht. {1} haben andere, die nicht benutzt werden.',
  ],
  [
    '{0}/{1}: expected {2} image tokens of width {3} as config.json says, got {4} numbers in place of {5}. Use the config.json of this model.',
    '{0}/{1}: Erwartet werden {2} Bildtokens der Breite {3}, wie config.json sagt, gefunden: {4} Zahlen statt {5}. Nimm die config.json dieses Modells.',
  ],
  [
    '{0}/tokenizer.json: expected a tokenizer of a kind that transformers.js knows, but with tokenizer_config.json it could not be made. Use the tokenizer.json that a current release of transformers saves for this model.',
    '{0}/tokenizer.json: Erwartet wird ein Tokenizer einer Art, die transformers.js kennt, aber mit tokenizer_config.json ließ er sich nicht bauen. Nimm die tokenizer.json, die eine aktuelle Version von transformers für dieses Modell speichert.',
  ],
  [
    '{0}: expected memory for this model, but the browser has none left for it. Close other pages and programs, or choose a smaller model.',
    '{0}: Der Browser hat keinen Arbeitsspeicher mehr für dieses Modell. Schließe andere Seiten und Programme, oder wähle ein kleineres Modell.',
  ],
  [
    '{0}: expected files that ONNX Runtime can open on {1}, but it could not. Choose another export of the model, or another device.',
    '{0}: ONNX Runtime konnte die Dateien nicht auf {1} öffnen. Wähle einen anderen Export des Modells, oder ein anderes Gerät.',
  ],
  ['the GPU', 'der Grafikkarte'],
  ['the processor', 'dem Prozessor'],
  // models/place.ts, models/place-strength.ts
  [
    '{0}: expected strength in its metadata as a number from 0 to 1, got {1}. Use the file that belongs to this model.',
    '{0}: Die Stärke müsste in den Metadaten eine Zahl von 0 bis 1 sein, da steht {1}. Nimm die Datei, die zu diesem Modell gehört.',
  ],
  [
    '{0}: expected tensor {1} [{2}] of type F32, by the hidden size in config.json, got {3}. Use the file that belongs to this model.',
    '{0}: Erwartet wird der Tensor {1} [{2}] vom Typ F32, nach der Breite in config.json, gefunden: {3}. Nimm die Datei, die zu diesem Modell gehört.',
  ],
  ['[{0}] of type {1}', '[{0}] vom Typ {1}'],
  [
    '{0}: expected finite numbers in {1}, got others. Use the file that belongs to this model.',
    '{0}: In {1} müssten endliche Zahlen stehen, es stehen andere da. Nimm die Datei, die zu diesem Modell gehört.',
  ],
  [
    'Expected strength of place {0}, because {1} has no {2} by which it could be set, got {3}. Leave it at {4}, or choose a model that has the file.',
    'Die Stärke des Ortssinns müsste {0} sein, weil {1} keine Datei {2} hat, mit der sie sich einstellen ließe; sie ist {3}. Lass sie bei {4}, oder wähle ein Modell, das die Datei hat.',
  ],
  // models/prompt.ts
  [
    'Expected a chat template that puts an answer right after its prompt and {0} after the answer, got "{1}". This model\'s template cannot be used for training: choose another base model.',
    'Erwartet wird eine Gesprächsvorlage, die eine Antwort gleich nach ihrer Frage setzt und {0} nach der Antwort, gefunden: „{1}“. Mit der Vorlage dieses Modells lässt sich nicht trainieren: Wähle ein anderes Basismodell.',
  ],
  [
    'Expected a first turn of at most {0} tokens, which is what this model can read, got {1}. Use a shorter question or answer.',
    'Frage und Antwort dürfen zusammen höchstens {0} Tokens haben, mehr kann dieses Modell nicht lesen; es sind {1}. Nimm eine kürzere Frage oder Antwort.',
  ],
  [
    'Expected plain words, got the model\'s control word {0} in "{1}". Leave it out.',
    'Erwartet werden gewöhnliche Wörter, in „{1}“ steht das Steuerwort {0} des Modells. Lass es weg.',
  ],
  ['it gives {0} ({1})', 'er gibt {0} ({1})'],
  ['a question without an image has {0} ({1})', 'eine Frage ohne Bild hat {0} ({1})'],
  ["the question's words do not stand once", 'die Wörter der Frage stehen nicht genau einmal da'],
  [
    '{0} becomes {1} image tokens of {2}, by the tokenizer',
    'aus {0} macht der Tokenizer {1} Bildtokens von {2}',
  ],
  ['a question with an image cannot be written{0}', 'eine Frage mit Bild lässt sich nicht schreiben{0}'],
  [' (the template says: "{0}")', ' (die Vorlage sagt: „{0}“)'],
  // models/small-files.ts, models/json.ts, models/config.ts
  ['expected {0}', 'erwartet: {0}'],
  ['nothing', 'nichts'],
  ['pairs of words', 'Wortpaare'],
  [
    'a template as text, or several of which one is named "default"',
    'eine Vorlage als Text, oder mehrere, von denen eine „default“ heißt',
  ],
  ["a tokenizer's settings", 'Einstellungen eines Tokenizers'],
  ['a tokenizer', 'ein Tokenizer'],
  ['text_config of config.json', 'text_config von config.json'],
  ['vision_config of config.json', 'vision_config von config.json'],
  ['expected a number', 'erwartet wird eine Zahl'],
  ['expected a number, got {0}', 'erwartet wird eine Zahl, gefunden: {0}'],
  ['expected {0}, got nothing', 'erwartet: {0}; da steht nichts'],
  ['expected {0}, got {1}', 'erwartet: {0}, gefunden: {1}'],
  ['{0} or more', '{0} oder mehr'],
  ['{0} or less', '{0} oder weniger'],
  ['text', 'Text'],
  [
    "{0}: expected beside the model's weights, but not there. Get the whole model.",
    '{0}: müsste neben den Gewichten des Modells liegen, ist aber nicht da. Hole das ganze Modell.',
  ],
  [
    'processor_config.json: expected image_seq_len {0}, which follows from image_size, patch_size and scale_factor in config.json, got {1}. Use the files of one model, or write the missing keys into config.json.',
    'processor_config.json: Erwartet wird image_seq_len {0}, das aus image_size, patch_size und scale_factor in config.json folgt, gefunden: {1}. Nimm die Dateien eines Modells, oder schreibe die fehlenden Schlüssel in config.json.',
  ],
  [
    'preprocessor_config.json: expected this file, or image_processor in processor_config.json as transformers 5 writes it, got neither. Save the processor with save_pretrained beside the model.',
    'preprocessor_config.json: Erwartet wird diese Datei, oder image_processor in processor_config.json, wie transformers 5 es schreibt; beides fehlt. Speichere den Prozessor mit save_pretrained neben dem Modell.',
  ],
  [
    'tokenizer.json: expected the token {0}, in whose place an image comes, got none. Use the tokenizer of this model.',
    'tokenizer.json: Erwartet wird das Token {0}, an dessen Stelle ein Bild tritt, es fehlt. Nimm den Tokenizer dieses Modells.',
  ],
  [
    `config.json: expected image_token_id {0}, which is {1} in tokenizer.json, got {2} (transformers' default is 128257 where the file says nothing). Write "image_token_id": {3} into config.json, if both files are of this model.`,
    'config.json: Erwartet wird image_token_id {0}, das ist {1} in tokenizer.json, gefunden: {2} (transformers nimmt 128257 an, wo die Datei nichts sagt). Schreibe "image_token_id": {3} in config.json, wenn beide Dateien zu diesem Modell gehören.',
  ],
  [
    'tokenizer_config.json: expected a chat_template, which says how this model is asked, here, in chat_template.jinja, in chat_template.json or in processor_config.json, got none. Use a model that was made for conversations.',
    'tokenizer_config.json: Erwartet wird eine chat_template, die sagt, wie dieses Modell gefragt wird, hier, in chat_template.jinja, in chat_template.json oder in processor_config.json; es gibt keine. Nimm ein Modell, das für Gespräche gemacht ist.',
  ],
  [
    'the config of a model this lab can run, an Idefics3 or SmolVLM model',
    'die Konfiguration eines Modells, das dieses Labor nutzen kann, Idefics3 oder SmolVLM',
  ],
  [
    'Choose such a model, with its files as they were saved.',
    'Wähle ein solches Modell, mit seinen Dateien so, wie sie gespeichert wurden.',
  ],
  [
    'Use the file that belongs to this model, as it was saved.',
    'Nimm die Datei, die zu diesem Modell gehört, so, wie sie gespeichert wurde.',
  ],
  [
    'Use the files of one model, as they were saved.',
    'Nimm die Dateien eines Modells, so, wie sie gespeichert wurden.',
  ],
  [
    "an Idefics3 or SmolVLM processor's settings",
    'die Einstellungen eines Idefics3- oder SmolVLM-Prozessors',
  ],
  [
    "the image processor's settings of an Idefics3 or SmolVLM model",
    'die Einstellungen des Bildprozessors eines Idefics3- oder SmolVLM-Modells',
  ],
  ['settings of text generation', 'Einstellungen der Texterzeugung'],
  ['a chat template', 'eine Gesprächsvorlage'],
  ['expected one rope_theta, got {0}', 'erwartet wird ein rope_theta, gefunden: {0}'],
  [
    "expected hidden_size as a multiple of num_attention_heads, got {0} and {1} (a key that the file leaves out has transformers' default)",
    'erwartet wird hidden_size als Vielfaches von num_attention_heads, gefunden: {0} und {1} (für einen Schlüssel, den die Datei auslässt, gilt die Annahme von transformers)',
  ],
  [
    "expected patches along an image as a multiple of scale_factor {0}, got {1}: image_size {2} by patch_size {3} of vision_config (a key that the file leaves out has transformers' default)",
    'erwartet werden Kacheln entlang eines Bildes als Vielfaches von scale_factor {0}, gefunden: {1}: image_size {2} durch patch_size {3} von vision_config (für einen Schlüssel, den die Datei auslässt, gilt die Annahme von transformers)',
  ],
  [
    'expected a square in px, such as {"longest_edge": 512}, got {0}',
    'erwartet wird ein Quadrat in Pixeln, etwa {"longest_edge": 512}, gefunden: {0}',
  ],
  [
    'expected max_image_size {0}, which is image_size of vision_config in config.json, got {1}. Use the files of one model.',
    'erwartet wird max_image_size {0}, das ist image_size von vision_config in config.json, gefunden: {1}. Nimm die Dateien eines Modells.',
  ],
  [
    '{0}: expected max_image_size {1}, which is image_size of vision_config in config.json, got {2}. Use the files of one model.',
    '{0}: Erwartet wird max_image_size {1}, das ist image_size von vision_config in config.json, gefunden: {2}. Nimm die Dateien eines Modells.',
  ],
  ['{0}: expected JSON, got {1}', '{0}: Erwartet wird JSON, gefunden: {1}'],
  ['expected JSON, got {0}', 'erwartet wird JSON, gefunden: {0}'],
  ['{0}: expected {1}; {2}; and {3} more. {4}', '{0}: Erwartet: {1}; {2}; und {3} weitere. {4}'],
  ['{0}: expected {1}; {2}. {3}', '{0}: Erwartet: {1}; {2}. {3}'],
  ['an empty file. Get it again.', 'eine leere Datei. Hole sie noch einmal.'],
  [
    'a pointer of Git LFS in place of the file. Fetch the file itself, with "git lfs pull".',
    'ein Zeiger von Git LFS an Stelle der Datei. Hole die Datei selbst, mit „git lfs pull“.',
  ],
  [
    'a web page (beginning with "{0}") in place of the file. Get the file itself.',
    'eine Webseite (beginnend mit „{0}“) an Stelle der Datei. Hole die Datei selbst.',
  ],
  [
    'the number {0} in line {1}, which Python writes but JSON does not have. Put null or a plain number there.',
    'die Zahl {0} in Zeile {1}, die Python schreibt, JSON aber nicht kennt. Schreibe dort null oder eine gewöhnliche Zahl.',
  ],
  [
    "Python's word {0} in line {1}. Save the file with json.dump: JSON has true, false and null.",
    'das Python-Wort {0} in Zeile {1}. Speichere die Datei mit json.dump: JSON kennt true, false und null.',
  ],
  [
    'a comment in line {0}, which JSON does not have. Remove it.',
    'ein Kommentar in Zeile {0}, den JSON nicht kennt. Entferne ihn.',
  ],
  [
    'a comma before a closing bracket in line {0}, which JSON does not have. Remove it.',
    'ein Komma vor einer schließenden Klammer in Zeile {0}, das JSON nicht kennt. Entferne es.',
  ],
  [
    'a beginning of {0} characters without its end. The file is cut off: get it again.',
    'ein Anfang von {0} Zeichen ohne sein Ende. Die Datei ist abgeschnitten: Hole sie noch einmal.',
  ],
  [
    '{0} characters beginning with "{1}". The file is damaged or is something else: get it again.',
    '{0} Zeichen, beginnend mit „{1}“. Die Datei ist beschädigt oder etwas anderes: Hole sie noch einmal.',
  ],
  ['a whole number', 'eine ganze Zahl'],
  ['true or false', 'true oder false'],
  ['an object', 'ein Objekt'],
  ['a number', 'eine Zahl'],
  ['a text', 'ein Text'],
  ['a list', 'eine Liste'],
  ['more than {0}', 'mehr als {0}'],
  ['less than {0}', 'weniger als {0}'],
  ['a length of {0}', 'eine Länge von {0}'],
  ['another kind of value', 'eine andere Art von Wert'],
  ['something else', 'etwas anderes'],
  // models/listing.ts
  [
    '{0} (or another of its kind: fp32, fp16, q4, q4f16, quantized)',
    '{0} (oder eine andere ihrer Art: fp32, fp16, q4, q4f16, quantized)',
  ],
  [
    'Expected a folder with config.json and a folder onnx beside it, as the hub lays models out, got {0} files without. Choose the folder of the model itself.',
    'Erwartet wird ein Ordner mit config.json und einem Ordner onnx daneben, wie der Hub Modelle anordnet, unter {0} Dateien ist das nicht. Wähle den Ordner des Modells selbst.',
  ],
  [
    'Expected a folder with config.json and a folder onnx beside it, as the hub lays models out, got 1 file without. Choose the folder of the model itself.',
    'Erwartet wird ein Ordner mit config.json und einem Ordner onnx daneben, wie der Hub Modelle anordnet, die eine Datei ist das nicht. Wähle den Ordner des Modells selbst.',
  ],
  [
    'Expected one model, got {0}: {1}. Choose the folder of one of them.',
    'Erwartet wird ein Modell, es sind {0}: {1}. Wähle den Ordner eines davon.',
  ],
  [
    '{0} hold 16-bit floats, which the GPU of this browser does not compute with (shader-f16), and there is no other file in their place. Use an export with fp32 or q4 files.',
    '{0} haben 16-Bit-Zahlen, mit denen die Grafikkarte dieses Browsers nicht rechnet (shader-f16), und es gibt keine anderen Dateien an ihrer Stelle. Nimm einen Export mit fp32- oder q4-Dateien.',
  ],
  [
    '{0} holds 16-bit floats, which the GPU of this browser does not compute with (shader-f16), and there is no other file in its place. Use an export with fp32 or q4 files.',
    '{0} hat 16-Bit-Zahlen, mit denen die Grafikkarte dieses Browsers nicht rechnet (shader-f16), und es gibt keine andere Datei an ihrer Stelle. Nimm einen Export mit fp32- oder q4-Dateien.',
  ],
  [
    'Expected the files of an Idefics3 or SmolVLM model in ONNX format, as the hub lays them out; missing are {0}. Add them, or choose the folder of a whole model.',
    'Erwartet werden die Dateien eines Idefics3- oder SmolVLM-Modells im ONNX-Format, in der Anordnung des Hubs; es fehlen {0}. Füge sie hinzu, oder wähle den Ordner eines ganzen Modells.',
  ],
  // src/experiment/
  ['There is no base model {0} here. Choose {1}.', 'Ein Basismodell {0} gibt es hier nicht. Wähle {1}.'],
  [
    'A batch of {0} would fit; with more batches a step it trains the same.',
    'Ein Batch von {0} würde passen; mit mehr Batches je Schritt trainiert es genauso.',
  ],
  ['With these settings {0} would fit.', 'Mit diesen Einstellungen würde {0} passen.'],
  [
    'Choose a smaller batch or fewer questions per image.',
    'Wähle einen kleineren Batch oder weniger Fragen je Bild.',
  ],
  [
    'To train on it, a batch of {0} needs {1} in one buffer, and this GPU allows {2}. {3}',
    'Um darauf zu trainieren, braucht ein Batch von {0} {1} in einem Puffer, und diese Grafikkarte erlaubt {2}. {3}',
  ],
];
