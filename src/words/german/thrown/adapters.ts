/** German for what the engine says of adapters and their files. Not here: finding a message (src/words/thrown.ts). */
import type { Words } from '../../english.ts';

/** Pairs of the English message and the German one. */
export const adapterFiles: Words['thrown'] = [
  // models/adapter/pack.ts
  ['Expected an adapter of {0}, got {1}. {2}', 'Erwartet wird ein Adapter mit {0}, dieser hat {1}. {2}'],
  [
    'Expected an adapter of {0} modules, got {1}. {2}',
    'Erwartet wird ein Adapter mit {0} Modulen, dieser hat {1}. {2}',
  ],
  ['rank {0} and alpha {1}', 'Rang {0} und Alpha {1}'],
  ['rank {0} and alpha {1} with rsLoRA scaling', 'Rang {0} und Alpha {1} mit der Skalierung von rsLoRA'],
  [
    'Expected the adapter to have {0}, but it has not. {1}',
    'Der Adapter müsste {0} haben, hat es aber nicht. {1}',
  ],
  [
    'Expected {0} to have lora_A [{1}, {2}] and lora_B [{3}, {4}], got {5} and {6} numbers. {7}',
    '{0} müsste lora_A [{1}, {2}] und lora_B [{3}, {4}] haben, gefunden: {5} und {6} Zahlen. {7}',
  ],
  [
    'Expected finite numbers in {0}, got others. {1}',
    'In {0} müssten endliche Zahlen stehen, es stehen andere da. {1}',
  ],
  [
    'Use an adapter trained on this base model with these settings, or load the model with those of the adapter.',
    'Nimm einen Adapter, der auf diesem Basismodell mit diesen Einstellungen trainiert wurde, oder lade das Modell mit denen des Adapters.',
  ],
  [
    '{0}: expected this file among those of the model, because the adapter was made at strength of place {1}, but it is not there. Choose the folder of the model that the adapter was made with.',
    '{0}: Diese Datei müsste unter denen des Modells sein, weil der Adapter mit Stärke des Ortssinns {1} gemacht wurde, sie fehlt aber. Wähle den Ordner des Modells, mit dem der Adapter gemacht wurde.',
  ],
  // models/adapter/peft.ts
  [
    'DoRA, which learns a magnitude for each output ({0})',
    'DoRA, das für jede Ausgabe einen Betrag lernt ({0})',
  ],
  [
    'LoRA of layers whose weights are stored transposed, as in GPT-2 ({0})',
    'LoRA von Schichten, deren Gewichte transponiert gespeichert sind wie in GPT-2 ({0})',
  ],
  ['a bias in B ({0})', 'ein Bias in B ({0})'],
  [
    'whole modules that were trained beside the LoRA matrices ({0})',
    'ganze Module, die neben den LoRA-Matrizen trainiert wurden ({0})',
  ],
  ['replicated layers ({0})', 'verdoppelte Schichten ({0})'],
  ['LoRA of bare parameters ({0})', 'LoRA bloßer Parameter ({0})'],
  ['trained embeddings of single tokens ({0})', 'trainierte Einbettungen einzelner Tokens ({0})'],
  [
    'activated LoRA, which begins at certain tokens ({0})',
    'aktiviertes LoRA, das bei bestimmten Tokens beginnt ({0})',
  ],
  [
    '{0}: expected {1} to have regular expressions that JavaScript can read too, got {2}. Name the modules in a list instead.',
    '{0}: {1} müsste reguläre Ausdrücke haben, die auch JavaScript lesen kann, gefunden: {2}. Nenne die Module stattdessen in einer Liste.',
  ],
  [
    '{0}: expected only modules that target_modules of {1} names, got matrices of {2}. Take both files from the same folder.',
    '{0}: Erwartet werden nur Module, die target_modules von {1} nennt, gefunden: Matrizen von {2}. Nimm beide Dateien aus demselben Ordner.',
  ],
  [
    '{0}: expected {1} in its metadata as a number from 0 to 1, got "{2}". Use the file as this lab wrote it.',
    '{0}: {1} müsste in den Metadaten eine Zahl von 0 bis 1 sein, da steht „{2}“. Nimm die Datei so, wie dieses Labor sie geschrieben hat.',
  ],
  [
    '{0}: expected LoRA matrices of {1} in decoder layers, got the tensor {2}: {3}',
    '{0}: Erwartet werden LoRA-Matrizen von {1} in Schichten des Decoders, gefunden: der Tensor {2}: {3}',
  ],
  [
    '{0}: expected one lora_A and one lora_B for {1}, got more, the last as {2}. Use the file as PEFT wrote it.',
    '{0}: Erwartet wird je eine lora_A und lora_B für {1}, es sind mehr, die letzte als {2}. Nimm die Datei so, wie PEFT sie geschrieben hat.',
  ],
  [
    '{0}: expected LoRA matrices, got a file without tensors. Save the adapter again with PEFT.',
    '{0}: Erwartet werden LoRA-Matrizen, die Datei hat aber keine Tensoren. Speichere den Adapter noch einmal mit PEFT.',
  ],
  [
    '{0}: expected lora_A [{1}, in] and lora_B [out, {2}] for {3} as {4} says, got {5} and {6}. Take both files from the same folder.',
    '{0}: Erwartet werden lora_A [{1}, in] und lora_B [out, {2}] für {3}, wie {4} sagt, gefunden: {5} und {6}. Nimm beide Dateien aus demselben Ordner.',
  ],
  [
    '{0}: expected finite numbers in {1}, got others. Its training went wrong: use an earlier checkpoint.',
    '{0}: In {1} müssten endliche Zahlen stehen, es stehen andere da. Das Training ging schief: Nimm einen früheren Zwischenstand.',
  ],
  [
    '{0}: expected the settings of a LoRA adapter as PEFT writes them, got those of MLX ({1}). Convert the adapter to the layout of PEFT, or train one with PEFT: MLX turns and scales its matrices in another way.',
    '{0}: Erwartet werden die Einstellungen eines LoRA-Adapters, wie PEFT sie schreibt, gefunden: die von MLX ({1}). Wandle den Adapter in die Anordnung von PEFT um, oder trainiere einen mit PEFT: MLX dreht und skaliert seine Matrizen anders.',
  ],
  [
    '{0}: expected a plain LoRA adapter, got {1}',
    '{0}: Erwartet wird ein einfacher LoRA-Adapter, gefunden: {1}',
  ],
  [
    'Train one with plain LoRA, or merge this one into its model (merge_and_unload) and export that model to ONNX.',
    'Trainiere einen mit einfachem LoRA, oder rechne diesen in sein Modell ein (merge_and_unload) und exportiere das Modell nach ONNX.',
  ],
  ['an adapter of the kind {0}. {1}', 'ein Adapter der Art {0}. {1}'],
  ['trained biases (bias {0}). {1}', 'trainierte Biases (bias {0}). {1}'],
  [
    "an adapter that changes the base model's own weights first (init_lora_weights {0}). Save it again as plain LoRA: save_pretrained(folder, path_initial_model_for_weight_conversion=...), as PEFT's page about LoRA says.",
    'ein Adapter, der zuerst die Gewichte des Basismodells selbst ändert (init_lora_weights {0}). Speichere ihn noch einmal als einfaches LoRA: save_pretrained(folder, path_initial_model_for_weight_conversion=...), wie es die Seite von PEFT über LoRA sagt.',
  ],
  [
    'the settings of a LoRA adapter as PEFT writes them',
    'die Einstellungen eines LoRA-Adapters, wie PEFT sie schreibt',
  ],
  ['Use the file as PEFT wrote it.', 'Nimm die Datei so, wie PEFT sie geschrieben hat.'],
  // models/adapter/peft-keys.ts
  [
    'Train one with target_modules ".*text_model.*\\\\.({0})" in PEFT, or merge this one into its model (merge_and_unload) and export that model to ONNX.',
    'Trainiere in PEFT einen mit target_modules ".*text_model.*\\\\.({0})", oder rechne diesen in sein Modell ein (merge_and_unload) und exportiere das Modell nach ONNX.',
  ],
  [
    'a matrix as MLX names it (lora_a, lora_b), turned and scaled in another way than PEFT does it. Convert the adapter to the layout of PEFT, or train one with PEFT.',
    'eine Matrix, wie MLX sie nennt (lora_a, lora_b), anders gedreht und skaliert als bei PEFT. Wandle den Adapter in die Anordnung von PEFT um, oder trainiere einen mit PEFT.',
  ],
  [
    "a magnitude or bias beside LoRA's two matrices. Train with plain LoRA (use_dora and lora_bias off).",
    'ein Betrag oder Bias neben den zwei Matrizen von LoRA. Trainiere mit einfachem LoRA (use_dora und lora_bias aus).',
  ],
  [
    'a LoRA matrix of the token embedding, which is not adapted here. {0}',
    'eine LoRA-Matrix der Token-Einbettung, die hier nicht angepasst wird. {0}',
  ],
  [
    'a LoRA matrix of the LM head, which is not adapted here. {0}',
    'eine LoRA-Matrix des LM-Kopfs, der hier nicht angepasst wird. {0}',
  ],
  [
    'a LoRA matrix of the connector between image and text, which is not adapted here. {0}',
    'eine LoRA-Matrix der Verbindung zwischen Bild und Text, die hier nicht angepasst wird. {0}',
  ],
  [
    'a LoRA matrix of the vision encoder, which is not adapted here: images are encoded once. {0}',
    'eine LoRA-Matrix des Bild-Encoders, der hier nicht angepasst wird: Bilder werden einmal kodiert. {0}',
  ],
  [
    'a LoRA matrix of a module that is not adapted here. {0}',
    'eine LoRA-Matrix eines Moduls, das hier nicht angepasst wird. {0}',
  ],
  [
    'the whole weights of a module that was saved beside LoRA. If it was not trained, save the adapter again with save_pretrained(..., save_embedding_layers=False); if it was (modules_to_save, new tokens), it cannot be used here.',
    'die ganzen Gewichte eines Moduls, das neben LoRA gespeichert wurde. Wurde es nicht trainiert, speichere den Adapter noch einmal mit save_pretrained(..., save_embedding_layers=False); wurde es (modules_to_save, neue Tokens), ist er hier nicht nutzbar.',
  ],
  [
    "the weights of a whole model, not of an adapter. Choose the folder to which PEFT saved the adapter, with PeftModel's save_pretrained.",
    'die Gewichte eines ganzen Modells, nicht eines Adapters. Wähle den Ordner, in den PEFT den Adapter gespeichert hat, mit save_pretrained von PeftModel.',
  ],
  ['a tensor that is no LoRA matrix. {0}', 'ein Tensor, der keine LoRA-Matrix ist. {0}'],
  [
    'The weights are in several files ({0}), which are not put together here. Load the adapter with PEFT and save it in one: save_pretrained(folder, max_shard_size="100GB").',
    'Die Gewichte liegen in mehreren Dateien ({0}), die hier nicht zusammengesetzt werden. Lade den Adapter mit PEFT und speichere ihn in einer: save_pretrained(folder, max_shard_size="100GB").',
  ],
  [
    "{0} is an adapter of MLX, whose matrices are turned and scaled in another way than PEFT's. Convert it to the layout of PEFT, or train with PEFT.",
    '{0} ist ein Adapter von MLX, dessen Matrizen anders gedreht und skaliert sind als die von PEFT. Wandle ihn in die Anordnung von PEFT um, oder trainiere mit PEFT.',
  ],
  [
    '{0} is a program of Python, as older releases of PEFT wrote it, and is not read. Load the adapter and save it again with save_pretrained of a newer PEFT.',
    '{0} ist ein Python-Programm, wie ältere Versionen von PEFT es schrieben, und wird nicht gelesen. Lade den Adapter und speichere ihn noch einmal mit save_pretrained eines neueren PEFT.',
  ],
  [
    '{0} is a whole model, not an adapter. Choose the folder to which PEFT saved the adapter.',
    '{0} ist ein ganzes Modell, kein Adapter. Wähle den Ordner, in den PEFT den Adapter gespeichert hat.',
  ],
  // src/files/adapter-files.ts
  [
    'Expected an adapter as PEFT saves it, with {0} and {1}, but there is no {2} among {3}. Choose both files, their folder, or a ZIP of it.',
    'Erwartet wird ein Adapter, wie PEFT ihn speichert, mit {0} und {1}, aber {2} ist nicht dabei: {3}. Wähle beide Dateien, ihren Ordner oder ein ZIP davon.',
  ],
  ['one file ({0})', 'eine Datei ({0})'],
  [
    'Expected {0} beside {1}, but it is not there. {2}',
    '{0} müsste neben {1} liegen, ist aber nicht da. {2}',
  ],
  [
    'Choose both files, their folder, or a ZIP of it.',
    'Wähle beide Dateien, ihren Ordner oder ein ZIP davon.',
  ],
  [
    'Expected at most {0} MiB in {1}, but it has {2}. Choose an adapter of a smaller rank.',
    'In {1} sind höchstens {0} MiB erlaubt, es sind {2}. Wähle einen Adapter mit kleinerem Rang.',
  ],
  // models/onnx/rewrite/
  [
    'Expected {0} to fit into float16, which this decoder computes in (numbers up to 65504), got a number of {1}. Use a decoder of float32 (fp32, q4), or train the adapter with a smaller learning rate.',
    '{0} müsste in float16 passen, womit dieser Decoder rechnet (Zahlen bis 65504), eine Zahl ist aber {1}. Nimm einen Decoder mit float32 (fp32, q4), oder trainiere den Adapter mit kleinerer Lernrate.',
  ],
  [
    'Expected an adapter with a whole rank from 1 and a finite alpha, got rank {0} and alpha {1}. {2}',
    'Erwartet wird ein Adapter mit ganzem Rang ab 1 und endlichem Alpha, gefunden: Rang {0} und Alpha {1}. {2}',
  ],
  [
    'Expected modules among the {0} linear layers of this model, each once, got {1}{2}. {3}',
    'Erwartet werden Module aus den {0} linearen Schichten dieses Modells, jedes einmal, gefunden: {1}{2}. {3}',
  ],
  [
    'Expected an adapter with modules, got none. {0}',
    'Erwartet wird ein Adapter mit Modulen, dieser hat keine. {0}',
  ],
  [
    'Expected {0} to map {1} to {2} features with rank {3} ({4} and {5} numbers), got {6} to {7} ({8} and {9} numbers). {10}',
    '{0} müsste mit Rang {3} von {1} auf {2} Merkmale führen ({4} und {5} Zahlen), führt aber von {6} auf {7} ({8} und {9} Zahlen). {10}',
  ],
  [
    'Expected finite numbers in {0}, got at least one that is not. {1}',
    'In {0} müssten endliche Zahlen stehen, mindestens eine ist es nicht. {1}',
  ],
  [
    'The adapter was made for another model, or is damaged: use one trained on this base model.',
    'Der Adapter wurde für ein anderes Modell gemacht, oder er ist beschädigt: Nimm einen, der auf diesem Basismodell trainiert wurde.',
  ],
  [
    'Expected a merged decoder of at most 2 GB, which is all that one ONNX file can hold, got {0} GB. Merge into a smaller model, or into its float16 export.',
    'Ein Decoder mit eingerechnetem Adapter darf höchstens 2 GB haben, mehr fasst eine ONNX-Datei nicht; dieser hätte {0} GB. Rechne den Adapter in ein kleineres Modell oder in dessen float16-Export ein.',
  ],
  [
    'Expected {0} with the adapter to fit into float16, which this decoder computes in (numbers up to 65504), got larger ones. Merge into a decoder of float32 (fp32, q4).',
    '{0} müsste mit dem Adapter in float16 passen, womit dieser Decoder rechnet (Zahlen bis 65504), die Zahlen sind aber größer. Rechne ihn in einen Decoder in float32 ein (fp32, q4).',
  ],
  // models/safetensors.ts
  [
    '{0}: expected tensors of floats ({1}), got {2} of type {3}. Save the file in one of those types, for example with .to(torch.float32) before saving.',
    '{0}: Erwartet werden Tensoren aus Kommazahlen ({1}), gefunden: {2} vom Typ {3}. Speichere die Datei in einem dieser Typen, etwa mit .to(torch.float32) vor dem Speichern.',
  ],
  [
    '{0}: expected a safetensors file, got {1} bytes with {2}. The file is damaged or is something else: fetch it again.',
    '{0}: Erwartet wird eine safetensors-Datei, gefunden: {1} Byte mit {2}. Die Datei ist beschädigt oder etwas anderes: Hole sie noch einmal.',
  ],
  ['{0}: expected a safetensors file, got {1}', '{0}: Erwartet wird eine safetensors-Datei, gefunden: {1}'],
  ['a header entry {0} that is no tensor', 'einem Eintrag {0} im Kopf, der kein Tensor ist'],
  [
    '{0} bytes for tensor {1}, whose shape [{2}] needs {3}',
    '{0} Byte für Tensor {1}, dessen Form [{2}] {3} braucht',
  ],
  [
    'an end before tensor {0}, which reaches to byte {1}',
    'einem Ende vor Tensor {0}, der bis Byte {1} reicht',
  ],
  ['no header', 'keinem Kopf'],
  ['a header announced as {0} bytes', 'einem Kopf, der mit {0} Byte angekündigt ist'],
  [
    'a pointer of Git LFS in its place. Fetch the file itself, with "git lfs pull".',
    'an ihrer Stelle ein Zeiger von Git LFS. Hole die Datei selbst, mit „git lfs pull“.',
  ],
  ['a web page in its place. Get the file itself.', 'an ihrer Stelle eine Webseite. Hole die Datei selbst.'],
  [
    'a ZIP, as torch.save writes it. Load it in Python and save it again as safetensors: renaming a file does not change what it is.',
    'ein ZIP, wie torch.save es schreibt. Lade es in Python und speichere es als safetensors: Umbenennen ändert nicht, was eine Datei ist.',
  ],
  ['a header that is no JSON', 'einem Kopf, der kein JSON ist'],
  ['a header that is no JSON object', 'einem Kopf, der kein JSON-Objekt ist'],
  // src/experiment/measured-adapter.ts
  [
    'The adapter {0} was trained on {1}, and does not fit these. Train it again, or choose the model that it was trained on.',
    'Der Adapter {0} wurde auf {1} trainiert und passt nicht zu diesem Modell. Trainiere ihn noch einmal, oder wähle das Modell, auf dem er trainiert wurde.',
  ],
  ['other files of {0} than those that are here', 'anderen Dateien von {0} als denen, die hier sind'],
  [
    'other weights of {0} than this version of the lab has',
    'anderen Gewichten von {0}, als diese Version des Labors hat',
  ],
  [
    'The adapter {0} does not say on which weights it was trained. If not on those that are here, its answers are worth nothing. Choose another if you doubt it.',
    'Der Adapter {0} sagt nicht, auf welchen Gewichten er trainiert wurde. Waren es andere als die, die hier sind, sind seine Antworten nichts wert. Wähle einen anderen, wenn du zweifelst.',
  ],
  [
    'The adapter {0} was made at strength of place {1} and is measured at {2}. Set it to {3} to measure it as it was trained.',
    'Der Adapter {0} wurde mit Stärke des Ortssinns {1} gemacht und wird mit {2} gemessen. Stelle sie auf {3}, um ihn so zu messen, wie er trainiert wurde.',
  ],
];
