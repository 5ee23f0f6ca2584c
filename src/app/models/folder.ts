/**
 * A folder of model files on a person's disk as a base model. Nothing is copied, so the folder must be chosen again after
 * the page was closed. Not here: choosing it (model-folder.tsx).
 */
import type { ModelConfig } from '../../../models/config.ts';
import { baseModelOf, chooseFiles } from '../../../models/listing.ts';
import { type BaseModel, usualDtypes } from '../../../models/registry.ts';
import type { ModelSource } from '../../../models/source.ts';
import { folderPrefix } from '../../experiment/config.ts';
import { type FolderFile, fileFault, filesByPath } from '../../files/chosen-files.ts';

const configFile = 'config.json';

/**
 * Reads which model a folder holds, in the hub's layout; the model may be in a folder inside. `hasF16`: whether the GPU
 * computes with 16-bit floats. @throws Error with a plain message if there is no model, more than one, or a part is missing.
 */
export async function openFolder(
  files: readonly FolderFile[],
  hasF16: boolean,
): Promise<{ model: BaseModel; source: ModelSource; config: ModelConfig }> {
  const all = filesByPath(files);
  const root = rootOf([...all.keys()]);
  const byPath = new Map(
    [...all]
      .filter(([path]) => path.startsWith(root))
      .map(([path, blob]) => [path.slice(root.length), blob] as const),
  );
  const listing = [...byPath].map(([path, { size }]) => ({ path, sizeBytes: size, sha256: null }));
  const dtypes = usualDtypes[hasF16 ? 'withF16' : 'withoutF16'];
  const choice = chooseFiles(listing, dtypes, hasF16);
  const name = root.split('/').at(-2) || 'model';
  if ('problem' in choice) throw new Error(`${name}: ${choice.problem}`);
  const title = { id: `${folderPrefix}${name}`.slice(0, 200), name, licence: 'see its folder' };
  const read = async (path: string) =>
    (await byPath
      .get(path)
      ?.text()
      .catch((error: unknown) => {
        throw new Error(`${path} ${fileFault(error)}.`);
      })) ?? null;
  const { model, config } = await baseModelOf(title, read, choice);
  const taken = choice.files.map(({ path }) => [path, byPath.get(path)!] as const);
  return { model, config, source: { kind: 'files', files: Object.fromEntries(taken) } };
}

/** The path of the folder that holds the model, with a slash at its end, or empty. */
function rootOf(paths: readonly string[]): string {
  const roots = paths
    .filter((path) => path === configFile || path.endsWith(`/${configFile}`))
    .map((path) => path.slice(0, -configFile.length))
    // A config.json without onnx/ beside it belongs to a part of a model.
    .filter((root) => paths.some((path) => path.startsWith(`${root}onnx/`)));
  const [first] = roots;
  if (first === undefined)
    throw new Error(
      `Expected a folder with ${configFile} and a folder onnx beside it, as the hub lays models out, got ${paths.length} ${paths.length === 1 ? 'file' : 'files'} without. Choose the folder of the model itself.`,
    );
  if (roots.length > 1)
    throw new Error(
      `Expected one model, got ${roots.length}: ${roots.map((root) => root.slice(0, -1)).join(', ')}. Choose the folder of one of them.`,
    );
  return first;
}
