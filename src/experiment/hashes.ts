/**
 * SHA-256 of what a run is made of, for its report: the base model's files, the scored items, imported data. Not here: the
 * short fingerprint by which runs and adapters are compared (fingerprint.ts).
 */
import { modelParts } from '../../models/listing.ts';
import { sparkleTiny } from '../../models/registry.ts';
import { onnxPath } from '../../models/source.ts';
import { sha256Of, sha256OfBlob, sha256OfValue } from '../files/sha256.ts';
import type { QuestionSet, ScoredItem } from '../sparkle/dataset/imported.ts';
import type { QuestionSets } from './imported-data.ts';
import type { OpenedModel } from './open-model.ts';

/** SHA-256 of what a run is made of, as hexadecimal digits. */
export interface Hashes {
  /** By the path of the file. Of the embedded model one for all its ONNX files, as the lab was built with them. */
  readonly model: Readonly<Record<string, string>>;
  /** Of all scored items with their scenes and right answers: the same questions, the same hash. */
  readonly items: string;
  /** Of the imported data that were trained on; null if the seed and the settings made them. */
  readonly trainingData: string | null;
  /** Of the imported data of which questions were scored; null if there are none. */
  readonly testData: string | null;
  /** Of the weights file of the measured adapter; null if none was measured. */
  readonly adapter: string | null;
}

/** The hashes of a base model's files. Rejects if one can no longer be read. */
export async function modelHashes({ model, source }: OpenedModel): Promise<Hashes['model']> {
  if (source.kind === 'files') {
    const files = Object.entries(source.files).sort(([a], [b]) => (a < b ? -1 : 1));
    const hashed: [string, string][] = [];
    for (const [path, blob] of files) hashed.push([path, await sha256OfBlob(blob)]);
    return Object.fromEntries(hashed);
  }
  // They come with the page.
  if (model.id === sparkleTiny.id) return { 'onnx/*.onnx': sparkleTiny.sha256 };
  const paths = [...source.optional, ...modelParts.map((part) => onnxPath(model, part))];
  const hashed: [string, string][] = [];
  for (const path of paths.sort()) {
    const answer = await fetch(new URL(`${model.path}/${path}`, document.baseURI));
    hashed.push([path, await sha256OfBlob(await answer.blob())]);
  }
  return Object.fromEntries(hashed);
}

/** The hash of scored items. */
export const itemsHash = (items: readonly ScoredItem[]): string => sha256OfValue(items);

/** The hashes of imported data. */
export async function dataHashes({
  training,
  test,
}: QuestionSets): Promise<Pick<Hashes, 'trainingData' | 'testData'>> {
  const trainingData = training && (await setHash(training));
  return { trainingData, testData: test === training ? trainingData : test && (await setHash(test)) };
}

/** Of the questions, and of the images by their paths. */
async function setHash({ questions, images }: QuestionSet): Promise<string> {
  const files: [string, string][] = [];
  for (const [path, { blob }] of images) files.push([path, await sha256OfBlob(blob)]);
  const words = questions.map(({ query, response, image, set = [] }) => [query, response, image].concat(set));
  return sha256Of(JSON.stringify([words, files]));
}
