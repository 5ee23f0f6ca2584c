/** German words: adapters: trained, opened, merged, chosen. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const adapters: Words['adapters'] = {
  title: 'Antworten mit',
  more: (count) => (count === 1 ? '1 weiterer Adapter' : `${count} weitere Adapter`),
  base: 'Basismodell',
  recorded: 'aufgezeichnet, nicht hier trainiert',
  shownRun: (when) => `gezeigter Lauf vom ${when}`,
  run: (when) => `Lauf vom ${when}`,
  trainedOnOtherModel: (model) =>
    `Er wurde auf ${model} trainiert: Wähle dieses Modell, um ihn zu verwenden.`,
  trainedOnOtherWeights: (model) =>
    `Er wurde auf anderen Gewichten von ${model} trainiert, als diese Version des Labors hat, und passt nicht zu diesen: Trainiere ihn neu.`,
  rank: (rank) => `Rang ${rank}`,
  allModules: 'alle Module',
  forModel: (model) => `für ${model}`,
  forUnknownWeights: (model) => `für ${model}; für welche Gewichte, sagt er nicht`,
  damaged: (file) =>
    `Erwartet wurde ${file}, wie dieses Labor es schreibt, da war etwas anderes. Entferne den Adapter und importiere ihn neu.`,
  save: 'Speichern',
  saveAdapter: (name) => `${name} als ZIP speichern`,
  saveHelp: 'Aufbau wie in PEFT: adapter_config.json und adapter_model.safetensors',
  measure: 'Messen',
  measureAdapter: (name) => `${name} auf den eingestellten Aufgabenarten messen`,
  measureHelp: 'Misst ihn auf den eingestellten Aufgabenarten, ohne Training',
  merge: 'Einrechnen',
  mergeAdapter: (name) => `${name} in das Modell einrechnen`,
  remove: (name) => `${name} entfernen`,
  removeQuestion: (name) => `${name} entfernen?`,
  removeForGood: 'Endgültig entfernen',
  mergedIs: (model) =>
    `Eine Kopie von ${model} mit diesem Adapter in ihren Gewichten, die überall ohne Adapter läuft. Die Schichten, die er ändert, werden als Gleitkommazahlen geschrieben, vier- bis achtmal so groß: In 4 Bit ginge die Änderung verloren.`,
  mergedPlace: 'Auch die Stärke des Ortssinns, mit der er trainiert wurde, ist eingerechnet.',
  written: 'Geschriebene Bytes',
  writtenOf: (done, of) => `${done} von ${of}`,
  readingModel: 'Das Modell wird gelesen',
  stop: 'Anhalten',
  saveMerged: 'Das Modell mit Adapter als ZIP speichern',
  close: 'Schließen',
  mergeLater: 'Gerade wird ein anderer Adapter eingerechnet; danach kann es dieser werden.',
  mergeFailed: (why) => `Der Adapter konnte nicht eingerechnet werden: ${why}`,
  import: 'Einen Adapter importieren',
  importFiles: 'ZIP oder Dateien eines Adapters',
  importFolder: 'Ordner eines Adapters',
  importAbout: 'Ein Ordner, den PEFT gespeichert hat, oder ein ZIP davon. Zieh ihn hierher, oder',
  reading: (name) => `${name} wird gelesen`,
  importFailed: (name, why) => `${name} konnte nicht importiert werden. ${why}`,
  packFailed: (why) => `Der Adapter konnte nicht gepackt werden: ${why}`,
  removeFailed: (why) => `Der Adapter konnte nicht entfernt werden: ${why}`,
};
