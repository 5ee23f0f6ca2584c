/** Every message with which published files of captions and their entries are refused. Not here: other datasets. */
import { createCanvas } from '@napi-rs/canvas';
import { beforeAll, describe } from 'vitest';
import type { FolderFile } from '../../../src/files/chosen-files.ts';
import { importDataset } from '../../../src/sparkle/dataset/dataset-import.ts';
import { captionFiles } from '../../fixtures/caption-files.ts';
import { decodeInNode } from '../../fixtures/decode-in-node.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';

let png: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  png = new Uint8Array(await createCanvas(30, 20).encode('png'));
});

const file = (path: string, content: BlobPart): FolderFile => ({ path, blob: new Blob([content]) });
const json = (path: string, value: unknown) => file(path, JSON.stringify(value));
const named = (name: string) => json(name, captionFiles.find(({ file }) => name.endsWith(file))!.entries);

/** A row: the message about all files. */
const whole = (what: string, files: readonly FolderFile[], marked: string): RefusalRow => [
  what,
  marked,
  () => importDataset(files, decodeInNode),
];
/** A row: the message about the only entry of a file, whose image is there. */
const entry = (what: string, name: string, value: unknown, marked: string): RefusalRow => [
  what,
  marked,
  async () => {
    const read = await importDataset(
      [json(name, [value]), file('val2017/000000000007.jpg', png)],
      decodeInNode,
    );
    return 'problem' in read ? read : read.dataset.problems[0];
  },
];
const [whatsup, coco] = ['controlled_images_dataset.json', 'coco_qa_one_obj.json'];

describe('published captions', () => {
  testRefusals({
    rows: [
      whole(
        'an unknown split',
        [named(coco), json('coco_qa_three_obj.json', [])],
        'The file «"coco_qa_three_obj.json"» is named like a published set of captions and is none of them: expected controlled_images_dataset.json, controlled_clevr_dataset.json, coco_qa_one_obj.json, coco_qa_two_obj.json, vg_qa_one_obj.json or vg_qa_two_obj.json. ‹Name it so, or take it out.›',
      ),
      whole(
        'captions in two folders',
        [named(`a/${coco}`), named('b/vg_qa_one_obj.json')],
        'Expected the files of captions in one folder, but got «"a/coco_qa_one_obj.json" and "b/vg_qa_one_obj.json"». ‹Choose one of the two folders.›',
      ),
      whole(
        'a file that is cut off',
        [file(coco, '[[7, "A')],
        '«coco_qa_one_obj.json» is not whole: it is cut off, or no JSON file. ‹Download it again.›',
      ),
      whole(
        'a file without a list',
        [json(coco, { 7: 'left' })],
        'Expected a list of captions in coco_qa_one_obj.json, but «got {"7":"left"}». ‹Take the published file coco_qa_one_obj.json.›',
      ),
      entry(
        'lists among paths',
        whatsup,
        [7, 'left', 'right'],
        `Expected {"image_path": ..., "caption_options": [...]}, as What's Up has it, but «got [7,"left","right"]». ‹Write it so, or remove it.›`,
      ),
      entry(
        'paths among lists',
        coco,
        { image_path: 'a.png', caption_options: ['left', 'right'] },
        'Expected [image id, right caption, wrong caption], as COCO-spatial and GQA-spatial have it, but «got {"image_path":"a.png","caption_options"…». ‹Write it so, or remove it.›',
      ),
      entry(
        'one caption',
        coco,
        [7, 'A photo of a bench on the left'],
        'Expected 2 to 26 captions to choose from, the right one first, but «got 1». ‹Add the wrong ones, or remove the entry.›',
      ),
      entry(
        'a caption that is no text',
        coco,
        [7, 'left', 3],
        'Expected each caption as text, but «got 3». ‹Write it so, or remove the entry.›',
      ),
      entry(
        'captions that are alike',
        coco,
        [7, 'On the left', 'on the left '],
        'Expected captions that differ, but «got ["On the left","on the left "]». ‹Change one, or remove the entry.›',
      ),
      entry(
        'a missing image',
        coco,
        [8, 'left', 'right'],
        'The image «"val2017/000000000008.jpg"» is not among the files. ‹Add it, or correct its path.›',
      ),
    ],
    sources: ['src/sparkle/dataset/caption-files.ts'],
  });
});
