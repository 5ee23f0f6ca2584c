/**
 * The files of a base model as an engine gets them: checked, and with LoRA inputs in the decoder. A damaged file that
 * reached ONNX Runtime would block its queue for good.
 * Not here: where files come from (folder.ts), sessions (../session/vlm.ts).
 */
import type { ModelConfig } from '../../config.ts';
import { modelParts } from '../../listing.ts';
import { messageOf } from '../../message-of.ts';
import { readPlace } from '../../place.ts';
import { placeFile } from '../../place-strength.ts';
import type { BaseModel, ModelPart } from '../../registry.ts';
import { type ChatTemplate, openSmallFiles, SmallFileError, type SmallFiles } from '../../small-files.ts';
import { type ModelSource, onnxPath } from '../../source.ts';
import { loopDecoder, mostLoopBytes } from '../rewrite/decoding-loop.ts';
import { foldPlace } from '../rewrite/placed-encoder.ts';
import { insertLora, type LoraTarget } from '../rewrite/surgery.ts';
import { type Chunks, ModelFileError } from '../wire.ts';
import { ModelFolder, type OnFileProgress } from './folder.ts';
import { DataType, type OnnxGraph, readGraph } from './graph.ts';
import { checkSizes } from './shapes.ts';

/** A file with external weights of an ONNX file. The first has no number. */
const dataFile = /\.onnx_data(_(\d+))?$/;

/** What an engine must know of an ONNX file before it sees it. */
export interface OnnxPart {
  /** Name without folders. */
  readonly file: string;
  /** Number of files with external weights. */
  readonly dataFiles: number;
  /** Whether weights, inputs or outputs are float16. */
  readonly hasFloat16: boolean;
  readonly operators: ReadonlySet<string>;
}

/** Number of models opened so far. */
let openedCount = 0;

/** The files of an open model. */
export interface ModelFiles {
  /**
   * The model's name for transformers.js. It must be simple, and new for each model: transformers.js remembers
   * configurations by name.
   */
  readonly engineId: string;
  readonly config: ModelConfig;
  /** The bytes of a file, by its path within the model's folder. */
  readonly read: (path: string) => Promise<Uint8Array<ArrayBuffer>>;
  /** The small files as they are, texts by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** The model's chat templates; the first is the one to use. */
  readonly templates: readonly ChatTemplate[];
  /**
   * Reads the ONNX files and checks them, also against config.json. `fetch` then gives what was read: the vision encoder
   * at the model's strength of place, the decoder with LoRA inputs and, for the processor, in a loop if its form is known.
   */
  readonly readParts: (isForProcessor: boolean) => Promise<OnnxPart[]>;
  /** Replaces `fetch` while transformers.js loads the model. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** The first error of a file, which transformers.js hides behind its own; null if there is none. */
  readonly failure: () => Error | null;
  /** The decoder's LoRA targets, after readParts. */
  readonly targets: () => readonly LoraTarget[];
  /** Bytes of all files read so far. */
  readonly sizeBytes: () => number;
}

/**
 * Reads the model's small files and prepares to fetch the rest. Throws ModelFileError if one is missing or another
 * model's.
 */
export async function openModelFiles(
  model: BaseModel,
  source: ModelSource,
  onProgress: OnFileProgress,
): Promise<ModelFiles> {
  const folder = new ModelFolder(model, source, onProgress);
  const engineId = `base-model-${++openedCount}`;
  const small = await readSmall(folder);
  const { config, texts, templates } = small;
  /** ONNX files as the engine gets them, by path. Each is given once. */
  const ahead = new Map<string, Blob>();
  let failure: Error | null = null;
  let targets: readonly LoraTarget[] = [];

  const readParts = async (isForProcessor: boolean): Promise<OnnxPart[]> => {
    const parts = await Promise.all(
      modelParts.map(async (part) => {
        const path = onnxPath(model, part);
        const bytes = await folder.read(path);
        const file = folder.nameOf(path);
        return { part, path, bytes, file, graph: readGraph(bytes, file) };
      }),
    );
    const graphs = Object.fromEntries(parts.map(({ part, ...each }) => [part, each])) as Record<
      ModelPart,
      (typeof parts)[number]
    >;
    checkSizes(config, texts.get('config.json')!, folder.nameOf('config.json'), graphs);
    const encoder = await seenEncoder(model, folder, config, graphs.vision_encoder);
    const described = parts.map(({ part, path, bytes, file, graph }) => {
      const decoder = part === 'decoder_model_merged' ? insertLora(bytes, config.text_config, file) : null;
      if (decoder) targets = decoder.targets;
      const others = part === 'vision_encoder' ? encoder : [bytes];
      ahead.set(path, new Blob([...(decoder?.chunks ?? others)]));
      return describePart(graph, path, file);
    });
    if (isForProcessor) await loopAhead();
    return described;
  };

  /** Exchanges the decoder for one in a loop. Other forms stay as they are, and compute one token a call. */
  const loopAhead = async (): Promise<void> => {
    const path = onnxPath(model, 'decoder_model_merged');
    const parts = [ahead.get(path)!, ahead.get(onnxPath(model, 'embed_tokens'))!];
    if (parts.some(({ size }) => size > mostLoopBytes)) return;
    const [decoder, embedding] = await Promise.all(
      parts.map(async (part) => new Uint8Array(await part.arrayBuffer())),
    );
    const chunks = loopDecoder(decoder!, embedding!);
    if (chunks) ahead.set(path, new Blob([...chunks]));
  };

  const fetchForEngine = async (input: string | URL | Request): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input, self.location.href);
    const path = decodeURIComponent(url.pathname.split(`/${engineId}/`)[1] ?? '');
    const known = ahead.get(path) ?? small.forEngine.get(path);
    ahead.delete(path);
    if (known !== undefined) return new Response(known);
    // Weights are not read here: they are large, and nothing about them can be checked.
    if (dataFile.test(path)) return folder.counted(path, await folder.open(path));
    return new Response(null, { status: 404 });
  };

  return {
    engineId,
    config,
    texts,
    templates,
    read: (path) => folder.read(path),
    readParts,
    fetch: (input) =>
      fetchForEngine(input).catch((error: unknown) => {
        failure ??= error instanceof Error ? error : new Error(String(error));
        throw error;
      }),
    failure: () => failure,
    targets: () => targets,
    sizeBytes: () => folder.sizeBytes(),
  };
}

/** The vision encoder as the model is to be seen: at its strength of place. Throws ModelFileError. */
async function seenEncoder(
  { place: strength }: BaseModel,
  folder: ModelFolder,
  { text_config: { hidden_size: hidden } }: ModelConfig,
  { bytes, file }: { readonly bytes: Uint8Array<ArrayBuffer>; readonly file: string },
): Promise<Chunks> {
  if (strength === null) return [bytes];
  const place = readPlace(await folder.read(placeFile), hidden, folder.nameOf(placeFile));
  return foldPlace(bytes, file, place, strength);
}

async function readSmall(folder: ModelFolder): Promise<SmallFiles> {
  try {
    return await openSmallFiles((path) => folder.readText(path));
  } catch (error) {
    // Its message begins with the file's path.
    throw error instanceof SmallFileError ? new ModelFileError(folder.nameOf(messageOf(error))) : error;
  }
}

/**
 * What an engine must know of the file at `path`, which messages call `name`. Throws ModelFileError if its weights are
 * elsewhere.
 */
function describePart({ nodes, tensors, inputs, outputs }: OnnxGraph, path: string, name: string): OnnxPart {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const locations = new Set([...tensors.values()].flatMap(({ external }) => external?.location ?? []));
  for (const location of locations) {
    if (location.startsWith(`${file}_data`) && dataFile.test(location)) continue;
    throw new ModelFileError(
      `${name}: expected weights in this file or in ${file}_data (and _data_1 and so on), got weights in "${location}". Export the model with the usual names.`,
    );
  }
  return {
    file,
    dataFiles: Math.max(0, ...[...locations].map((each) => Number(dataFile.exec(each)?.[2] ?? 0) + 1)),
    hasFloat16: [...tensors.values(), ...inputs, ...outputs].some(
      ({ dataType }) => dataType === DataType.float16,
    ),
    operators: new Set(nodes.map(({ operator }) => operator)),
  };
}
