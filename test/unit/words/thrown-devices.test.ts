/** What the engine says of devices and their memory is found again in German, as the engine says it. Not here: where it stands. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { missingGpuReason } from '../../../models/gpu/adapter.ts';
import { answeringDevice } from '../../../models/gpu/answering-device.ts';
import { hubModels } from '../../../models/registry.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { chooseDevices, doubtOf, softwareGpuNotice } from '../../../src/experiment/device.ts';
import { misfitOf } from '../../../src/experiment/model-fit.ts';
import { inWords } from '../../../src/words/thrown.ts';
import { speak } from '../../../src/words/words.ts';

beforeAll(() => speak('de'));
afterAll(() => speak('en'));

const checks = [
  { name: 'attention', error: 0.031, limit: 0.001 },
  { name: '4-bit product', error: 99, limit: 0.001 },
];
const wrong = doubtOf({ checks, failure: null })!;
const missing = missingGpuReason();
const large = { name: 'Large', sizeBytes: 1e9 };
const small = { name: 'Small', sizeBytes: 1e6 };
const any = { device: 'auto', trainingDevice: 'auto' } as const;
const trainingOf = (
  doubt: string | null,
  trained = large,
  wanted: Parameters<typeof chooseDevices>[0]['wanted'] = any,
) => chooseDevices({ wanted, gpu: 'real', doubts: { training: doubt, inference: null }, trained }).training;
const { shape, dtypes } = hubModels[0]!;
const batch = (batchSize: number) => ({
  ...defaultConfig,
  training: { ...defaultConfig.training, batchSize },
});
const gpu = (megabytes: number) => ({ maxBufferBytes: megabytes * 1e6, hasF16: true });

test.each([
  [missing],
  [missingGpuReason(true)],
  [wrong],
  [doubtOf({ checks: [], failure: 'Its test broke off: 7 Reload the page to try again.' })],
  [answeringDevice('auto', 'missing').notice],
  [answeringDevice('auto', 'software').notice],
  [answeringDevice('webgpu', 'software').notice],
  [trainingOf(missing).obstacle!.ofRun],
  [trainingOf(wrong).obstacle!.ofRun],
  [trainingOf(missing).obstacle!.ofForm],
  [trainingOf(null, large, { ...any, trainingDevice: 'processor' }).obstacle!.ofRun],
  [trainingOf(null, large, { ...any, trainingDevice: 'processor' }).obstacle!.ofForm],
  [trainingOf(missing, small).timeNotice(150)],
  [trainingOf(null, small, { ...any, trainingDevice: 'processor' }).timeNotice(150)],
  [softwareGpuNotice],
  [misfitOf(shape, dtypes.withF16, batch(64), gpu(60))],
  [misfitOf(shape, dtypes.withF16, batch(1), gpu(10))],
])('in German: %s', (said) => {
  const here = inWords(said!);
  expect(here).not.toMatch(/\b(the|is|and|no|not|be|it|on|of|with|would|choose)\b/i);
  expect(here.length).toBeGreaterThan(said!.length / 2);
});

test('what varies stands where it belongs', () => {
  expect(inWords(trainingOf(wrong).obstacle!.ofRun)).toBe(
    'Die Grafikkarte rechnet falsch und wird nicht benutzt (Attention um 3.1 % daneben, höchstens 0.1 %; 4-Bit-Produkt um mehr als 1000 % daneben, höchstens 0.1 %). Ein neuerer Grafiktreiber oder Browser kann das beheben. Large ist zu groß, um auf dem Prozessor trainiert zu werden. Wähle das eingebaute Modell, oder nimm einen Browser und eine Grafikkarte mit WebGPU.',
  );
  expect(inWords(trainingOf(missing, small).timeNotice(150)!)).toBe(
    'Dieser Browser gibt kein WebGPU. Trainiert wird auf dem Prozessor (WebAssembly): etwa 3 Minuten für die Schritte, die noch kommen. Lass es laufen, oder drücke „Stoppen“: Alle Antworten bleiben.',
  );
});
