/**
 * The table of published sets of captions: What's Up, COCO-spatial and GQA-spatial, by which the paper measures its models
 * on photographs. A question shows a photo and offers captions, of which the first that is published is right. Layouts as
 * in amitakamath/whatsup_vlms at 447c169, dataset_zoo/aro_datasets.py (Kamath et al., EMNLP 2023), where GQA-spatial is
 * called VG. Not here: reading the files (caption-files.ts), judging answers (imported.ts). The data are not in this
 * project.
 */
import { boxedLetter, optionsText } from '../style/choice.ts';

/** Where the file of a set has what: objects with image_path and caption_options, or lists [image id, right, wrong]. */
type EntryLayout =
  | { readonly kind: 'paths' }
  /** The path of an image by its id, from the folder of the file. */
  | { readonly kind: 'ids'; readonly imagePath: (id: string) => string };

/** A row of the table. */
interface CaptionSetRow {
  /** The task that its questions are scored as. */
  readonly name: string;
  /** The name of its file, as published. */
  readonly file: string;
  readonly entries: EntryLayout;
}

const paths = { kind: 'paths' } as const;
const coco = { kind: 'ids', imagePath: (id: string) => `val2017/${id.padStart(12, '0')}.jpg` } as const;
const gqa = { kind: 'ids', imagePath: (id: string) => `vg_images/${id}.jpg` } as const;

/** All sets, in the order in which they are shown. */
export const captionSets = [
  {
    name: 'whatsup-a',
    file: 'controlled_images_dataset.json',
    entries: paths,
  },
  {
    name: 'whatsup-b',
    file: 'controlled_clevr_dataset.json',
    entries: paths,
  },
  { name: 'coco-one', file: 'coco_qa_one_obj.json', entries: coco },
  { name: 'coco-two', file: 'coco_qa_two_obj.json', entries: coco },
  { name: 'gqa-one', file: 'vg_qa_one_obj.json', entries: gqa },
  { name: 'gqa-two', file: 'vg_qa_two_obj.json', entries: gqa },
] as const satisfies readonly CaptionSetRow[];

export type CaptionSet = (typeof captionSets)[number];
export type CaptionSetName = CaptionSet['name'];

/** Where the published code has its data: paths of images begin with it, and the files of the sets lie in it. */
export const dataFolder = 'data/';

/** Files that are named like those of a set, whether they are one or not. */
export const captionFilePattern = /^(controlled|coco_qa|vg_qa|gqa_qa)_.*\.json$/i;

/** The question of an offer of captions, as the style 'choice' asks, and its answer. */
export const captionQuestion = (offered: readonly string[], right: string) => ({
  query: `Which caption describes the image?\n${optionsText(offered)}`,
  response: boxedLetter(offered.indexOf(right)),
});
