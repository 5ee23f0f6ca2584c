/** German for what goes wrong with files that the browser keeps, with models of the hub and with the offline copy. Not here: finding a message (src/words/thrown.ts). */
import type { Words } from '../../english.ts';

/** Pairs of the English message and the German one. */
export const keptFiles: Words['thrown'] = [
  // src/app/storage/
  [
    'A newer version of the lab was opened in this browser and has taken over what is kept: reload this page.',
    'In diesem Browser wurde eine neuere Version des Labors geöffnet, die übernommen hat, was gespeichert ist: Lade diese Seite neu.',
  ],
  [
    'What an earlier visit kept is still in the database of this browser, and could not be moved to where runs are kept now. Make room for it, then reload the page.',
    'Was ein früherer Besuch gespeichert hat, ist noch in der Datenbank dieses Browsers und konnte nicht dorthin verschoben werden, wo Läufe jetzt liegen. Mach Platz dafür, und lade die Seite neu.',
  ],
  [
    "Expected room for {0} ({1}), but the browser's storage for this page is full{2}. Delete old runs, imported data or downloaded models, or free disk space.",
    'Gebraucht wird Platz für {0} ({1}), aber der Speicher des Browsers für diese Seite ist voll{2}. Lösche alte Läufe, importierte Daten oder geladene Modelle, oder schaffe Platz auf dem Laufwerk.',
  ],
  [' ({0} of {1} are used)', ' ({0} von {1} sind belegt)'],
  [
    'The browser did not let the page write {0}. What was kept before is not touched. Reload the page to try again; if it stays, allow this site to store data, or open the lab in a window that is not private.',
    'Der Browser ließ die Seite {0} nicht schreiben. Was vorher gespeichert war, ist unberührt. Lade die Seite neu, um es noch einmal zu versuchen; bleibt es dabei, erlaube dieser Seite, Daten zu speichern, oder öffne das Labor in einem Fenster, das nicht privat ist.',
  ],
  [
    'The browser did not let the page reach {0} where it is kept. Reload the page to try again; if it stays, allow this site to store data.',
    'Der Browser ließ die Seite nicht an {0} heran, wo es gespeichert ist. Lade die Seite neu, um es noch einmal zu versuchen; bleibt es dabei, erlaube dieser Seite, Daten zu speichern.',
  ],
  [
    'The file was removed before it was saved. Export again.',
    'Die Datei wurde entfernt, bevor sie gespeichert war. Exportiere noch einmal.',
  ],
  [
    'This browser gives no file to write to, and in memory only {0} MB are kept. Write less at once, or use a browser that lets a page write files, such as Chrome or Edge.',
    'Dieser Browser gibt keine Datei zum Schreiben, und im Arbeitsspeicher werden nur {0} MB behalten. Schreibe weniger auf einmal, oder nimm einen Browser, der eine Seite Dateien schreiben lässt, wie Chrome oder Edge.',
  ],
  // src/app/models/choice.ts, folder.ts, store.ts
  [
    'The base model is in a folder named {0}, which has not been chosen since this page was opened. Choose the folder under Base model.',
    'Das Basismodell liegt in einem Ordner namens {0}, der nicht gewählt wurde, seit diese Seite geöffnet ist. Wähle den Ordner unter „Basismodell“.',
  ],
  [
    'The base model {0} is not in this browser. Download it under Base model, or choose a folder that has it.',
    'Das Basismodell {0} ist nicht in diesem Browser. Lade es unter „Basismodell“ herunter, oder wähle einen Ordner, der es hat.',
  ],
  [
    'Expected a folder with {0} and a folder onnx beside it, as the hub lays models out, got {1} file without. Choose the folder of the model itself.',
    'Gebraucht wird ein Ordner mit {0} und einem Ordner onnx daneben, wie der Hub Modelle ordnet, gewählt wurde {1} Datei ohne das. Wähle den Ordner des Modells selbst.',
  ],
  [
    'Expected a folder with {0} and a folder onnx beside it, as the hub lays models out, got {1} files without. Choose the folder of the model itself.',
    'Gebraucht wird ein Ordner mit {0} und einem Ordner onnx daneben, wie der Hub Modelle ordnet, gewählt wurden {1} Dateien ohne das. Wähle den Ordner des Modells selbst.',
  ],
  [
    'Expected one model, got {0}: {1}. Choose the folder of one of them.',
    'Gebraucht wird ein Modell, gewählt wurden {0}: {1}. Wähle den Ordner von einem davon.',
  ],
  [
    '{0} What has come is kept: go on when there is room.',
    '{0} Was gekommen ist, bleibt: Lade weiter, wenn Platz ist.',
  ],
  [
    "{0} needs another {1} of the browser's storage, which has room for {2}. Remove another model, old runs or imported data, or free disk space.",
    '{0} braucht noch {1} vom Speicher des Browsers, der Platz für {2} hat. Entferne ein anderes Modell, alte Läufe oder importierte Daten, oder schaffe Platz auf dem Laufwerk.',
  ],
  [
    '{0} is in use: a run goes on with it, or it is being downloaded, here or on another page of this lab. Wait for the end, or stop it there.',
    '{0} wird gerade benutzt: Ein Lauf arbeitet damit, oder es wird geladen, hier oder auf einer anderen Seite dieses Labors. Warte das Ende ab, oder halte es dort an.',
  ],
  [
    'To train on it, a batch of {0} needs {1} in one buffer, and this GPU allows {2}. {3}',
    'Um darauf zu trainieren, braucht ein Batch von {0} {1} in einem Puffer, und diese Grafikkarte erlaubt {2}. {3}',
  ],
  [
    'A batch of {0} would fit; with more batches a step it trains the same.',
    'Ein Batch von {0} würde passen; mit mehr Batches je Schritt trainiert es genauso.',
  ],
  ['With these settings {0} or {1} would fit.', 'Mit diesen Einstellungen würde {0} oder {1} passen.'],
  ['With these settings {0} would fit.', 'Mit diesen Einstellungen würde {0} passen.'],
  [
    'Choose a smaller batch or fewer questions per image.',
    'Wähle einen kleineren Batch oder weniger Fragen je Bild.',
  ],
  // src/app/models/download.ts, hub-listing.ts, src/app/check/hub.ts
  [
    '{0}: {1} What came was removed: download it again.',
    '{0}: {1} Was kam, wurde entfernt: Lade es noch einmal herunter.',
  ],
  ['expected {0} bytes, but {1} were kept.', 'Erwartet wurden {0} Byte, gespeichert waren {1}.'],
  ['expected {0} bytes, but more are coming.', 'Erwartet wurden {0} Byte, aber es kommen mehr.'],
  ['the hub has fewer bytes than it announced.', 'Der Hub hat weniger Byte, als er angekündigt hat.'],
  [
    'its content is not what the hub says it is (SHA-256 {0}… instead of {1}…).',
    'Der Inhalt ist nicht der, den der Hub nennt (SHA-256 {0}… statt {1}…).',
  ],
  [
    '{0}: the connection broke {1} times after {2} of {3} bytes ({4}). What came is kept: go on when the network is back.',
    '{0}: Die Verbindung brach {1}-mal ab, nach {2} von {3} Byte ({4}). Was kam, bleibt: Lade weiter, wenn das Netz wieder da ist.',
  ],
  ['no answer', 'keine Antwort'],
  ['the answer broke off', 'die Antwort brach ab'],
  ['the answer ended early', 'die Antwort endete zu früh'],
  [
    '{0}: expected the file from {1}, got HTTP {2}. What came before is kept.',
    '{0}: Erwartet wurde die Datei von {1}, es kam HTTP {2}. Was vorher kam, bleibt.',
  ],
  [
    '{0}: expected the bytes from {1} on, got those from {2} on. What came before is kept.',
    '{0}: Erwartet wurden die Bytes ab {1}, es kamen die ab {2}. Was vorher kam, bleibt.',
  ],
  [
    'Expected the hub\'s list of the model\'s files, got something else ("{0}"). Try again later, or choose a folder that has the model.',
    'Erwartet wurde die Liste des Hubs mit den Dateien des Modells, es kam etwas anderes ("{0}"). Versuche es später noch einmal, oder wähle einen Ordner, der das Modell hat.',
  ],
  [
    '{0} could not be reached. Check the network, or choose a folder that has the model.',
    '{0} war nicht erreichbar. Prüfe das Netz, oder wähle einen Ordner, der das Modell hat.',
  ],
  [
    'Expected the list of files of {0} from {1}, got HTTP {2}. {3}',
    'Erwartet wurde die Liste der Dateien von {0} von {1}, es kam HTTP {2}. {3}',
  ],
  [
    'The hub has no such model that everybody may read.',
    'Der Hub hat kein solches Modell, das alle lesen dürfen.',
  ],
  [
    'Try again later, or choose a folder that has the model.',
    'Versuche es später noch einmal, oder wähle einen Ordner, der das Modell hat.',
  ],
  [
    'Expected {0} among the files of {1}, got {2} files without it. Check again later.',
    'Erwartet wurde {0} unter den Dateien von {1}, es waren {2} Dateien ohne sie. Prüfe später noch einmal.',
  ],
  // src/app/adapters/, src/app/offline/
  [
    'The base model alone has nothing to merge. Choose an adapter.',
    'Beim Basismodell allein gibt es nichts einzurechnen. Wähle einen Adapter.',
  ],
  [
    "Expected {0} and {1} in the browser's storage, but not both are there. The adapter was removed: import it again, or train it again.",
    'Erwartet wurden {0} und {1} im Speicher des Browsers, aber nicht beide sind da. Der Adapter wurde entfernt: Importiere oder trainiere ihn noch einmal.',
  ],
  ['The offline copy does not answer.', 'Die Offline-Kopie antwortet nicht.'],
  // src/app/takeaway/, src/takeaway/
  ['writing conversations and questions', 'Gespräche und Fragen werden geschrieben'],
  ['No run was made of them. {0}', 'Daraus wurde kein Lauf. {0}'],
  [
    'The answers were given with versions that were not tested together: {0}.',
    'Die Antworten wurden mit Versionen gegeben, die nicht zusammen getestet sind: {0}.',
  ],
  ['{0} in place of {1}, {2}', '{0} statt {1}, {2}'],
  ['{0} in place of {1}', '{0} statt {1}'],
  [
    "There is no {0}: without the base model's answers from ms-swift nothing can be compared, and those of the lab's own engine would be another measurement. infer.sh writes both files.",
    'Es gibt keine {0}: Ohne die Antworten des Basismodells von ms-swift lässt sich nichts vergleichen, und die des Labors selbst wären eine andere Messung. infer.sh schreibt beide Dateien.',
  ],
  [
    'There is no {0} with {1}: the adapter did not come, so it can be neither asked nor measured here.',
    'Es gibt keine {0} mit {1}: Der Adapter kam nicht mit, darum kann er hier weder gefragt noch gemessen werden.',
  ],
  [
    'There is no {0}: losses, learning rates and validation of the training did not come. infer.sh packs it.',
    'Es gibt keine {0}: Verluste, Lernraten und Validierung des Trainings kamen nicht mit. infer.sh packt sie ein.',
  ],
  ['A check is being made already. Wait for its end.', 'Es läuft schon eine Prüfung. Warte ihr Ende ab.'],
];
