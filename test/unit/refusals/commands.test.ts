/**
 * Every message with which a command refuses a path or what is at it. Not here: the content of datasets, adapters and models,
 * of which the other tables say the same for commands and the page; wrong options, which are told with the usage.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { writePeft } from '../../../models/adapter/peft.ts';
import { mergeFolders } from '../../../src/headless/merge.ts';
import { checkModelFolder } from '../../../src/headless/model-folder.ts';
import { systemFault } from '../../../src/headless/system-fault.ts';
import { packFolder } from '../../../src/serve/pack.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';

const folder = mkdtempSync(join(tmpdir(), 'refusals-'));
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  const numbers = new Float32Array(4);
  const module = {
    name: 'layers.0.mlp.up_proj',
    inFeatures: 4,
    outFeatures: 4,
    loraA: numbers,
    loraB: numbers,
  };
  const files = writePeft({ rank: 1, alpha: 2, modules: [module] }, 'sparkle-tiny');
  const old = writePeft({ rank: 1, alpha: 2, modules: [module] }, 'sparkle-tiny', 0, '0123abcd');
  for (const name of ['adapter', 'old', 'empty', 'half', 'links']) mkdirSync(at(name));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(at('adapter'), name), content);
  for (const [name, content] of Object.entries(old)) writeFileSync(join(at('old'), name), content);
  writeFileSync(at('file'), 'no ZIP');
  writeFileSync(join(at('half'), 'config.json'), '{}');
  symlinkSync('../gone', join(at('links'), 'adapter_config.json'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const merge = (what: string, change: object, marked: string): RefusalRow => [
  what,
  marked,
  // As the command tells it, behind "Nothing was merged: ".
  async () => {
    try {
      await mergeFolders({
        adapter: at('adapter'),
        out: at('out'),
        model: 'public/models/sparkle-tiny',
        ...change,
      });
    } catch (error) {
      throw new Error(systemFault(error) ?? (error as Error).message);
    }
  },
];
/** A row: a place for a pack. */
const pack = (what: string, out: string, came: string): RefusalRow => [
  what,
  `Expected --out to name a folder that is new or empty, but «${out} ${came}». ‹Name another.›`,
  () => packFolder(at('adapter'), out, '1'),
];
/** A row: an error of the system, as it throws it for this path. */
const system = (what: string, code: string, path: string | null, marked: string): RefusalRow => [
  what,
  marked,
  () => ({
    reason: systemFault(Object.assign(new Error(code), { code, syscall: 'open', ...(path && { path }) })),
  }),
];

const rows: RefusalRow[] = [
  pack('a pack in a file', at('file'), 'is a file'),
  pack(
    'a pack on other files',
    at('half'),
    'holds files already, and those of two versions must not be mixed',
  ),
  pack('a pack in the build', join(at('adapter'), 'pack'), 'lies in the build itself'),
  merge(
    'an adapter that is not there',
    { adapter: at('gone') },
    `«${at('gone')} is not there». ‹Check the path.›`,
  ),
  merge(
    'a file that is no ZIP',
    { adapter: at('file') },
    `${at('file')}: It is «not a ZIP file, or its end is missing». ‹Choose a ZIP or a folder, or copy or download it again.›`,
  ),
  merge(
    'a link that leads nowhere',
    { adapter: at('links') },
    `${at('links')}: Expected an adapter as PEFT saves it, with adapter_config.json and adapter_model.safetensors, but there is no adapter_config.json among «0 files». ‹Choose both files, their folder, or a ZIP of it.› These links lead nowhere: adapter_config.json to ../gone. ‹Get the files that they stand for.›`,
  ),
  merge(
    'an adapter of other weights',
    { adapter: at('old') },
    `${at('old')}: It was trained on «other weights of sparkle-tiny than this version of the lab has». ‹Train it again, or merge it with the model that it was trained on (--model).›`,
  ),
  merge(
    'a place that is taken',
    { out: at('empty') },
    `Expected --out to name a folder that is not there yet, but «${at('empty')} is». ‹Name another.›`,
  ),
  merge(
    'a model that is a file',
    { model: at('file') },
    `«${at('file')} is not a folder». ‹Name the folder that holds the files.›`,
  ),
  merge(
    'an empty folder as model',
    { model: at('empty') },
    `${at('empty')}: Expected the files of an Idefics3 or SmolVLM model in ONNX format, as the hub lays them out; «missing are config.json, tokenizer.json, tokenizer_config.json, preprocessor_config.json, onnx/vision_encoder_fp16.onnx (or another of its kind: fp32, fp16, q4, q4f16, quantized), onnx/embed_tokens_fp16.onnx (or another of its kind: fp32, fp16, q4, q4f16, quantized), onnx/decoder_model_merged_q4.onnx (or another of its kind: fp32, fp16, q4, q4f16, quantized)». ‹Add them, or choose the folder of a whole model.›`,
  ),
  [
    'a model without weights',
    `Expected a folder with config.json and a folder onnx, as the hub lays models out, but «${at('half')} has no onnx». ‹Name the folder of the model itself.›`,
    () => checkModelFolder({ id: 'm', folder: at('half') }),
  ],
  [
    'a place in a file',
    `«${at('file')}/out is not a folder». ‹Name the folder that holds the files.›`,
    async () => ({
      reason: systemFault(await writeFile(join(at('file'), 'out'), '').catch((error: unknown) => error)),
    }),
  ],
  system('a folder in place of a file', 'EISDIR', '/a', '«/a is a folder». ‹Name a file.›'),
  system(
    'a file in place of a folder',
    'EEXIST',
    '/a',
    '«/a is a file where a folder is needed». ‹Name another place.›',
  ),
  system(
    'a file without permission',
    'EACCES',
    '/a',
    '«/a may not be used». ‹Change its permissions, or name another.›',
  ),
  system(
    'a full disk',
    'ENOSPC',
    null,
    '«The disk is full». ‹Free some space, or name another place with --out.›',
  ),
  system(
    'a limit of the shell',
    'EFBIG',
    null,
    'The file is «larger than may be written there». ‹Name another place with --out, or ask for less.›',
  ),
  system(
    'a broken disk',
    'EIO',
    '/a',
    '«/a could not be read or written». ‹Check the disk, or name another place.›',
  ),
];

describe('a path of a command', () => {
  testRefusals({
    rows,
    isOfCommands: true,
    sources: [
      'src/headless/merge.ts',
      'src/headless/model-files.ts',
      'src/headless/adapter-path.ts',
      'src/headless/model-folder.ts',
      'src/headless/folder-files.ts',
      'src/headless/system-fault.ts',
      'src/serve/pack.ts',
    ],
    others: {
      'npm run merge': 'the usage',
      'npm run pack': 'the usage',
      'Sparkle Lab ': 'its README',
      'Building the page': 'what is done',
      'The lab is in ': 'what was done',
      'The lab was not packed': 'what stands before the reason',
      ':  layers of rank': 'what was merged',
      'Nothing was merged': 'what stands before the reason',
      'note: the adapter does not say': 'told beside what was merged: ../headless/merge-command.test.ts',
      'an unknown place': 'of a link that was removed just now',
      '--adapter takes': 'an option, told with the usage',
      '--out takes': 'an option, told with the usage',
    },
  });
});
