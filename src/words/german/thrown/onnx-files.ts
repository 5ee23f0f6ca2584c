/** German for what the engine says of ONNX files and the weights in them. Not here: finding a message (src/words/thrown.ts). */
import type { Words } from '../../english.ts';

/** Pairs of the English message and the German one. */
export const onnxFiles: Words['thrown'] = [
  // models/onnx/read/
  [
    '{0}: expected an ONNX model, got {1} bytes (empty) with {2}. The file is damaged or is something else: fetch it again.',
    '{0}: Erwartet wird ein ONNX-Modell, die Datei ist leer ({1} Byte), mit {2}. Sie ist beschädigt oder etwas anderes: Hole sie noch einmal.',
  ],
  [
    '{0}: expected an ONNX model, got {1} bytes beginning with "{2}" with {3}. The file is damaged or is something else: fetch it again.',
    '{0}: Erwartet wird ein ONNX-Modell, gefunden: {1} Byte, beginnend mit „{2}“, mit {3}. Die Datei ist beschädigt oder etwas anderes: Hole sie noch einmal.',
  ],
  ['Missing: {0}.', 'Es fehlen: {0}.'],
  ['the token embedding [{0}]', 'die Token-Einbettung [{0}]'],
  ['tensor {0}', 'Tensor {0}'],
  ['the LM head [{0}]', 'der LM-Kopf [{0}]'],
  ['the LM head of {0}', 'der LM-Kopf von {0}'],
  ['the input norm of layer {0} of {1}', 'die Eingangsnorm von Schicht {0} von {1}'],
  ['the norm after attention of layer {0} of {1}', 'die Norm nach der Attention von Schicht {0} von {1}'],
  ['the last norm of {0}', 'die letzte Norm von {0}'],
  ['{0} in text_config of config.json.', '{0} in text_config von config.json.'],
  [
    '{0}: expected the rotation of rope_theta {1} as config.json says, but the numbers behind the node {2} {3} are off by {4}. The files belong to different models: fetch them again.',
    '{0}: Erwartet wird die Drehung mit rope_theta {1}, wie config.json sagt, die Zahlen hinter dem Knoten {2} {3} weichen aber um {4} ab. Die Dateien gehören zu verschiedenen Modellen: Hole sie noch einmal.',
  ],
  [
    '{0}: expected {1} {2} as config.json says, got {3} at the node {4} {5}. The files belong to different models, or the model is of another kind: fetch them again, or choose another model.',
    '{0}: Erwartet wird {1} {2}, wie config.json sagt, gefunden: {3} am Knoten {4} {5}. Die Dateien gehören zu verschiedenen Modellen, oder das Modell ist von anderer Art: Hole sie noch einmal, oder wähle ein anderes Modell.',
  ],
  [
    '{0}: expected weights in this file or in {1}_data (and _data_1 and so on), got weights in "{2}". Export the model with the usual names.',
    '{0}: Die Gewichte müssten in dieser Datei oder in {1}_data (und _data_1 und so weiter) liegen, sie liegen in „{2}“. Exportiere das Modell mit den üblichen Namen.',
  ],
  [
    "{0}: expected the file from {1}, but it could not be fetched. Check that the page's server is running.",
    '{0}: Die Datei müsste von {1} kommen, konnte aber nicht geholt werden. Prüfe, ob der Server der Seite läuft.',
  ],
  [
    '{0}: expected this file among those of the model {1}, but it is not there. Download the model again, or choose a folder that has it.',
    '{0}: Diese Datei müsste unter denen des Modells {1} sein, ist aber nicht da. Lade das Modell noch einmal herunter, oder wähle einen Ordner, der sie hat.',
  ],
  [
    '{0}: expected a file of the model {1}, got HTTP {2} from {3}. The file is missing where the page is served: install the lab again.',
    '{0}: Erwartet wird eine Datei des Modells {1}, es kam HTTP {2} von {3}. Die Datei fehlt dort, wo die Seite liegt: Installiere das Labor noch einmal.',
  ],
  [
    '{0}: expected to read this file to its end, but it was moved, changed or locked since it was chosen. Choose the model again.',
    '{0}: Diese Datei ließ sich nicht bis zum Ende lesen, sie wurde verschoben, geändert oder gesperrt, seit sie gewählt wurde. Wähle das Modell noch einmal.',
  ],
  [
    "{0}: expected the whole file, but the page's server broke off. Check that it is running, then try again.",
    '{0}: Der Server der Seite brach mitten in der Datei ab. Prüfe, ob er läuft, und versuche es noch einmal.',
  ],
  [
    '{0}: expected an ONNX model, got {1} bytes with {2}. The file is damaged or is something else: fetch it again.',
    '{0}: Erwartet wird ein ONNX-Modell, gefunden: {1} Byte mit {2}. Die Datei ist beschädigt oder etwas anderes: Hole sie noch einmal.',
  ],
  ['no graph or operator set in it', 'keinem Graphen oder Operatorsatz darin'],
  ['a float of {0} bytes', 'einer Kommazahl aus {0} Byte'],
  ['a field number of 0 at byte {0}', 'einer Feldnummer 0 bei Byte {0}'],
  ['a number of more than 10 bytes at byte {0}', 'einer Zahl von mehr als 10 Byte bei Byte {0}'],
  ['the unknown wire type {0} at byte {1}', 'der unbekannten Feldart {0} bei Byte {1}'],
  [
    'an end at byte {0} where {1} bytes or more were announced',
    'einem Ende bei Byte {0}, wo {1} Byte oder mehr angekündigt waren',
  ],
  ['ONNX data type {0}', 'ONNX-Datentyp {0}'],
  [
    '{0}: expected {1} as a plain product, got a bias or a factor at the node {2}. Decoders of this family have none: use another export.',
    '{0}: Erwartet wird {1} als bloßes Produkt, am Knoten {2} steht ein Bias oder Faktor. Decoder dieser Familie haben keinen: Nimm einen anderen Export.',
  ],
  [
    '{0}: expected {1} in 4 or 8 bits and blocks of 16 to 256, got {2} bits and blocks of {3}. {4}',
    '{0}: Erwartet wird {1} mit 4 oder 8 Bit und in Blöcken von 16 bis 256, gefunden: {2} Bit und Blöcke von {3}. {4}',
  ],
  [
    '{0}: expected {1} as blocks in order and without a bias, got {2} at the node {3}. Use another export.',
    '{0}: Erwartet wird {1} als Blöcke in ihrer Reihenfolge und ohne Bias, gefunden: {2} am Knoten {3}. Nimm einen anderen Export.',
  ],
  ['a group index (g_idx)', 'ein Gruppenindex (g_idx)'],
  [
    '{0}: expected {1} gathered by rows and in blocks along them, got other axes at the node {2}. Use another export.',
    '{0}: {1} müsste zeilenweise und in Blöcken entlang der Zeilen stehen, am Knoten {2} sind es andere Achsen. Nimm einen anderen Export.',
  ],
  [
    '{0}: expected {1} [{2}, {3}] with a scale for each block of {4}, got {5} scales. {6}',
    '{0}: Erwartet wird {1} [{2}, {3}] mit einem Faktor je Block von {4}, gefunden: {5} Faktoren. {6}',
  ],
  [
    '{0}: expected constant {1}, got {2} at the node {3}. Use another export.',
    '{0}: Erwartet wird konstant: {1}, gefunden: {2} am Knoten {3}. Nimm einen anderen Export.',
  ],
  ['the computed {0}', 'das berechnete {0}'],
  [
    '{0}: expected {1} {2}, got {3}. The file is damaged or made by another tool: use another export.',
    '{0}: Erwartet: {1} {2}, gefunden: {3}. Die Datei ist beschädigt oder mit einem anderen Werkzeug gemacht: Nimm einen anderen Export.',
  ],
  [
    'Use an export with 4 or 8 bits in blocks of 16, 32, 64, 128 or 256.',
    'Nimm einen Export mit 4 oder 8 Bit in Blöcken von 16, 32, 64, 128 oder 256.',
  ],
  ['bytes of packed weights for {0}', 'Byte gepackter Gewichte für {0}'],
  ['scales for {0}', 'Faktoren für {0}'],
  ['zero points for {0}', 'Nullpunkte für {0}'],
  ['bytes of {0}', 'Byte von {0}'],
  [
    '{0}: expected {1} as {2}, got {3}. Use a q4, q4f16, 8-bit MatMulNBits, fp16 or fp32 export.',
    '{0}: Erwartet wird {1} als {2}, gefunden: {3}. Nimm einen Export in q4, q4f16, 8-Bit-MatMulNBits, fp16 oder fp32.',
  ],
  [
    '{0}: expected {1} bytes of {2}, got {3}. The file is damaged: fetch it again.',
    '{0}: Erwartet werden {1} Byte von {2}, gefunden: {3}. Die Datei ist beschädigt: Hole sie noch einmal.',
  ],
  [
    '{0}: expected {1} bytes of {2} in {3} from byte {4}, but {5}. It is cut short or belongs to another model: fetch both again.',
    '{0}: Erwartet werden {1} Byte von {2} in {3} ab Byte {4}, aber {5}. Sie ist abgeschnitten oder gehört zu einem anderen Modell: Hole beide noch einmal.',
  ],
  ['{0} are announced', 'angekündigt sind {0}'],
  ['that file has {0}', 'jene Datei hat {0}'],
  [
    '{0}: expected an RMS norm of width {1} as {2}, got {3}. The file belongs to another kind of model: choose an Idefics3 or SmolVLM model.',
    '{0}: Erwartet wird eine RMS-Norm der Breite {1} als {2}, gefunden: {3}. Die Datei gehört zu einer anderen Art von Modell: Wähle ein Idefics3- oder SmolVLM-Modell.',
  ],
  [
    '{0}: expected epsilon {1} in {2} as rms_norm_eps of config.json says, got {3}. The files belong to different models: fetch them again.',
    '{0}: Erwartet wird Epsilon {1} in {2}, wie rms_norm_eps in config.json sagt, gefunden: {3}. Die Dateien gehören zu verschiedenen Modellen: Hole sie noch einmal.',
  ],
  [
    '{0}: expected {1} as [{2}, {3}] as config.json says, got [{4}, {5}] at the node {6}. Use the decoder that belongs to this config.json.',
    '{0}: Erwartet wird {1} als [{2}, {3}], wie config.json sagt, gefunden: [{4}, {5}] am Knoten {6}. Nimm den Decoder, der zu dieser config.json gehört.',
  ],
  [
    "{0}: expected {1} linear layers ({2} in each of {3} layers), found {4}: by the names of nodes {5}, by the graph's structure {6}. {7}",
    '{0}: Erwartet werden {1} lineare Schichten ({2} in jeder von {3} Schichten), gefunden: {4}, nach den Namen der Knoten {5}, nach dem Aufbau des Graphen {6}. {7}',
  ],
  ['Beyond the last layer: {0}.', 'Jenseits der letzten Schicht: {0}.'],
  [
    "The graph's products with constant matrices are: {0}; named {1}.",
    'Die Produkte des Graphen mit konstanten Matrizen sind: {0}; mit Namen {1}.',
  ],
  [
    'Other operators that may hold weights, which are not read: {0}.',
    'Andere Operatoren, die Gewichte haben können und nicht gelesen werden: {0}.',
  ],
  [
    'Use a q4, q4f16, 8-bit MatMulNBits, fp16 or fp32 export of the decoder that belongs to this config.json.',
    'Nimm einen Export in q4, q4f16, 8-Bit-MatMulNBits, fp16 oder fp32 von dem Decoder, der zu dieser config.json gehört.',
  ],
  [
    '{0}: expected {1} {2}, as the weights in {3} have, got {4}. Use the config.json of this model.',
    '{0}: Erwartet wird {1} {2}, wie es die Gewichte in {3} haben, gefunden: {4}. Nimm die config.json dieses Modells.',
  ],
  [
    `{0}: expected {1} {2}, as the weights in {3} have, got {4}, which is transformers' default, as the file leaves this key out. Write "{5}": {6} into {7}.`,
    '{0}: Erwartet wird {1} {2}, wie es die Gewichte in {3} haben, gefunden: {4}, was transformers annimmt, weil die Datei diesen Schlüssel auslässt. Schreibe "{5}": {6} in {7}.',
  ],
  // models/onnx/rewrite/
  [
    "{0}: expected the connector's weights as floats in this file, to set the strength of place to {1}, got {2}. Use a float32 or float16 export of the vision encoder, or leave the strength at {3}.",
    '{0}: Um die Stärke des Ortssinns auf {1} zu stellen, müssten die Gewichte der Verbindung als Kommazahlen in dieser Datei stehen, gefunden: {2}. Nimm einen Export des Bild-Encoders in float32 oder float16, oder lass die Stärke bei {3}.',
  ],
  ['an encoder that does not end with them', 'ein Encoder, der nicht mit ihnen endet'],
  ['blocks of codes', 'Blöcke von Codes'],
  ['numbers of another type', 'Zahlen eines anderen Typs'],
  ['weights in another file', 'Gewichte in einer anderen Datei'],
  [
    '{0}: expected float32 or float16 activations at {1}, got ONNX data type {2} at the node {3}. Use a q4, q4f16, q8, fp16 or fp32 export.',
    '{0}: Erwartet werden bei {1} Aktivierungen in float32 oder float16, gefunden: ONNX-Datentyp {2} am Knoten {3}. Nimm einen Export in q4, q4f16, q8, fp16 oder fp32.',
  ],
  // models/weights.ts
  [
    '{0}: expected {1} at a node Gather or GatherBlockQuantized, got {2}. Use an export of embed_tokens as fp32, fp16 or in blocks.',
    '{0}: Erwartet wird {1} an einem Knoten Gather oder GatherBlockQuantized, gefunden: {2}. Nimm einen Export von embed_tokens als fp32, fp16 oder in Blöcken.',
  ],
  [
    '{0}: expected {1} as config.json says, got [{2}, {3}]. The files belong to different models: fetch them again.',
    '{0}: Erwartet wird {1}, wie config.json sagt, gefunden: [{2}, {3}]. Die Dateien gehören zu verschiedenen Modellen: Hole sie noch einmal.',
  ],
  [
    'config.json: this decoder cannot be trained here: it has {0}. Choose another base model.',
    'config.json: Dieser Decoder lässt sich hier nicht trainieren: Er hat {0}. Wähle ein anderes Basismodell.',
  ],
  [
    '{0}: expected {1}, got {2}. Use an export of this model with its LM head.',
    '{0}: Erwartet: {1}, gefunden: {2}. Nimm einen Export dieses Modells mit seinem LM-Kopf.',
  ],
  [
    '{0}: expected {1} as config.json says, got [{2}, {3}] at the node {4}. The files belong to different models: fetch them again.',
    '{0}: Erwartet wird {1}, wie config.json sagt, gefunden: [{2}, {3}] am Knoten {4}. Die Dateien gehören zu verschiedenen Modellen: Hole sie noch einmal.',
  ],
  ['no node', 'kein Knoten'],
  ['the input norm of layer {0}', 'die Eingangsnorm von Schicht {0}'],
  ['the norm after attention of layer {0}', 'die Norm nach der Attention von Schicht {0}'],
  ['the last norm', 'die letzte Norm'],
  ['the LM head', 'der LM-Kopf'],
  ['hidden_size {0} (a multiple of 32)', 'hidden_size {0} (ein Vielfaches von 32)'],
  ['intermediate_size {0} (a multiple of 32)', 'intermediate_size {0} (ein Vielfaches von 32)'],
  ['a head size of {0} (a multiple of 8)', 'eine Kopfgröße von {0} (ein Vielfaches von 8)'],
  ['attention of width {0} (a multiple of 32)', 'Attention der Breite {0} (ein Vielfaches von 32)'],
  [
    '{0} heads on {1} key-value heads (a whole number each)',
    '{0} Köpfe auf {1} Schlüssel-Wert-Köpfe (je eine ganze Zahl)',
  ],
  [
    'the logits as a product with a constant matrix [{0}, {1}]',
    'die Logits als Produkt mit einer konstanten Matrix [{0}, {1}]',
  ],
  ['the outputs {0}', 'die Ausgaben {0}'],
  ['the token embedding', 'die Token-Einbettung'],
  // models/kernels/frozen-matmul.ts
  [
    "Expected weights of a multiple of 4 outputs and of {0} inputs, got {1} and {2}. The GPU's products are not made for this model.",
    'Erwartet werden Gewichte mit einem Vielfachen von 4 Ausgängen und von {0} Eingängen, gefunden: {1} und {2}. Die Produkte der Grafikkarte sind für dieses Modell nicht gemacht.',
  ],
];
