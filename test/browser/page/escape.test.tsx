/** Escape with several things going on: the last that was begun is stopped, and no other. */
import { signal } from '@preact/signals';
import { render } from 'preact';
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { useEscape } from '../../../src/app/ui/escape.ts';

const isRunOn = signal(true);
const isMergeOn = signal(false);
const stopRun = () => {
  isRunOn.value = false;
};
const stopMerge = () => {
  isMergeOn.value = false;
};

function Both() {
  useEscape(isMergeOn.value, stopMerge);
  useEscape(isRunOn.value, stopRun);
  return null;
}

afterEach(() => render(null, document.body));

test('the last begun is stopped, then the one before', async () => {
  render(<Both />, document.body);
  isMergeOn.value = true;
  await new Promise((resolve) => setTimeout(resolve, 50));
  await userEvent.keyboard('{Escape}');
  expect([isRunOn.value, isMergeOn.value]).toEqual([true, false]);
  await expect
    .poll(async () => {
      await userEvent.keyboard('{Escape}');
      return isRunOn.value;
    })
    .toBe(false);
});

test('in a text field Escape stops nothing', async () => {
  isRunOn.value = true;
  render(
    <>
      <Both />
      <input type="text" aria-label="Steps" />
    </>,
    document.body,
  );
  await userEvent.type(page.getByLabelText('Steps'), '4{Escape}');
  expect(isRunOn.value).toBe(true);
});
