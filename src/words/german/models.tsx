/** German words: the base models. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const models: Words['models'] = {
  title: 'Basismodell',
  change: 'Ändern',
  close: 'Schließen',
  downloadingInForm: (name, percent) => `${name} wird geladen${percent === null ? '' : `: ${percent} %`}`,
  strengthStudy: 'Was sie ändert',
  embedded: {
    made: 'Für dieses Labor gemacht: Es kann Wege und Routen finden, wenn man ihm sagt, wo die Dinge sind. Im Bild sieht es das mit Absicht nur schwach. Wie man einen Weg oder eine Route in einem Bild findet, hat ihm nie jemand gezeigt. Das Labor fragt, ob es reicht, allein die Grundfähigkeiten zu trainieren.',
    worth: 'Ein Ja zeigt, wie Übertragung gelingen kann; andere Modelle brauchen eigene Läufe.',
    card: 'Die Karte des Modells',
  },
  setUp: (rank, batch) =>
    `Das Modell, das gemessen und trainiert wird, mit den jetzigen Einstellungen: Rang ${rank}, Batch ${batch}.`,
  memoryTerm: 'Woher kennt man seinen Speicherbedarf?',
  memoryKnown:
    'Er wird aus den Größen der Matrizen des Modells berechnet: eingefrorene Gewichte, der Adapter mit dem, was der Optimierer sich merkt, was ein Trainingsschritt im Speicher hält und was das Antworten dazu braucht. Ein Browser sagt nicht, wie viel Speicher eine Grafikkarte hat, nur wie groß ein einzelner Puffer sein darf.',
  about: {
    'SmolVLM-256M-Instruct': 'Das kleinste der SmolVLM-Familie: Bilder und Text.',
    'SmolVLM-500M-Instruct': 'Sieht dasselbe, mit einem mehr als doppelt so großen Decoder.',
    'SmolVLM2-256M-Video-Instruct': 'Die zweite Generation in derselben Größe, auch mit Videos trainiert.',
    'SmolVLM2-500M-Video-Instruct': 'Die zweite Generation des 500M, auch mit Videos trainiert.',
  },
  aboutFolder: 'Aus einem Ordner auf diesem Gerät.',
  chosen: 'gewählt',
  use: 'Verwenden',
  useModel: (name) => `${name} verwenden`,
  places: { page: 'mit dieser Seite', browser: 'in diesem Browser', folder: 'in seinem Ordner' },
  size: 'Größe',
  downloadSize: 'Download',
  fetched: 'Für einen Lauf geladen',
  fetchedWith: 'mit ONNX Runtime und dem Trainer, so wie übertragen',
  licence: 'Lizenz',
  licenceOfFolder: 'siehe Ordner',
  memory: 'Speicher zum Trainieren',
  memoryOf: {
    gpu: (answering) => `auf der Grafikkarte, und zum Antworten ${answering}`,
    processor: (answering) => `auf dem Prozessor, und zum Antworten ${answering}`,
  },
  gpu: 'Grafikkarte',
  answersWithoutGpu: 'ohne WebGPU kann es antworten, aber langsam',
  trainsWithoutGpu: 'ohne WebGPU kann es antworten und trainiert werden, aber langsam',
  downloading: (name) => `${name} wird geladen`,
  downloaded: (loaded, total, file) => `${loaded} von ${total}, ${file}`,
  askingHub: 'Der Hub wird gefragt',
  stop: 'Anhalten',
  stopDownload: (name) => `Laden von ${name} anhalten`,
  download: 'Herunterladen',
  downloadModel: (name) => `${name} herunterladen`,
  goOn: 'Weiter laden',
  goOnWith: (name) => `${name} weiter laden`,
  areHere: (kept, total) => `${kept} von ${total} sind da`,
  remove: (size) => `${size} entfernen`,
  removeModel: (name, size) => `${name}, ${size} entfernen`,
  folder: {
    place: 'Ein Ordner mit einem Modell',
    input: 'Modellordner',
    about: (files) => (
      <>
        Oder ein Ordner mit einem anderen Idefics3- oder SmolVLM-Modell im ONNX-Format, geordnet wie auf dem
        Hub: {files} und so weiter.
      </>
    ),
    choose: 'Ordner wählen',
    drop: 'oder zieh ihn hierher. Er wird gelesen, wo er liegt; nichts verlässt dieses Gerät.',
  },
};
