/** German words: the offline copy. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const offline: Words['offline'] = {
  reloadIsolates: 'Neu geladen kann die Seite auf allen Kernen dieses Computers rechnen.',
  reload: 'Neu laden',
  newVersion:
    'Eine neue Version des Labors ist da: Lade die Seite neu, oder du siehst sie beim nächsten Besuch.',
  newVersionBlocked:
    'Eine neue Version des Labors ist da, aber andere Fenster zeigen noch diese: Schließe sie, und lade die Seite neu.',
  kept: (size) => `Offline verfügbar: Das ganze Labor liegt in diesem Browser, ${size}.`,
  remove: 'Entfernen',
  removeCopy: 'Offline-Kopie entfernen',
  keeping: 'Das Labor wird offline verfügbar gemacht',
  keptOf: (done, size) => `Das Labor wird offline verfügbar gemacht: ${done} von ${size}.`,
  keptWithFile: (done, size, file) =>
    `Das Labor wird offline verfügbar gemacht: ${done} von ${size}, jetzt eine Datei von ${file}.`,
  stop: 'Anhalten',
  stopKeeping: 'Speichern anhalten',
  absent: 'Nicht offline verfügbar.',
  absentToSave:
    'Nicht offline verfügbar: Der Browser sagt, dass du Daten sparst, darum wird ungefragt nichts gespeichert.',
  keep: (size) => `Offline verfügbar machen, ${size}`,
  problems: {
    full: (size) =>
      `Für die Offline-Kopie war kein Platz (${size}). Nichts von ihr wurde behalten, alles andere ist, wie es war. Lösche Läufe, Datensätze oder Modelle, die du nicht brauchst, und versuche es noch einmal.`,
    fetch:
      'Eine Datei kam nicht so, wie diese Version des Labors sie hat: Die Verbindung brach ab, oder der Server hat inzwischen eine andere Version. Nichts von der Kopie wurde behalten. Lade die Seite neu und versuche es noch einmal.',
    refused:
      'Der Browser ließ die Seite keine Offline-Kopie speichern, oder der Server war nicht erreichbar. Nichts von ihr wurde behalten. Versuche es noch einmal, wenn das Netz wieder da ist, in einem Fenster, das nicht privat ist.',
  },
};
