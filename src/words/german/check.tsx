/** German words: “Check this computer”. Not here: where they stand (src/app), the report's file (src/check/report.ts). */
import type { Words } from '../english.ts';

/** The words. */
export const check: Words['check'] = {
  documentTitle: 'Diesen Computer prüfen · Sparkle Lab',
  title: 'Diesen Computer prüfen',
  about:
    'Prüft die Grafikkarte, misst ein, zwei Minuten lang, wie schnell Matrixprodukte, Training und Antworten sind, und vergleicht die Antworten des eingebauten Modells mit denen von PyTorch. Heraus kommt eine Datei, aus der das Labor lernt, wie es auf Grafikkarten läuft, auf denen es nie ausprobiert wurde. Schließe vorher andere Programme und Tabs: Sie würden mitgemessen.',
  askHub:
    'Auch huggingface.co um eine kleine Datei bitten und ihren Hash vergleichen. Ohne das verlässt nichts diesen Computer.',
  start: 'Diesen Computer prüfen',
  again: 'Noch einmal prüfen',
  stop: 'Anhalten',
  progress: 'Fortschritt der Prüfung',
  doingNow: (at, of, doing) => `${at} von ${of}: ${doing}`,
  doing: {
    browser: 'Der Browser wird gefragt',
    trainingTest: 'Die Grafikkarte wird fürs Training geprüft',
    answersTest: 'Die Grafikkarte wird fürs Antworten geprüft',
    processorProduct: 'Matrixprodukte auf dem Prozessor werden gemessen',
    processorTraining: 'Training auf dem Prozessor wird gemessen',
    gpuTraining: 'Training auf der Grafikkarte wird gemessen',
    gpuTrainingLarge: 'Training in der Größe von SmolVLM-256M-Instruct auf der Grafikkarte wird gemessen',
    processorAnswers: 'Das eingebaute Modell wird auf dem Prozessor gefragt',
    gpuAnswers: 'Das eingebaute Modell wird auf der Grafikkarte gefragt',
    hub: 'Der Hub wird um eine kleine Datei gebeten',
  },
  brokeOff: (why) => `Die Prüfung brach ab, es gibt keinen Bericht. ${why}`,
  reportTitle: 'Der Bericht',
  stoppedReportTitle: 'Der Bericht, vorzeitig angehalten',
  partOfReadme: 'Check this computer',
  wholeFile: (part) => (
    <>
      Das ist die ganze Datei. Sie enthält, was der Browser von sich und von der Grafikkarte sagt und was
      gemessen wurde; keinen Namen, keine Adresse, keinen Pfad. Nichts wurde gesendet: Speichere sie, und gib
      sie dem Projekt, wie es in seiner README unter {part} steht.
    </>
  ),
  file: 'Die Datei',
  save: 'Bericht speichern',
  theReport: 'den Bericht',
  report: {
    gpu: 'Grafikkarte',
    browser: 'Browser',
    computer: 'Computer',
    gpuTest: 'Prüfung der Grafikkarte',
    tilings: 'Kachelungen',
    product: 'Matrixprodukte in einem Thread, Gflop/s',
    training: 'Training, Tokens je Sekunde',
    trainingLarge: 'in der Größe von SmolVLM-256M',
    answers: 'Antworten, Tokens je Sekunde',
    agreeing: 'Antworten wie von PyTorch',
    hub: 'Hub',
    lab: 'Labor',
    notMeasured: 'nicht gemessen',
    failed: (why) => `fehlgeschlagen: ${why}`,
    number: (value) => value.toLocaleString('de'),
    rate: (median, least, most) => `${median} (${least} bis ${most})`,
    onGpu: (text) => `Grafikkarte ${text}`,
    onProcessor: (text) => `Prozessor ${text}`,
    anotherBrowser: 'ein anderer Browser',
    anotherSystem: 'ein anderes System',
    threads: (count) => `${count} Threads`,
    memory: (gigabytes) => `${gigabytes} GB angegeben`,
    notIsolated: 'nicht isoliert: ein Thread',
    load: (load) => `Last vorher ${load}`,
    besideRun: 'neben einem Lauf',
    besideRunUnknown: 'unbekannt, ob neben einem Lauf',
    noGpu: 'keine',
    noGpuInsecure: 'keine: Die Adresse ist nicht sicher',
    notNamed: 'ohne Namen',
    inSoftware: (name) => `${name}, in Software`,
    forTraining: (text) => `Training ${text}`,
    forAnswers: (text) => `Antworten ${text}`,
    right: 'richtig',
    usualTilings: 'die üblichen',
    agreeingOf: (agreeing, asked) => `${agreeing} von ${asked}`,
    hubNotAsked: 'nicht gefragt',
    hubWithoutHash: (files) => `erreicht, ${files} Dateien, kein Hash angegeben`,
    hubRight: (files) => `erreicht, ${files} Dateien, Hash richtig`,
    hubWrong: (files) => `erreicht, ${files} Dateien, Hash falsch`,
  },
};
