/** How a run gets the base model that its config names. Not here: downloads and folders (src/app). */
import { readGpuLimits } from '../../models/gpu/adapter.ts';
import {
  baseModelOf,
  chooseFiles,
  type ListedFile,
  modelParts,
  modelPath,
  possibleOnnxFiles,
} from '../../models/listing.ts';
import { placeFile } from '../../models/place-strength.ts';
import { type BaseModel, hubModels, sparkleTiny, usualDtypes } from '../../models/registry.ts';
import { optionalFiles, smallFiles } from '../../models/small-files.ts';
import { type ModelSource, onnxFile, ownOrigin } from '../../models/source.ts';

/** A base model, and where its files are. */
export interface OpenedModel {
  readonly model: BaseModel;
  readonly source: ModelSource;
}

/** Opens the base model with that id, as a config names it. Rejects with a plain message if it is not there. */
export type OpenModel = (id: string) => Promise<OpenedModel>;

/** Opens the embedded model, which comes with the page, and no other. */
export const openEmbeddedModel: OpenModel = async (id) => {
  if (id !== sparkleTiny.id) throw new Error(`There is no base model ${id} here. Choose ${sparkleTiny.id}.`);
  return { model: sparkleTiny, source: ownOrigin };
};

/**
 * Opens a model whose files were put beside the page, under models/<id>/ in the hub's layout; null if there is none.
 * @throws Error with a plain message if the files there cannot be used.
 */
export async function openServedModel(id: string): Promise<OpenedModel | null> {
  const folder = new URL(`${modelPath(id)}/`, document.baseURI);
  const config = await fetch(new URL('config.json', folder)).catch(() => null);
  if (!config || !isFile(config)) return null;
  const known = hubModels.find((each) => each.id === id);
  const hasF16 = (await readGpuLimits())?.hasF16 ?? false;
  const wished = (known?.dtypes ?? usualDtypes)[hasF16 ? 'withF16' : 'withoutF16'];
  // A server gives no list: ask for the usual files first, and for all others only if one is missing.
  const usual = modelParts.map((part) => onnxFile(part, wished[part]));
  let choice = chooseFiles(await whatIsThere(folder, [...smallFiles, placeFile, ...usual]), wished, hasF16);
  if ('problem' in choice)
    choice = chooseFiles(
      await whatIsThere(folder, [...smallFiles, placeFile, ...possibleOnnxFiles]),
      wished,
      hasF16,
    );
  if ('problem' in choice) throw new Error(`${folder.href}: ${choice.problem}`);
  const title = { id, name: known?.name ?? id, licence: known?.licence ?? 'see its folder' };
  const there = choice.files.map(({ path }) => path);
  const read = async (path: string) =>
    there.includes(path) ? (await fetch(new URL(path, folder))).text() : null;
  const { model } = await baseModelOf(title, read, choice);
  const optional = optionalFiles.filter((path) => there.includes(path));
  return { model, source: { kind: 'origin', optional } };
}

/** Some servers answer with a page for a file that they do not have. */
const isFile = ({ ok, headers }: Response): boolean =>
  ok && !/text\/html/.test(headers.get('content-type') ?? '');

async function whatIsThere(folder: URL, paths: readonly string[]): Promise<ListedFile[]> {
  const found = await Promise.all(
    paths.map(async (path): Promise<ListedFile | null> => {
      const answer = await fetch(new URL(path, folder), { method: 'HEAD' });
      // A server that compresses tells the compressed size, which is not that of the file.
      const isCompressed = answer.headers.has('content-encoding');
      const sizeBytes = isCompressed ? 0 : Number(answer.headers.get('content-length') ?? 0);
      return isFile(answer) ? { path, sizeBytes, sha256: null } : null;
    }),
  );
  return found.filter((file) => file !== null);
}
