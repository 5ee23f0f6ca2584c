/** German for what the engine says of the browser, its GPU, its processor and its workers. Not here: finding a message (src/words/thrown.ts). */
import type { Words } from '../../english.ts';

/** Pairs of the English message and the German one. */
export const browser: Words['thrown'] = [
  // models/message-of.ts
  [
    "The browser's storage for this page is full: delete old runs, imported data or downloaded models",
    'Der Speicher des Browsers für diese Seite ist voll: Lösche alte Läufe, importierte Daten oder geladene Modelle',
  ],
  [
    'A file could not be read: it was moved, changed or removed. Choose it again',
    'Eine Datei konnte nicht gelesen werden: Sie wurde verschoben, geändert oder entfernt. Wähle sie noch einmal',
  ],
  [
    'The browser does not allow it on this page. Open the lab by itself, in a window that is not private',
    'Der Browser erlaubt es auf dieser Seite nicht. Öffne das Labor auf eigener Seite, in einem Fenster, das nicht privat ist',
  ],
  [
    'The connection broke. Try again when the network is back',
    'Die Verbindung ist abgebrochen. Versuche es noch einmal, wenn das Netz wieder da ist',
  ],
  ['It was stopped', 'Es wurde angehalten'],
  [
    'The browser has no more memory for this page: close other pages, or take less at once',
    'Der Browser hat keinen Arbeitsspeicher mehr für diese Seite: Schließe andere Seiten, oder nimm weniger auf einmal',
  ],
  [
    'WebAssembly broke off. Reload the page to try again; if it stays, use a newer browser',
    'WebAssembly ist abgebrochen. Lade die Seite neu, um es noch einmal zu versuchen; bleibt es dabei, nimm einen neueren Browser',
  ],
  [
    'Something failed that the lab did not foresee. Reload the page to try again',
    'Etwas ist fehlgeschlagen, womit das Labor nicht gerechnet hat. Lade die Seite neu, um es noch einmal zu versuchen',
  ],
  // src/connect.ts, workers/own-origin.ts
  [
    'The {0} worker stopped working{1}. It is started afresh at its next use.',
    'Der Worker „{0}“ arbeitet nicht mehr{1}. Beim nächsten Mal wird er neu gestartet.',
  ],
  [
    'The {0} worker sent something the page could not read. It is started afresh at its next use.',
    'Der Worker „{0}“ hat etwas geschickt, was die Seite nicht lesen konnte. Beim nächsten Mal wird er neu gestartet.',
  ],
  ['The {0} worker was ended.', 'Der Worker „{0}“ wurde beendet.'],
  [
    "A worker of the lab asked for {0}, and workers connect to the lab's own address only. Remove the model or the dataset that names it.",
    'Ein Worker des Labors hat {0} angefordert, aber Worker verbinden sich nur mit der Adresse des Labors selbst. Entferne das Modell oder den Datensatz, worin diese Adresse steht.',
  ],
  [
    'A worker that trains on the processor has died, or could not be loaded.',
    'Ein Worker, der auf dem Prozessor trainiert, ist ausgefallen oder konnte nicht geladen werden.',
  ],
  // models/gpu/
  [
    "The GPU's memory is exhausted ({0}). Use a smaller batch with more batches a step, a lower rank or a smaller model, and close what else uses the GPU. What was learned is kept.",
    'Der Speicher der Grafikkarte ist erschöpft ({0}). Nimm einen kleineren Batch mit mehr Batches je Schritt, einen kleineren Rang oder ein kleineres Modell, und schließe, was die Grafikkarte sonst noch nutzt. Was gelernt wurde, bleibt erhalten.',
  ],
  [
    'The GPU reported an error{0}: {1} Numbers after it cannot be trusted. Reload the page; if it comes again, {2}{3}',
    'Die Grafikkarte hat einen Fehler gemeldet{0}: {1} Zahlen danach ist nicht zu trauen. Lade die Seite neu; kommt er wieder, {2}{3}',
  ],
  [' (and {0} more)', ' (und {0} weitere)'],
  [
    'The browser offers a GPU but did not open it ({0}). Reload the page. {1}',
    'Der Browser bietet eine Grafikkarte an, hat sie aber nicht geöffnet ({0}). Lade die Seite neu. {1}',
  ],
  ['Expected WebGPU for training. {0} {1}', 'Zum Trainieren braucht es WebGPU. {0} {1}'],
  [
    'Expected a WebGPU adapter for training, got none. {0}',
    'Zum Trainieren braucht es eine Grafikkarte mit WebGPU, es gibt aber keine. {0}',
  ],
  ['Expected a GPU with {0}. {1}', 'Gebraucht wird eine Grafikkarte mit {0}. {1}'],
  ['{0} of at least {1}, got {2}', '{0} von mindestens {1}, vorhanden: {2}'],
  ['the device was lost ({0}): {1}', 'das Gerät ging verloren ({0}): {1}'],
  ['the GPU reported: {0}', 'die Grafikkarte meldete: {0}'],
  ['the GPU was lost ({0}): {1}', 'die Grafikkarte ging verloren ({0}): {1}'],
  ['This browser gives no WebGPU.', 'Dieser Browser bietet kein WebGPU.'],
  [
    'This address is not secure ({0}), so the browser gives no GPU and forgets runs sooner. Open it as https:// or from localhost.',
    'Diese Adresse ist nicht sicher ({0}), darum gibt der Browser keine Grafikkarte frei und vergisst Läufe früher. Öffne sie als https:// oder von localhost.',
  ],
  [
    'Use a current Chrome, Edge, Safari or Firefox with hardware acceleration on, and update the graphics driver.',
    'Nimm ein aktuelles Chrome, Edge, Safari oder Firefox mit eingeschalteter Hardwarebeschleunigung, und aktualisiere den Grafiktreiber.',
  ],
  [
    'Answers are computed on the processor (WebAssembly), which is slower.',
    'Antworten werden auf dem Prozessor berechnet (WebAssembly), das ist langsamer.',
  ],
  [
    'WebGPU has no graphics card behind it here, so answers are computed on the processor (WebAssembly).',
    'Hinter WebGPU steht hier keine Grafikkarte, darum werden Antworten auf dem Prozessor berechnet (WebAssembly).',
  ],
  [
    'WebGPU has no graphics card behind it here, so answers are computed in software, which is slow.',
    'Hinter WebGPU steht hier keine Grafikkarte, darum werden Antworten in Software berechnet, das ist langsam.',
  ],
  [
    'The browser offers a GPU but did not open it ({0}), so answers are computed on the processor (WebAssembly), which is slower. Reload the page to try again.',
    'Der Browser bietet eine Grafikkarte an, hat sie aber nicht geöffnet ({0}), darum werden Antworten auf dem Prozessor berechnet (WebAssembly), das ist langsamer. Lade die Seite neu, um es noch einmal zu versuchen.',
  ],
  [
    'This page is not isolated from other origins, so answers are computed in one thread: the same answers, later. Its server must send the headers that README names.',
    'Diese Seite ist nicht von anderen Adressen abgeschirmt, darum werden Antworten in einem Thread berechnet: dieselben Antworten, nur später. Ihr Server muss die Kopfzeilen senden, die README nennt.',
  ],
  [
    'Its test broke off: {0} Reload the page to try again.',
    'Ihr Test brach ab: {0} Lade die Seite neu, um es noch einmal zu versuchen.',
  ],
  [
    'This GPU does not compute with 16-bit floats, which {0} asks for. Choose files of 32-bit floats (fp32, q4), or the processor (WebAssembly).',
    'Diese Grafikkarte rechnet nicht mit 16-Bit-Zahlen, die {0} verlangt. Wähle Dateien mit 32-Bit-Zahlen (fp32, q4) oder den Prozessor (WebAssembly).',
  ],
  [
    'ONNX Runtime looks tokens up in blocks ({0}) on a GPU only. Choose fp32 or fp16 for embed_tokens, or WebGPU.',
    'ONNX Runtime schlägt Tokens in Blöcken ({0}) nur auf einer Grafikkarte nach. Wähle fp32 oder fp16 für embed_tokens, oder WebGPU.',
  ],
  // models/plain/
  [
    'A worker that trains on the processor did not answer.',
    'Ein Worker, der auf dem Prozessor trainiert, hat nicht geantwortet.',
  ],
  [
    'Expected a model of at most {0} million weights to train without WebGPU, got {1} million. Choose the embedded model, or a browser with WebGPU.',
    'Ohne WebGPU lässt sich ein Modell mit höchstens {0} Millionen Gewichten trainieren, dieses hat {1} Millionen. Wähle das eingebaute Modell oder einen Browser mit WebGPU.',
  ],
  [
    "Expected WebAssembly to train on the processor, but it could not be started: the browser has no memory left for it, or does not allow it. Close other pages, allow WebAssembly in the browser's settings, or use a browser with WebGPU.",
    'Zum Trainieren auf dem Prozessor braucht es WebAssembly, das ließ sich aber nicht starten: Der Browser hat keinen Speicher mehr dafür oder erlaubt es nicht. Schließe andere Seiten, erlaube WebAssembly in den Einstellungen des Browsers, oder nimm einen Browser mit WebGPU.',
  ],
  [
    'Expected {0} MB more memory to train on the processor, but the browser gave none. Close other pages, or train on a GPU.',
    'Zum Trainieren auf dem Prozessor fehlen {0} MB Speicher, der Browser gab keinen. Schließe andere Seiten, oder trainiere auf einer Grafikkarte.',
  ],
  [
    'Of {0} workers that train on the processor only {1} could be started ({2}). Training goes on with {3}, slower and with the same result. Close other pages to give it more memory.',
    'Von {0} Workern, die auf dem Prozessor trainieren, konnten nur {1} gestartet werden ({2}). Das Training geht mit {3} weiter, langsamer und mit demselben Ergebnis. Schließe andere Seiten, um ihm mehr Speicher zu geben.',
  ],
  // src/experiment/device.ts
  ['WebGPU has no graphics card behind it here.', 'Hinter WebGPU steht hier keine Grafikkarte.'],
  [
    '{0} is too large to be trained on the processor. Choose the embedded model, or a browser and a graphics card with WebGPU.',
    '{0} ist zu groß, um auf dem Prozessor trainiert zu werden. Wähle das eingebaute Modell oder einen Browser und eine Grafikkarte mit WebGPU.',
  ],
  [
    '{0} is too large to be trained on the processor. Choose auto under Training runs on, or the embedded model.',
    '{0} ist zu groß, um auf dem Prozessor trainiert zu werden. Wähle „auto“ unter „Training läuft auf“, oder das eingebaute Modell.',
  ],
  [
    'Training {0} needs a GPU, and none can be used here: the processor can train only the embedded model. Choose that one, or none under Train on, and no training data, to run the baseline alone.',
    '{0} zu trainieren braucht eine Grafikkarte, und hier ist keine nutzbar: Der Prozessor kann nur das eingebaute Modell trainieren. Wähle dieses, oder „nichts“ unter „Trainieren auf“ und keine Trainingsdaten, um nur die Messung vor dem Training zu machen.',
  ],
  [
    'Training is computed on the processor (WebAssembly): {0} for the steps ahead. Let it go on, or press Stop: what was answered is kept.',
    'Das Training wird auf dem Prozessor berechnet (WebAssembly): {0} für die Schritte, die noch kommen. Lass es weiterlaufen, oder drücke „Anhalten“: Was schon beantwortet ist, bleibt erhalten.',
  ],
  ['The GPU cannot be used. {0}', 'Die Grafikkarte kann nicht genutzt werden. {0}'],
  [
    'The GPU computes wrong numbers and is not used ({0}). A newer graphics driver or browser may mend it.',
    'Die Grafikkarte rechnet falsch und wird nicht genutzt ({0}). Ein neuerer Grafiktreiber oder Browser kann das beheben.',
  ],
  ['{0} off by {1}, at most {2}', '{0} um {1} daneben, erlaubt sind höchstens {2}'],
  ['more than 1000 %', 'mehr als 1000 %'],
  [
    'This browser draws WebGPU in software, without a graphics card. Training works and gives the same numbers, but slowly. Check that hardware acceleration is on in the browser settings. For the embedded model, choose auto under Training runs on: the processor is faster.',
    'Dieser Browser rechnet WebGPU in Software, ohne Grafikkarte. Das Training geht und gibt dieselben Zahlen, aber langsam. Prüfe, ob in den Einstellungen des Browsers die Hardwarebeschleunigung eingeschaltet ist. Für das eingebaute Modell wähle „auto“ unter „Training läuft auf“: Der Prozessor ist schneller.',
  ],
  // src/check/
  [
    'The browser offers a GPU, but gave none for answers. {0}',
    'Der Browser bietet eine Grafikkarte an, hat für Antworten aber keine gegeben. {0}',
  ],
  ['Reload the page, and check again.', 'Lade die Seite neu, und prüfe noch einmal.'],
  [
    'The browser no longer gives its GPU. Reload the page, and check again.',
    'Der Browser gibt seine Grafikkarte nicht mehr frei. Lade die Seite neu, und prüfe noch einmal.',
  ],
  ['The check was stopped.', 'Die Prüfung wurde angehalten.'],
  [
    'It took longer than {0} seconds, and was given up.',
    'Es dauerte länger als {0} Sekunden und wurde aufgegeben.',
  ],
  [
    '{0}: expected a report of Check this computer, got {1} characters that are no JSON. Take the file as it was saved.',
    '{0}: Erwartet wird ein Bericht von „Diesen Computer prüfen“, gefunden wurden {1} Zeichen, die kein JSON sind. Nimm die Datei so, wie sie gespeichert wurde.',
  ],
  [
    '{0}: expected a report of Check this computer, version {1}, got something else at "{2}". Take the file as it was saved, or make the report again.',
    '{0}: Erwartet wird ein Bericht von „Diesen Computer prüfen“ in Version {1}, bei „{2}“ steht etwas anderes. Nimm die Datei so, wie sie gespeichert wurde, oder mache den Bericht neu.',
  ],
  // workers/data.ts, src/sparkle/draw/font.ts
  [
    'This browser gave no 2D canvas to draw scenes on. Try a current Chrome, Edge or Firefox.',
    'Dieser Browser gab keine Zeichenfläche für die Szenen. Versuche es mit einem aktuellen Chrome, Edge oder Firefox.',
  ],
  [
    'The font of the printed labels could not be read from {0}. Reload the page, or install the lab again.',
    'Die Schrift der aufgedruckten Namen konnte nicht von {0} gelesen werden. Lade die Seite neu, oder installiere das Labor noch einmal.',
  ],
];
