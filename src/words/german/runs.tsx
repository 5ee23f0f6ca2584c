/** German words: the kept runs. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const runs: Words['runs'] = {
  title: 'Läufe',
  files: 'Dateien von Läufen',
  import: (hidden) => <>{hidden('Einen Lauf ')}Importieren</>,
  importTitle:
    'Ein Lauf oder eine Studie, hier oder auf einem anderen Computer als ZIP gespeichert, ein Lauf einer Studie als JSON, oder results.zip, wie es von einem Rechencluster zurückkam. Dateien können auch hierher gezogen werden.',
  reading: (file) => `${file} wird gelesen`,
  isInList: (file, run, time) => `${file} ist der Lauf ${run} vom ${time}, der schon in der Liste steht.`,
  states: {
    finished: 'fertig',
    stopped: 'angehalten',
    failed: 'fehlgeschlagen',
    interrupted: 'unterbrochen',
    running: 'läuft',
    damaged: 'beschädigt',
  },
  imported: 'importiert',
  otherWeights: 'andere Gewichte',
  resume: 'Fortsetzen',
  resumeRun: (name) => `Den Lauf ${name} fortsetzen`,
  starRun: (name) => `Den Lauf ${name} mit einem Stern markieren`,
  nameRun: (name) => `Den Lauf ${name} benennen`,
  deleteRun: (name) => `Den Lauf ${name} löschen`,
  delete: 'Löschen',
  deleteTitle: (name) => `Den Lauf ${name} löschen?`,
  deleteQuestion: (name, time) => (
    <>
      Den Lauf {name}
      {time && ` vom ${time}`} mit seinen Antworten und seinem Adapter löschen?
    </>
  ),
  labelOf: (run) => `Name und Notiz des Laufs ${run}`,
  name: 'Name',
  note: 'Notiz',
  save: 'Speichern',
  cancel: 'Abbrechen',
  measured: (adapter) => `gemessen: ${adapter}`,
  tasks: (names) => `Aufgabenarten ${names}`,
  taskCount: (count) => (count === 1 ? '1 Aufgabenart' : `${count} Aufgabenarten`),
  cannotOpen: (id, why) =>
    `Der Lauf vom ${id} kann nicht geöffnet werden: ${why} Die anderen Läufe bleiben, wie sie sind; dieser kann gelöscht werden.`,
  notStored: (why) =>
    `Der Lauf konnte nicht gespeichert werden: ${why} Er bleibt hier, bis die Seite geschlossen wird; lade den Lauf herunter, um ihn zu behalten.`,
  labelNotStored: (why) => `Name, Notiz und Stern des Laufs konnten nicht gespeichert werden: ${why}`,
  notDeleted: (why) => `Der Lauf konnte nicht gelöscht werden: ${why}`,
  isElsewhere:
    'Dieser Lauf läuft in einem anderen Tab des Labors. Sieh ihn dir dort an, oder halte ihn dort zuerst an.',
  notPacked: (why) => `Der Lauf konnte nicht gepackt werden: ${why}`,
};
