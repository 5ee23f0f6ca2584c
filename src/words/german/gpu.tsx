/** German words: the graphics card and the processor. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const gpu: Words['gpu'] = {
  name: 'Grafikkarte',
  looking: 'Der Browser wird nach WebGPU gefragt.',
  real: 'WebGPU auf einer Grafikkarte.',
  software:
    'WebGPU ist da, wird aber auf dem Prozessor gerechnet, ohne Grafikkarte. Direkt benutzt (WebAssembly) ist der Prozessor schneller: Antworten und das Training des eingebauten Modells laufen dort.',
  missing: (reason) =>
    `${reason} Antworten und das Training des eingebauten Modells werden auf dem Prozessor gerechnet (WebAssembly), langsamer.`,
  callsItself: (name) => `Sie nennt sich ${name}.`,
  noSubgroups:
    'Für Antworten wird die Grafikkarte ohne ihre Subgroups benutzt: Mit ihnen hat sie falsch gerechnet, ohne sie richtig.',
  states: {
    testing: 'Test läuft',
    looking: 'wird gesucht',
    missing: 'fehlt',
    notUsed: 'nicht benutzt',
    ok: 'ok',
    okInSoftware: 'ok, in Software',
    untested: 'noch ungeprüft',
    untestedInSoftware: 'noch ungeprüft, in Software',
  },
  forTraining: (doubt) => `Fürs Training: ${doubt}`,
  forAnswers: (doubt) => `Für Antworten: ${doubt}`,
  whyTested:
    'Treiber, die falsch rechnen, sagen es nicht. Bevor eine Grafikkarte hier zum ersten Mal benutzt wird, rechnet sie fünf kleine Aufgaben, deren Ergebnisse bekannt sind; jeder Fehler steht da als Anteil des Ergebnisses.',
  columns: { computed: 'gerechnet', error: 'Fehler', limit: 'höchstens', right: 'richtig' },
  trainingTest: 'Training: Produkt, Attention, Gradient',
  answersTest: 'Antworten: Produkt und Attention von ONNX Runtime',
  notTested: 'noch ungeprüft',
  noNumber: 'keine Zahl',
  right: 'richtig',
  wrong: 'falsch',
  brokeOff: 'abgebrochen',
  test: 'Grafikkarte jetzt prüfen',
  checkComputer: (link) => (
    <>
      {link('Diesen Computer prüfen')}: der Test, die Zeiten und die richtigen Antworten als Datei, für die
      Tabelle der Computer des Labors.
    </>
  ),
  notTestable: (why) =>
    `Die Grafikkarte konnte nicht geprüft werden: ${why} Lade die Seite neu, um es noch einmal zu versuchen.`,
};
