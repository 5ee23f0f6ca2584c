/** German for what the engine says of datasets, their files and scenes, and of chosen files and ZIPs. Not here: finding a message (src/words/thrown.ts). */
import type { Words } from '../../english.ts';

/** Pairs of the English message and the German one. */
export const datasets: Words['thrown'] = [
  // src/files/
  ['The image {0}', 'Das Bild {0}'],
  ['The file {0}', 'Die Datei {0}'],
  ['The file', 'Die Datei'],
  [
    '{0} is not readable: it was moved, changed or locked since it was chosen; choose it again.',
    '{0} ist nicht lesbar: seit der Auswahl verschoben, geändert oder gesperrt; wähle noch einmal aus.',
  ],
  [
    '{0} is there {1} times, as {2}; keep one of them.',
    '{0} ist {1}-mal da, als {2}; behalte nur eine dieser Dateien.',
  ],
  ['{0} is damaged in the ZIP; {1}.', '{0} ist im ZIP beschädigt; {1}.'],
  ['{0} is cut off in the ZIP; {1}.', '{0} ist im ZIP abgeschnitten; {1}.'],
  ['{0} is larger than the ZIP says; {1}.', '{0} ist größer, als das ZIP sagt; {1}.'],
  [
    '{0} is locked with a password; pack it without one.',
    '{0} ist mit einem Passwort geschützt; packe ohne Passwort.',
  ],
  [
    '{0} is packed with method {1}, which is not read; pack it as an ordinary ZIP.',
    '{0} ist mit Methode {1} gepackt, die nicht gelesen wird; packe alles neu, als gewöhnliches ZIP.',
  ],
  [
    'Expected one {0}, but got {1}: {2} and {3} more. Choose the folder of one of them, or a ZIP of it.',
    'Erwartet wird {0} einmal, gefunden: {1}-mal: {2} und {3} weitere. Wähle den Ordner einer dieser Dateien, oder ein ZIP davon.',
  ],
  ['The file {0} {1}.', 'Die Datei {0} {1}.'],
  ['The image {0} {1}.', 'Das Bild {0} {1}.'],
  [
    'is not readable: it was moved, changed or locked since it was chosen; choose it again',
    'ist nicht lesbar: seit der Auswahl verschoben, geändert oder gesperrt; wähle noch einmal aus',
  ],
  [
    'is a link to {0}, which is not in the ZIP; pack the files themselves',
    'ist ein Verweis auf {0}, das nicht im ZIP ist; packe die Dateien selbst',
  ],
  [
    'is there {0} times, as {1}; keep one of them',
    'ist {0}-mal da, als {1}; behalte nur eine dieser Dateien',
  ],
  [
    'Expected one {0}, but got {1}: {2}. Choose the folder of one of them, or a ZIP of it.',
    'Erwartet wird {0} einmal, gefunden: {1}-mal: {2}. Wähle den Ordner einer dieser Dateien, oder ein ZIP davon.',
  ],
  [' and {0} more', ' und {0} weitere'],
  ['{0} and {1} more', '{0} und {1} weitere'],
  [
    'The ZIP file lists more files than are read here: its directory has more than {0} MiB. Unpack it and choose its folder instead.',
    'Das ZIP nennt mehr Dateien, als hier gelesen werden: Sein Verzeichnis hat mehr als {0} MiB. Entpacke es und wähle stattdessen seinen Ordner.',
  ],
  [
    'The directory of the ZIP file lists {0} files and folders, but its end says {1}. {2}',
    'Das Verzeichnis des ZIP nennt {0} Dateien und Ordner, sein Ende sagt aber {1}. {2}',
  ],
  [
    'The ZIP file is larger than 4 GiB, but was written without ZIP64, so that the places of its files are lost. Unpack it and choose its folder instead.',
    'Das ZIP ist größer als 4 GiB, wurde aber ohne ZIP64 geschrieben, sodass die Stellen seiner Dateien verloren sind. Entpacke es und wähle stattdessen seinen Ordner.',
  ],
  ['is locked with a password; pack it without one', 'ist mit einem Passwort geschützt; packe ohne Passwort'],
  [
    'is packed with method {0}, which is not read; pack it as an ordinary ZIP',
    'ist mit Methode {0} gepackt, die nicht gelesen wird; packe alles neu, als gewöhnliches ZIP',
  ],
  ['is cut off in the ZIP; {0}', 'ist im ZIP abgeschnitten; {0}'],
  ['is larger than the ZIP says; {0}', 'ist größer, als das ZIP sagt; {0}'],
  ['is damaged in the ZIP; {0}', 'ist im ZIP beschädigt; {0}'],
  [
    'copy or download the ZIP again, or pack it anew',
    'kopiere das ZIP noch einmal oder lade es noch einmal herunter, oder packe es neu',
  ],
  [
    'Copy or download it again, or pack it anew.',
    'Kopiere es noch einmal oder lade es noch einmal herunter, oder packe es neu.',
  ],
  [
    'It is not a ZIP file, or its end is missing. Choose a ZIP or a folder, or copy or download it again.',
    'Das ist kein ZIP, oder sein Ende fehlt. Wähle ein ZIP oder einen Ordner, oder kopiere es noch einmal oder lade es noch einmal herunter.',
  ],
  ['The directory of the ZIP file is damaged. {0}', 'Das Verzeichnis des ZIP ist beschädigt. {0}'],
  // src/sparkle/dataset/caption-files.ts
  [
    'The file {0} is named like a published set of captions and is none of them: expected {1}. Name it so, or take it out.',
    'Die Datei {0} heißt wie ein veröffentlichter Satz von Bildunterschriften und ist keiner: erwartet wird {1}. Nenne sie so, oder nimm sie heraus.',
  ],
  [
    'Expected the files of captions in one folder, but got {0} and {1}. Choose one of the two folders.',
    'Die Dateien der Bildunterschriften müssten in einem Ordner liegen, sie liegen in {0} und {1}. Wähle einen der zwei Ordner.',
  ],
  [
    '{0} is not whole: it is cut off, or no JSON file. Download it again.',
    '{0} ist nicht vollständig: abgeschnitten, oder keine JSON-Datei. Lade sie noch einmal herunter.',
  ],
  [
    'Expected a list of captions in {0}, but {1}. Take the published file {2}.',
    'Erwartet wird eine Liste von Bildunterschriften in {0}, aber {1}. Nimm die veröffentlichte Datei {2}.',
  ],
  [
    `Expected {"image_path": ..., "caption_options": [...]}, as What's Up has it, but {0}. Write it so, or remove it.`,
    `Erwartet wird {"image_path": ..., "caption_options": [...]}, wie What's Up es hat, aber {0}. Schreibe es so, oder entferne es.`,
  ],
  [
    'Expected [image id, right caption, wrong caption], as COCO-spatial and GQA-spatial have it, but {0}. Write it so, or remove it.',
    'Erwartet wird [Bildnummer, richtige Unterschrift, falsche Unterschrift], wie COCO-spatial und GQA-spatial es haben, aber {0}. Schreibe es so, oder entferne es.',
  ],
  [
    'Expected each caption as text, but {0}. Write it so, or remove the entry.',
    'Erwartet wird jede Bildunterschrift als Text, aber {0}. Schreibe es so, oder entferne den Eintrag.',
  ],
  [
    'Expected 2 to {0} captions to choose from, the right one first, but got {1}. Add the wrong ones, or remove the entry.',
    'Erwartet werden 2 bis {0} Bildunterschriften zur Wahl, die richtige zuerst, gefunden: {1}. Ergänze die falschen, oder entferne den Eintrag.',
  ],
  [
    'Expected captions that differ, but {0}. Change one, or remove the entry.',
    'Erwartet werden verschiedene Bildunterschriften, aber {0}. Ändere eine, oder entferne den Eintrag.',
  ],
  // src/sparkle/dataset/dataset-import.ts
  [
    'is one too many: the images of this ZIP are more than {0} MiB; unpack it and choose its folder',
    'ist eine Datei zu viel: Die Bilder dieses ZIP haben mehr als {0} MiB; entpacke es und wähle seinen Ordner',
  ],
  [
    'Expected {0} or published captions, but got both: {1} and {2}. Choose a folder with one of them.',
    'Erwartet wird {0} oder veröffentlichte Bildunterschriften, gefunden wurde beides: {1} und {2}. Wähle einen Ordner mit einem davon.',
  ],
  [
    'Expected a file {0} with a question a line, but there is none among {1}. Choose the folder that has it, or a ZIP of it.',
    'Erwartet wird eine Datei {0} mit einer Frage je Zeile, unter {1} ist keine. Wähle den Ordner, der sie hat, oder ein ZIP davon.',
  ],
  [
    '{0} is larger than the {1} MiB that are read. Split the dataset.',
    '{0} ist größer als die {1} MiB, die gelesen werden. Teile den Datensatz.',
  ],
  [
    '{0} has more than the {1} lines that are read. Split the dataset.',
    '{0} hat mehr als die {1} Zeilen, die gelesen werden. Teile den Datensatz.',
  ],
  [
    'Expected {0} images for the dataset, but {1} were made.',
    'Für den Datensatz wurden {0} Bilder erwartet, gemacht wurden {1}.',
  ],
  [
    'Expected 1 to {0} images in a dataset, but got {1}.',
    'Ein Datensatz hat 1 bis {0} Bilder, verlangt waren {1}.',
  ],
  [
    'The dataset is larger than the 4 GiB that a ZIP holds. Ask for fewer or smaller images.',
    'Der Datensatz ist größer als die 4 GiB, die ein ZIP fasst. Verlange weniger oder kleinere Bilder.',
  ],
  ['Line {0}', 'Zeile {0}'],
  ['Entry {0} of {1}', 'Eintrag {0} von {1}'],
  [
    'is not among the files; the ZIP has names in an old code page, such as one that reads {0} here: pack it again with names in UTF-8',
    'ist nicht unter den Dateien; das ZIP hat Namen in einem alten Zeichensatz, etwa einen, der sich hier {0} liest: packe es neu mit Namen in UTF-8',
  ],
  [
    'It is not UTF-8 text. Save the file as UTF-8.',
    'Das ist kein UTF-8-Text. Speichere die Datei als UTF-8.',
  ],
  [
    'The image {0} is not among the files. Add it, or correct its path.',
    'Das Bild {0} ist nicht unter den Dateien. Füge es hinzu, oder berichtige seinen Pfad.',
  ],
  [
    'The image {0} is larger than {1} MiB. Scale it down.',
    'Das Bild {0} ist größer als {1} MiB. Verkleinere es.',
  ],
  [
    'The image {0} is damaged, or it is not a PNG, JPEG, WebP or GIF file. Copy it again, or save it as one of these.',
    'Das Bild {0} ist beschädigt, oder es ist keine PNG-, JPEG-, WebP- oder GIF-Datei. Kopiere es noch einmal, oder speichere es als eine davon.',
  ],
  [
    'The image {0} has {1} by {2} pixels; up to {3} million are read. Scale it down.',
    'Das Bild {0} hat {1} mal {2} Pixel; gelesen werden bis zu {3} Millionen. Verkleinere es.',
  ],
  [
    'The image {0} cannot be decoded: its file is cut off or damaged. Copy it again.',
    'Das Bild {0} lässt sich nicht öffnen: Seine Datei ist abgeschnitten oder beschädigt. Kopiere es noch einmal.',
  ],
  [
    'The image "{0}" is not readable: its file was moved, changed or removed since the dataset was opened. Import the dataset again.',
    'Das Bild „{0}“ ist nicht lesbar: Seine Datei wurde verschoben, geändert oder entfernt, seit der Datensatz geöffnet wurde. Importiere den Datensatz noch einmal.',
  ],
  [
    'The imported training data has no question that can be used. Choose other data.',
    'Die importierten Trainingsdaten haben keine Frage, die sich nutzen lässt. Wähle andere Daten.',
  ],
  [
    'None of the images of the training data can be decoded. Import the data again.',
    'Keines der Bilder der Trainingsdaten lässt sich öffnen. Importiere die Daten noch einmal.',
  ],
  // src/sparkle/dataset/dataset-line.ts
  [
    'It is not JSON. Write one JSON object in each line.',
    'Das ist kein JSON. Schreibe in jede Zeile ein JSON-Objekt.',
  ],
  [
    'Expected a JSON object with query, response and images, but {0}. Write the line as one.',
    'Erwartet wird ein JSON-Objekt mit query, response und images, aber {0}. Schreibe die Zeile so.',
  ],
  [
    'The question has {0} tags {1}; one image a question is read. Ask about each in a line of its own.',
    'Die Frage hat {0} Tags {1}; gelesen wird ein Bild je Frage. Frage nach jedem in einer eigenen Zeile.',
  ],
  [
    'The question is empty. Write one, or remove the line.',
    'Die Frage ist leer. Schreibe eine, oder entferne die Zeile.',
  ],
  [
    'The response is empty. Write one, or remove the line.',
    'Die Antwort ist leer. Schreibe eine, oder entferne die Zeile.',
  ],
  ['only images are read', 'es werden nur Bilder gelesen'],
  ['no tools are called', 'es werden keine Werkzeuge aufgerufen'],
  ['one answer a question is learned', 'je Frage wird eine Antwort gelernt'],
  ['every answer has the same weight', 'jede Antwort hat dasselbe Gewicht'],
  ['losses are not reported by channel', 'Verluste werden nicht nach Kanälen berichtet'],
  ['there is no teacher', 'es gibt kein Lehrermodell'],
  ['the model’s own template and image size are used', 'es gelten Vorlage und Bildgröße des Modells selbst'],
  ['the response is what is learned', 'gelernt wird die Antwort'],
  [
    'It has "{0}", and {1}. Take the key out if the line is right without it.',
    'Sie hat „{0}“, und {1}. Nimm den Schlüssel heraus, wenn die Zeile ohne ihn stimmt.',
  ],
  [
    'It has "label": false, which marks a wrong answer; only right answers are read. Remove the line, or correct both.',
    'Sie hat "label": false, das eine falsche Antwort kennzeichnet; gelesen werden nur richtige Antworten. Entferne die Zeile, oder berichtige beides.',
  ],
  [
    'Its response has "loss": false, so it is not to be learned. Take the key out if it is.',
    'Ihre Antwort hat "loss": false, soll also nicht gelernt werden. Nimm den Schlüssel heraus, wenn doch.',
  ],
  [
    'It has an image in tags <img>. Name it in "images".',
    'Sie hat ein Bild in Tags <img>. Nenne es in "images".',
  ],
  [
    'It has the tag {0}; of such tags only {1} is read. Take it out if the line is right without it.',
    'Sie hat das Tag {0}; von solchen Tags wird nur {1} gelesen. Nimm es heraus, wenn die Zeile ohne es stimmt.',
  ],
  [
    'The response has the tag {0}; images are asked about, not made. Take it out if the line is right without it.',
    'Die Antwort hat das Tag {0}; nach Bildern wird gefragt, sie werden nicht gemacht. Nimm es heraus, wenn die Zeile ohne es stimmt.',
  ],
  [
    'It has "{0}" and "{1}"; expected one of them, or "{2}". Take one out.',
    'Sie hat „{0}“ und „{1}“; erwartet wird eines davon, oder „{2}“. Nimm eines heraus.',
  ],
  [
    'Expected "query" as text, but {0}. Write the question there.',
    'Erwartet wird "query" als Text, aber {0}. Schreibe dort die Frage.',
  ],
  [
    'Expected "response" as text, but {0}. Write one answer there.',
    'Erwartet wird "response" als Text, aber {0}. Schreibe dort eine Antwort.',
  ],
  [
    'It has a history of earlier questions; one question a line is read. Write each in a line of its own.',
    'Sie hat einen Verlauf früherer Fragen; gelesen wird eine Frage je Zeile. Schreibe jede in eine eigene Zeile.',
  ],
  [
    'Expected "system" as text, but {0}. Write it so, or take it out.',
    'Erwartet wird "system" als Text, aber {0}. Schreibe es so, oder nimm es heraus.',
  ],
  [
    'Expected "messages" as a list of objects, but {0}. Write each message as {"role": ..., "content": ...}.',
    'Erwartet wird "messages" als Liste von Objekten, aber {0}. Schreibe jede Nachricht als {"role": ..., "content": ...}.',
  ],
  [
    'It has a message of the role {0}; expected user and assistant. Take it out if the line is right without it.',
    'Sie hat eine Nachricht der Rolle {0}; erwartet werden user und assistant. Nimm sie heraus, wenn die Zeile ohne sie stimmt.',
  ],
  [
    'Expected one message of the user and one of the assistant, but got {0}. Write each question in a line of its own.',
    'Erwartet wird eine Nachricht von user und eine von assistant, gefunden: {0}. Schreibe jede Frage in eine eigene Zeile.',
  ],
  ['one without a role', 'eine ohne Rolle'],
  [
    'Expected the content of each message as text, but {0}. Write it so.',
    'Erwartet wird der Inhalt jeder Nachricht als Text, aber {0}. Schreibe ihn so.',
  ],
  [
    'A message has a part of the type {0}; expected text and image. Take it out if the line is right without it.',
    'Eine Nachricht hat einen Teil vom Typ {0}; erwartet werden text und image. Nimm ihn heraus, wenn die Zeile ohne ihn stimmt.',
  ],
  [
    'It has images in its messages and in "images"; expected them in one place. Take one of the two out.',
    'Sie hat Bilder in ihren Nachrichten und in "images"; erwartet werden sie an einer Stelle. Nimm eines von beiden heraus.',
  ],
  [
    'Expected "images" as a list of paths, but it is missing. Name the image there.',
    'Erwartet wird "images" als Liste von Pfaden, sie fehlt. Nenne dort das Bild.',
  ],
  [
    'Expected "images" as paths, but got the bytes of an image. Save it as a file and name that.',
    'Erwartet wird "images" als Pfade, gefunden wurden die Bytes eines Bildes. Speichere es als Datei und nenne diese.',
  ],
  [
    'Expected "images" as a list of paths, but {0}. Name the image by its path.',
    'Erwartet wird "images" als Liste von Pfaden, aber {0}. Nenne das Bild mit seinem Pfad.',
  ],
  [
    'Expected one image, but "images" has {0}. Name the one that is asked about.',
    'Erwartet wird ein Bild, "images" hat {0}. Nenne das, nach dem gefragt wird.',
  ],
  [
    'The image {0} is not in the dataset: expected a path in its folder. Put the image there and name it so.',
    'Das Bild {0} ist nicht im Datensatz: Erwartet wird ein Pfad in seinem Ordner. Lege das Bild dorthin und nenne es so.',
  ],
  [
    'The path of the image is empty. Name the image by its path.',
    'Der Pfad des Bildes ist leer. Nenne das Bild mit seinem Pfad.',
  ],
  [
    'The image {0} is outside the folder of the dataset. Put it there and name it so.',
    'Das Bild {0} liegt außerhalb des Ordners des Datensatzes. Lege es dorthin und nenne es so.',
  ],
  // src/sparkle/dataset/grounding.ts
  ['it is missing', 'es fehlt'],
  ['got {0}', 'gefunden: {0}'],
  [
    'Expected "objects" as an object with "ref" and "bbox", but {0}. Write it so, or take it out.',
    'Erwartet wird "objects" als Objekt mit "ref" und "bbox", aber {0}. Schreibe es so, oder nimm es heraus.',
  ],
  [
    'Expected "ref" of "objects" as a list of names, but {0}. Name what is in the image.',
    'Erwartet wird "ref" von "objects" als Liste von Namen, aber {0}. Nenne, was im Bild ist.',
  ],
  [
    'Expected each "bbox" of "objects" as a list of 2 or 4 numbers, but {0}. Write it so.',
    'Erwartet wird jede "bbox" von "objects" als Liste von 2 oder 4 Zahlen, aber {0}. Schreibe sie so.',
  ],
  [
    'Expected "bbox_type" of "objects" as "real" or "norm1", but {0}. Give the boxes in pixels (real), or from 0 to 1 (norm1).',
    'Erwartet wird "bbox_type" von "objects" als "real" oder "norm1", aber {0}. Gib die Kästen in Pixeln an (real), oder von 0 bis 1 (norm1).',
  ],
  [
    'Expected 0 for each "image_id" of "objects", as a question has one image, but {0}. Take the boxes of others out.',
    'Erwartet wird 0 für jede "image_id" von "objects", weil eine Frage ein Bild hat, aber {0}. Nimm die Kästen anderer heraus.',
  ],
  [
    'It has {0} {1} {2}, but {3} in "{4}" of "objects". Write as many there.',
    'Sie hat {0} {1} {2}, aber {3} in "{4}" von "objects". Schreibe dort so viele.',
  ],
  [
    'Its boxes can be meant two ways: the image is stored on its side. Save it upright.',
    'Die Kästen lassen sich auf zwei Weisen verstehen: Das Bild ist auf der Seite liegend gespeichert. Speichere es aufrecht.',
  ],
  ['1 by 1', '1 mal 1'],
  ['{0} by {1} pixels', '{0} mal {1} Pixeln'],
  [
    'The box {0} is outside the image of {1}. Correct it, or "bbox_type", which says its unit.',
    'Der Kasten {0} liegt außerhalb des Bildes von {1}. Berichtige ihn, oder "bbox_type", das seine Einheit sagt.',
  ],
];
