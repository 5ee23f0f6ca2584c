/**
 * German words: the settings of an experiment, by their keys. Not here: their ranges and defaults
 * (src/experiment/config.ts, models/config.ts).
 */
import type { Words } from '../english.ts';

const devices = { auto: 'auto', webgpu: 'WebGPU', wasm: 'WebAssembly' };
const styles = { embedded: 'eingebaut', words: 'in Worten', choice: 'Auswahl' };

/** The words, by key. */
export const settings: Words['setup']['settings'] = {
  model: { label: 'Basismodell', help: 'Das Modell, das gemessen und trainiert wird.' },
  place: {
    label: 'Stärke des Ortssinns',
    help: 'Wie stark das eingebaute Modell sieht, wo etwas ist: 0 gar nicht, 0,2 schwach, wie es mit dem Labor kommt, 1 scharf.',
  },
  seed: {
    label: 'Startwert',
    help: 'Legt die Daten, den ersten Adapter und die Reihenfolge des Trainings fest.',
  },
  trainOn: {
    label: 'Trainieren auf',
    help: 'Grundfähigkeiten, die trainiert werden, nichts, oder die zusammengesetzten Aufgaben selbst als Kontrolle.',
  },
  budget: {
    label: 'Umfang',
    help: 'Was Trainings vergleichbar macht. Schritte: Alle haben so viele Schritte wie eingestellt. Tokens: so viele, dass die Antworten, auf einen Batch genau, so viele Tokens haben wie die aller drei Fähigkeiten in den eingestellten Schritten.',
    choices: { steps: 'Schritte', tokens: 'Tokens' },
  },
  questionsPerImage: {
    label: 'Fragen je Bild',
    help: 'Alle Fragen zu einem Bild bilden zusammen ein Trainingsgespräch.',
  },
  trainStyle: {
    label: 'Stil im Training',
    help: 'eingebaut: die Sprache des eingebauten Modells. in Worten: einfaches Englisch, Zahlen mit zwei Nachkommastellen. Auswahl: Möglichkeiten mit Buchstaben, der Buchstabe in einem Kasten.',
    choices: styles,
  },
  testStyle: {
    label: 'Stil im Test',
    help: 'Wie oben. Ein anderer als im Training zeigt, wie viel eines Ergebnisses daher kommt, dass das Modell die Form der Antwort kennt.',
    choices: styles,
  },
  trainData: {
    label: 'Trainingsdaten',
    help: 'Importierte Fragen, mit denen trainiert wird, statt mit dem, was unter „Trainieren auf“ steht. Ihr Wortlaut bleibt, wie er ist.',
  },
  testData: {
    label: 'Testdaten',
    help: 'Importierte Fragen, die zusätzlich zu den Aufgabenarten gewertet werden. Eine Antwort ist richtig, wenn sie so lautet wie in der Datei, bis auf Groß- und Kleinschreibung, Leerzeichen, Anführungszeichen und den Punkt am Ende; bei veröffentlichten Bildunterschriften, wenn der Buchstabe stimmt.',
  },
  rank: {
    label: 'Rang',
    help: 'Spalten der beiden schmalen Matrizen. Mehr können mehr lernen und brauchen mehr Speicher.',
  },
  alpha: {
    label: 'Alpha',
    help: 'Der Adapter wird mit Alpha / Rang gewichtet, bei rslora mit Alpha / √Rang.',
  },
  scaling: {
    label: 'Skalierung',
    help: 'lora teilt Alpha durch den Rang, rslora durch seine Wurzel: Große Ränge lernen dann so schnell wie kleine.',
  },
  dropout: {
    label: 'Dropout',
    help: 'Anteil der Eingaben des Adapters, den ein Trainingsschritt zufällig weglässt, gegen Auswendiglernen. Bei 0 wird nichts weggelassen.',
  },
  targetModules: {
    label: 'Angepasste Module',
    help: 'Die linearen Schichten, die einen Adapter bekommen, in jeder Schicht des Decoders. Weniger ergeben einen kleineren Adapter, der weniger lernen kann; das Training braucht so viel Speicher und Zeit wie mit allen.',
  },
  steps: { label: 'Schritte', help: 'Schritte des Optimierers. Bei 0 wird nichts trainiert.' },
  batchSize: {
    label: 'Batch',
    help: 'Gespräche (mit je einem Bild), die zusammen gerechnet werden.',
  },
  accumulate: {
    label: 'Batches je Schritt',
    help: 'Die Gradienten von so vielen Batches werden vor einem Schritt addiert. Das wirkt wie ein größerer Batch und braucht den Speicher eines kleinen.',
  },
  learningRate: {
    label: 'Lernrate',
    help: ({ model, rate, otherRate }) =>
      `Höchster Wert des Verlaufs. Anfangs ${rate} für ${model} und ${otherRate} für jedes andere Modell.`,
  },
  schedule: {
    label: 'Verlauf',
    help: 'Wie die Rate nach ihrem höchsten Wert weitergeht: entlang eines Kosinus oder einer Geraden bis 0 beim letzten Schritt, oder unverändert.',
    choices: { cosine: 'Kosinus', linear: 'Gerade', constant: 'unverändert' },
  },
  warmupSteps: {
    label: 'Aufwärmschritte',
    help: 'Über diese Schritte steigt die Rate gleichmäßig an.',
  },
  weightDecay: {
    label: 'Gewichtszerfall',
    help: 'Die Gewichte des Adapters werden bei jedem Schritt etwas kleiner, getrennt vom Gradienten (AdamW).',
  },
  maxGradNorm: {
    label: 'Gradientengrenze',
    help: 'Gradienten mit größerer Norm werden auf diese verkleinert.',
  },
  validationItems: {
    label: 'Aufgaben der Validierung',
    help: 'Gespräche über Szenen, die nicht trainiert werden, um unterwegs Verlust und Genauigkeit zu messen. Am Ende des Trainings wird der Adapter mit dem kleinsten Validierungsverlust verwendet; wird das Training vorher angehalten, der letzte. 0: keine Validierung, der letzte Adapter wird verwendet.',
  },
  validateEvery: {
    label: 'Validieren alle',
    help: 'Schritte von einer Validierung zur nächsten. Nach dem letzten Schritt folgt immer eine.',
  },
  patience: {
    label: 'Geduld',
    help: 'Das Training endet früher, wenn so viele Validierungen nacheinander nicht besser waren als die beste. 0: nie. Geduld braucht Aufgaben der Validierung: Ohne sie hat sie keine Wirkung.',
  },
  checkpointEvery: {
    label: 'Zwischenstand alle',
    help: 'Schritte, nach denen alles gespeichert wird, womit das Training weitergehen kann. Wo Schritte lange dauern, wird öfter gespeichert.',
  },
  tasks: { label: 'Aufgabenarten', help: '' },
  items: {
    label: 'Aufgaben je Art',
    help: 'Gewertete Fragen je Aufgabenart, vorher und nachher dieselben. Mehr Aufgaben, engere Konfidenzintervalle.',
  },
  probeEvery: {
    label: 'Probe alle',
    help: 'Trainingsschritte, nach denen einige der gewerteten Aufgaben gestellt werden, mit dem Adapter, wie er dann ist: Das ergibt für jede Aufgabenart eine Kurve, die zeigt, wann sie sich zu bewegen beginnt. 0: nie. Ohne Training gibt es keine Kurve.',
  },
  probeItems: {
    label: 'Aufgaben je Probe',
    help: 'Aufgaben jeder Art, die eine Probe stellt: die ersten der gewerteten, sodass ihre Antworten vor und nach dem Training auch Punkte der Kurve sind.',
  },
  device: {
    label: 'Antworten auf',
    help: '„auto“ nimmt WebGPU auf einer echten Grafikkarte, und WebAssembly, wo WebGPU nur in Software läuft oder fehlt.',
    choices: devices,
  },
  trainingDevice: {
    label: 'Training läuft auf',
    help: '„auto“ nimmt die Grafikkarte, und den Prozessor, wo sie fehlt, falsch rechnet oder nur in Software nachgebildet ist. Der Prozessor kann nur das eingebaute Modell trainieren.',
    choices: { auto: 'auto', gpu: 'Grafikkarte', processor: 'Prozessor' },
  },
};
