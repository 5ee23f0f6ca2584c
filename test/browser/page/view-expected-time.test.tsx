/** The time that is told before a run: from runs, for presets, and from a calibration by the real workers; remembered. */
import { render } from 'preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { gpu } from '../../../src/app/gpu/state.ts';
import { calibrate, learnPace } from '../../../src/app/setup/pace.ts';
import { SetupView } from '../../../src/app/setup/setup.tsx';
import { takeConfig, takePreset } from '../../../src/app/setup/state.ts';
import { runStatus } from '../../../src/app/workers.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';

const former = gpu.value;
let root: HTMLElement;
beforeEach(() => {
  localStorage.removeItem('pace');
  takeConfig(defaultConfig);
  root = document.createElement('div');
  document.body.append(root);
  render(<SetupView />, root);
});
afterEach(() => {
  render(null, root);
  root.remove();
  gpu.value = former;
  runStatus.value = 'idle';
  takeConfig(defaultConfig);
});

const line = () => root.querySelector('#expected-time')?.textContent ?? '';

test('a run tells how long the next one takes, on its device, and which preset would be quicker', async () => {
  gpu.value = { kind: 'real', name: 'first card' };
  expect(line()).toBe('');
  learnPace(defaultConfig, 'webgpu', { data: 26, baseline: 120, train: 460, evaluate: 120, result: 0 });
  await expect
    .poll(line)
    .toMatch(/^about 12 minutes on this computer's GPU\. Quick look would take about \d/);
  expect(line()).toContain('show only large effects');
  // Half the steps: 230 s less.
  takeConfig({ ...defaultConfig, training: { ...defaultConfig.training, steps: 60 } });
  await expect.poll(line).toMatch(/^about 8 minutes/);
  takePreset('quick');
  await expect.poll(line).toMatch(/^about \d minutes on this computer's GPU\. Quick look: its 24 items/);
  // Another card: nothing is known.
  gpu.value = { kind: 'real', name: 'second card' };
  await expect.poll(line).toBe('');
});

test('where the full preset is quick, it is suggested', async () => {
  gpu.value = { kind: 'real', name: 'fast card' };
  learnPace(defaultConfig, 'webgpu', { data: 10, baseline: 20, train: 60, evaluate: 20, result: 0 });
  takePreset('quick');
  await expect.poll(line).toContain('Full would take about 2 minutes: its 150 items a task show smaller');
});

test('before the first run a calibration tells, once, and never beside a run', async () => {
  gpu.value = { kind: 'software', name: 'none' };
  runStatus.value = 'running';
  await calibrate();
  expect(localStorage.getItem('pace')).toBeNull();
  runStatus.value = 'idle';
  const measuring = calibrate();
  await expect.element(page.getByText('Measuring how fast this computer is…')).toBeVisible();
  await measuring;
  await expect.poll(line).toMatch(/^about .* on this computer's processor\./);
  const stored = localStorage.getItem('pace')!;
  await calibrate();
  expect(localStorage.getItem('pace')).toBe(stored);
});
