/** The adapter in what a person chose: the one that is there, or why none is taken. */
import { expect, test } from 'vitest';
import { configFile, weightsFile } from '../../../models/adapter/peft.ts';
import { findAdapterFiles } from '../../../src/files/adapter-files.ts';
import type { FolderFile } from '../../../src/files/chosen-files.ts';
import { writtenZip } from '../../fixtures/written-zip.ts';

/** The files of an adapter, whose content is the folder's name. */
const adapter = (folder: string, slash = '/'): FolderFile[] =>
  [configFile, weightsFile].map((name) => ({
    path: folder === '' ? name : `${folder}${slash}${name}`,
    blob: new Blob([folder]),
  }));
const checkpoints = ['v0/checkpoint-100', 'v0/checkpoint-1000', 'v0/checkpoint-200'];

const zipped = async (files: readonly FolderFile[]): Promise<Blob> =>
  writtenZip(
    await Promise.all(files.map(async ({ path, blob }) => ({ name: path, data: await blob.text() }))),
  );

test.each(['', 'my adapter', 'v0/checkpoint-100'])('the adapter in the folder "%s"', async (folder) => {
  const place = folder === '' ? '' : `${folder}/`;
  for (const source of [adapter(folder), await zipped(adapter(folder)), await zipped(adapter(folder, '\\'))])
    expect(await findAdapterFiles(source)).toEqual({
      folder: place,
      files: { [configFile]: folder, [weightsFile]: new TextEncoder().encode(folder) },
    });
});

test('of several, none is taken, and all are named', async () => {
  const files = checkpoints.flatMap((folder) => adapter(folder));
  for (const source of [files, await zipped(files)])
    await expect(findAdapterFiles(source)).rejects.toThrow(
      'Expected one adapter_config.json, but got 3: v0/checkpoint-100/adapter_config.json, v0/checkpoint-200/adapter_config.json, v0/checkpoint-1000/adapter_config.json. Choose the folder of one of them, or a ZIP of it.',
    );
});

test('an adapter is taken before the checkpoints in its folder', async () => {
  const files = [...checkpoints, 'v0'].flatMap((folder) => adapter(folder));
  expect((await findAdapterFiles(files)).folder).toBe('v0/');
});

test('two files of one name are told with both', async () => {
  const twice = [...adapter('m'), { path: `m\\${weightsFile}`, blob: new Blob([]) }];
  await expect(findAdapterFiles(twice)).rejects.toThrow(
    String.raw`m/adapter_model.safetensors is there 2 times, as "m/adapter_model.safetensors" and "m\\adapter_model.safetensors"; keep one of them.`,
  );
});

test('a file that went away since it was chosen is told in plain words', async () => {
  const blob = new Blob(['x']);
  blob.arrayBuffer = () =>
    Promise.reject(new DOMException('The requested file could not be read', 'NotReadableError'));
  await expect(findAdapterFiles([{ path: configFile, blob }, adapter('')[1]!])).rejects.toThrow(
    'adapter_config.json is not readable: it was moved, changed or locked since it was chosen; choose it again.',
  );
});
