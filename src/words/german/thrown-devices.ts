/**
 * What the engine says of the graphics card, the processor and their memory, and the same in German. Not here: its other
 * messages (thrown.ts), what the page itself says of them (gpu.tsx).
 */

const tooLarge =
  '{0} is too large to be trained on the processor. Choose the embedded model, or a browser and a graphics card with WebGPU.';
const zuGross =
  '{0} ist zu groß, um auf dem Prozessor trainiert zu werden. Wähle das eingebaute Modell, oder nimm einen Browser und eine Grafikkarte mit WebGPU.';
const onProcessor =
  'Training is computed on the processor (WebAssembly): {0} for the steps ahead. Let it go on, or press Stop: what was answered is kept.';
const aufProzessor =
  'Trainiert wird auf dem Prozessor (WebAssembly): {0} für die Schritte, die noch kommen. Lass es laufen, oder drücke „Stoppen“: Alle Antworten bleiben.';
const noWebGpu = 'This browser gives no WebGPU.';
const keinWebGpu = 'Dieser Browser gibt kein WebGPU.';
const slower = 'Answers are computed on the processor (WebAssembly), which is slower.';
const langsamer = 'Antworten werden auf dem Prozessor gerechnet (WebAssembly), das ist langsamer.';
const wrongNumbers =
  'The GPU computes wrong numbers and is not used ({0}). A newer graphics driver or browser may mend it.';
const falscheZahlen =
  'Die Grafikkarte rechnet falsch und wird nicht benutzt ({0}). Ein neuerer Grafiktreiber oder Browser kann das beheben.';

/** The text after what may stand before it: its first place becomes the second. */
const after = (before: string, text: string): string => `${before} ${text.replace('{0}', '{1}')}`;

/** Pairs of the English message and the German one, as those of thrown.ts. */
export const thrownOfDevices: readonly (readonly [english: string, here: string])[] = [
  [noWebGpu, keinWebGpu],
  [
    'This address is not secure ({0}), so the browser gives no GPU and forgets runs sooner. Open it as https:// or from localhost.',
    'Diese Adresse ist nicht sicher ({0}), deshalb gibt der Browser keine Grafikkarte und vergisst Läufe eher. Öffne sie als https:// oder von localhost.',
  ],
  ['WebGPU has no graphics card behind it here.', 'Hinter WebGPU steht hier keine Grafikkarte.'],
  [wrongNumbers, falscheZahlen],
  ['{0} off by {1}, at most {2}', '{0} um {1} daneben, höchstens {2}'],
  ['{0} %; {1}', '{0} %; {1}'],
  ['more than 1000 %', 'mehr als 1000 %'],
  ['4-bit product', '4-Bit-Produkt'],
  ['attention', 'Attention'],
  ['gradient', 'Gradient'],
  ['4-bit product of ONNX Runtime', '4-Bit-Produkt von ONNX Runtime'],
  ['attention of ONNX Runtime', 'Attention von ONNX Runtime'],
  ['The GPU cannot be used. {0}', 'Die Grafikkarte kann nicht benutzt werden. {0}'],
  [
    'Its test broke off: {0} Reload the page to try again.',
    'Ihr Test brach ab: {0} Lade die Seite neu, um es noch einmal zu versuchen.',
  ],
  [slower, langsamer],
  [`{0} ${slower}`, `{0} ${langsamer}`],
  [
    'WebGPU has no graphics card behind it here, so answers are computed on the processor (WebAssembly).',
    'Hinter WebGPU steht hier keine Grafikkarte, deshalb werden Antworten auf dem Prozessor gerechnet (WebAssembly).',
  ],
  [
    'WebGPU has no graphics card behind it here, so answers are computed in software, which is slow.',
    'Hinter WebGPU steht hier keine Grafikkarte, deshalb werden Antworten in Software gerechnet, das ist langsam.',
  ],
  [onProcessor, aufProzessor],
  [after('{0}', onProcessor), after('{0}', aufProzessor)],
  [tooLarge, zuGross],
  [`${noWebGpu} ${tooLarge}`, `${keinWebGpu} ${zuGross}`],
  [after(wrongNumbers, tooLarge), after(falscheZahlen, zuGross)],
  [
    '{0} is too large to be trained on the processor. Choose auto under Training runs on, or the embedded model.',
    '{0} ist zu groß, um auf dem Prozessor trainiert zu werden. Wähle „automatisch“ unter „Training auf“, oder das eingebaute Modell.',
  ],
  [
    'Training {0} needs a GPU, and none can be used here: the processor can train only the embedded model. Choose that one, or none under Train on, and no training data, to run the baseline alone.',
    '{0} zu trainieren braucht eine Grafikkarte, und hier ist keine zu gebrauchen: Der Prozessor kann nur das eingebaute Modell trainieren. Wähle dieses, oder „keine“ unter „Trainieren mit“ und keine Trainingsdaten, um nur vorher zu messen.',
  ],
  [
    'This browser draws WebGPU in software, without a graphics card. Training works and gives the same numbers, but slowly. Check that hardware acceleration is on in the browser settings. For the embedded model, choose auto under Training runs on: the processor is faster.',
    'Dieser Browser rechnet WebGPU in Software, ohne Grafikkarte. Das Training geht und ergibt dieselben Zahlen, aber langsam. Prüfe, ob in den Einstellungen des Browsers die Hardwarebeschleunigung an ist. Für das eingebaute Modell wähle „automatisch“ unter „Training auf“: Der Prozessor ist schneller.',
  ],
  [
    'To train on it, a batch of {0} needs {1} in one buffer, and this GPU allows {2}. {3}',
    'Um es zu trainieren, braucht ein Stapel von {0} Gesprächen {1} in einem Puffer, und diese Grafikkarte erlaubt {2}. {3}',
  ],
  [
    'A batch of {0} would fit; with more batches a step it trains the same.',
    'Ein Stapel von {0} würde passen; mit mehr Stapeln je Schritt trainiert es sich gleich.',
  ],
  ['With these settings {0} would fit.', 'Mit diesen Einstellungen würde {0} passen.'],
  [
    'Choose a smaller batch or fewer questions per image.',
    'Wähle einen kleineren Stapel oder weniger Fragen je Bild.',
  ],
];
