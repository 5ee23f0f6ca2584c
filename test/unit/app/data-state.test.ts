/** The state of the data view without a page: samples that follow their parameters, the form over a dataset's schema. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  dataConfig,
  dataForm,
  dataOptions,
  followData,
  goToSample,
  index,
  lastSample,
  type MakeSample,
  part,
  problem,
  request,
  requestForm,
  shown,
  startFrom,
  takeDatasetPreset,
} from '../../../src/app/data/state.ts';
import { makeSample, type Sample } from '../../../src/sparkle/dataset/dataset.ts';

const optionOf = (key: string) => dataOptions.value.find((option) => option.key === key)!;
const make: MakeSample = async ({ config, seed, part: half, index: number }) =>
  makeSample(config, seed, half, number);
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

let stop = () => {};
beforeEach(() => {
  startFrom('direction', 'balanced');
  part.value = 'evaluation';
  requestForm.take({ seed: 1, images: 200, sizePx: 384 });
  shown.value = null;
  problem.value = null;
});
afterEach(() => stop());

test('the sample is that of the parameters; where they cannot be it stays and the reason is told', async () => {
  stop = followData(make);
  await settled();
  const first = shown.value!;
  expect(first.sample).toEqual(makeSample(dataConfig.value, 1, 'evaluation', 0));
  dataForm.type(optionOf('gap'), '1');
  await settled();
  const second = shown.value!;
  dataForm.type(optionOf('radius'), '0.9');
  await settled();
  expect(problem.value).toContain('Choose a gap of at least 1.8');
  expect(shown.value).toBe(second);
  dataForm.type(optionOf('radius'), '0.5');
  await settled();
  expect(problem.value).toBeNull();
});

test('a sample that comes after its parameters have changed is not shown', async () => {
  const answers: ((sample: Sample) => void)[] = [];
  const wishes: number[] = [];
  stop = followData((wish) => {
    wishes.push(wish.index);
    return new Promise((resolve) => answers.push(resolve));
  });
  goToSample(1);
  goToSample(2);
  answers[0]!(makeSample(dataConfig.value, 1, 'evaluation', 0));
  await settled();
  expect(shown.value).toBeNull();
  answers[1]!(makeSample(dataConfig.value, 1, 'evaluation', 2));
  await settled();
  expect(shown.value!.index).toBe(2);
  // Of the wishes in between none was asked for.
  expect(wishes).toEqual([0, 2]);
});

test('what making a sample says is told', async () => {
  stop = followData(() => Promise.reject(new Error('There is no room')));
  await settled();
  expect(problem.value).toBe('There is no room.');
});

test('a number beyond the last gives the last; only balanced lattices have an end', () => {
  expect(lastSample.value).toBeGreaterThan(60_000);
  startFrom('path', 'balanced');
  const last = lastSample.value;
  goToSample(100_000);
  expect(index.value).toBe(last);
  expect(last).toBeLessThan(625);
  goToSample(-1);
  expect(index.value).toBe(0);
});

test('a subject or a mode starts with its own values; a preset of the paper brings its part and number', () => {
  dataForm.type(optionOf('objects'), '2');
  startFrom('direction', 'paper');
  expect(dataConfig.value).toMatchObject({ objects: 3, angleMarginDeg: 0, appearance: 'labels' });
  takeDatasetPreset('paper-train');
  expect([dataConfig.value.subject, part.value, request.value.images]).toEqual(['basic', 'training', 2000]);
  takeDatasetPreset('tsp');
  expect([dataConfig.value.subject, part.value, request.value.images]).toEqual(['route', 'evaluation', 200]);
});

test('walls, turning and looks are in the form; what the paper has none of is refused in its mode', async () => {
  startFrom('path', 'balanced');
  dataForm.type(optionOf('walls'), 'maze');
  dataForm.type(optionOf('rotationDeg'), '-12.5');
  dataForm.type(optionOf('background'), 'noise');
  expect(dataConfig.value).toMatchObject({ walls: 'maze', rotationDeg: -12.5, background: 'noise' });
  dataForm.type(optionOf('rotationDeg'), '-41');
  expect(dataForm.problems.value.get('rotationDeg')).toBe(
    'Rotation: expected a number from -40 to 40, got "-41".',
  );
  startFrom('path', 'paper');
  expect(dataConfig.value).toMatchObject({ walls: 'none', rotationDeg: 0, background: 'plain' });
  stop = followData(() => new Promise(() => {}));
  dataForm.type(optionOf('jitter'), '0.1');
  expect(problem.value).toMatch(/^The paper has .*balanced mode\.$/);
});

test('a switch is yes or no; a wrong text stays in its field with what was expected', () => {
  startFrom('path', 'balanced');
  const labels = optionOf('hasNodeLabels');
  expect([labels.choices, dataForm.fieldText(labels)]).toEqual([['yes', 'no'], 'yes']);
  dataForm.type(labels, 'no');
  expect(dataConfig.value).toMatchObject({ hasNodeLabels: false });
  dataForm.type(optionOf('size'), '9');
  expect(dataForm.problems.value.get('size')).toBe(
    'Nodes a side: expected a whole number from 3 to 8, got "9".',
  );
  expect(dataConfig.value).toMatchObject({ size: 5 });
});
