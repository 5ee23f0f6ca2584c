/**
 * Fetches the files of a base model from the page's own origin, checks them before an engine sees them, and puts LoRA
 * inputs into the decoder. A damaged file that reached ONNX Runtime would block its queue for good.
 * Not here: sessions (vlm.ts).
 */

import { z } from 'zod';
import { ModelConfig } from '../../config.ts';
import { messageOf } from '../../message-of.ts';
import type { BaseModel, ModelPart } from '../../registry.ts';
import { type ModelSource, onnxPath } from '../../source.ts';
import { insertLora, type LoraTarget } from '../rewrite/surgery.ts';
import { ModelFileError } from '../wire.ts';
import { DataType, readGraph } from './graph.ts';

/**
 * The folder above a base model's `path`, ending in a slash. A worker's script is the only address a worker knows: it
 * lies in the page's assets folder when built, and under the server's root in development.
 */
const pageFolder = (): URL => new URL(import.meta.env.DEV ? '/' : '../', self.location.href);

/** Bytes of one file so far; `totalBytes` is null where the server does not say. */
export type OnFileProgress = (file: string, loadedBytes: number, totalBytes: number | null) => void;

/** Reports come at most this often. */
const progressEveryMs = 100;

/** Without the first transformers.js uses defaults; the others are there where the tokenizer has no chat template. */
const optionalFile = /\/(generation_config\.json|chat_template\.(json|jinja))$/;
/** Weights that an ONNX file keeps beside itself: the first file has no number. */
const dataFile = /\.onnx_data(_(\d+))?$/;

/** What an engine must know of an ONNX file before it sees it. */
export interface OnnxPart {
  /** Name without folders. */
  readonly file: string;
  /** Files beside it that hold its weights. */
  readonly dataFiles: number;
  /** Whether weights, inputs or outputs are float16. */
  readonly hasFloat16: boolean;
  readonly operators: ReadonlySet<string>;
}

/** Models opened so far. */
let openedCount = 0;

export interface ModelFiles {
  /**
   * What transformers.js is to call the model. It takes simple names only, and remembers configurations by them: other
   * files under a name that was used would be read with the configuration of those before.
   */
  readonly engineId: string;
  readonly config: ModelConfig;
  /** The bytes of a file, by its path within the model's folder; JSON and ONNX are checked. */
  readonly read: (path: string) => Promise<Uint8Array<ArrayBuffer>>;
  /** The text of a file that a model need not have; null where it has not. */
  readonly readOptional: (path: string) => Promise<string | null>;
  /** Reads the ONNX files ahead; fetch gives out what was read, the decoder with LoRA inputs. */
  readonly readParts: () => Promise<OnnxPart[]>;
  /** Stands in for `fetch` while transformers.js loads the model. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** What went wrong with a file; transformers.js hides it behind errors of its own. */
  readonly failure: () => Error | null;
  /** LoRA targets of the decoder, once it was read by readParts. */
  readonly targets: () => readonly LoraTarget[];
  /** Bytes of all files fetched. */
  readonly sizeBytes: () => number;
}

/** Reads the model's config.json and prepares to fetch the rest. Throws ModelFileError where it is not there so. */
export async function openModelFiles(
  model: BaseModel,
  source: ModelSource,
  onProgress: OnFileProgress,
): Promise<ModelFiles> {
  const sizes = new Map<string, number>();
  /** ONNX files as the engine gets them, by path; each is given out once. */
  const ahead = new Map<string, Blob>();
  let failure: Error | null = null;
  let targets: readonly LoraTarget[] = [];
  const nameOf = (path: string): string => `${model.path}/${path}`;
  const engineId = `base-model-${++openedCount}`;

  /** A file that is there, or the 404 of one that need not be. */
  const open = async (path: string): Promise<Response> => {
    const file = nameOf(path);
    const url = new URL(file, pageFolder());
    const response = await (source.kind === 'files' ? responseOf(source.files[path]) : fetch(url)).catch(
      (error: unknown) => {
        throw new ModelFileError(
          `${file}: expected the file from ${url.origin}, but it could not be fetched (${messageOf(error)}). Check that the page's server is running.`,
        );
      },
    );
    if (optionalFile.test(file) && (response.status === 404 || isPage(response))) return absent();
    if (response.ok) return response;
    throw new ModelFileError(
      source.kind === 'files'
        ? `${file}: expected this file among those of the model ${model.name}, but it is not there. Download the model again, or choose a folder that has it.`
        : `${file}: expected a file of the model ${model.name}, got HTTP ${response.status} from ${url.origin}. The file is missing where the page is served: install the lab again.`,
    );
  };

  const readResponse = async (path: string, response: Response): Promise<Uint8Array<ArrayBuffer>> => {
    const file = nameOf(path);
    const bytes = await readBody(response, file, onProgress);
    sizes.set(file, bytes.length);
    if (file.endsWith('.json')) checkJson(bytes, file);
    return bytes;
  };
  const read = async (path: string) => readResponse(path, await open(path));

  const readPart = async (part: ModelPart): Promise<OnnxPart> => {
    const path = onnxPath(model, part);
    const file = path.slice(path.lastIndexOf('/') + 1);
    const bytes = await read(path);
    const { nodes, tensors, inputs, outputs } = readGraph(bytes, nameOf(path));
    const places = new Set([...tensors.values()].flatMap(({ external }) => external?.location ?? []));
    for (const place of places) {
      if (place.startsWith(`${file}_data`) && dataFile.test(place)) continue;
      throw new ModelFileError(
        `${nameOf(path)}: expected weights in this file or in ${file}_data (and _data_1 and so on), got weights in "${place}". Export the model with the usual names.`,
      );
    }
    const chunks = part === 'decoder_model_merged' ? cutDecoder(bytes, nameOf(path)) : [bytes];
    ahead.set(path, new Blob(chunks));
    return {
      file,
      dataFiles: Math.max(0, ...[...places].map((place) => Number(dataFile.exec(place)?.[2] ?? 0) + 1)),
      hasFloat16: [...tensors.values(), ...inputs, ...outputs].some(
        ({ dataType }) => dataType === DataType.float16,
      ),
      operators: new Set(nodes.map(({ operator }) => operator)),
    };
  };
  const cutDecoder = (bytes: Uint8Array<ArrayBuffer>, file: string): Uint8Array<ArrayBuffer>[] => {
    const decoder = insertLora(bytes, config.text_config, file);
    targets = decoder.targets;
    return [...decoder.chunks];
  };

  const fetchForEngine = async (input: string | URL | Request): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input, self.location.href);
    const path = decodeURIComponent(url.pathname.split(`/${engineId}/`)[1] ?? '');
    const known = ahead.get(path);
    ahead.delete(path);
    if (known) return new Response(known);
    const response = await open(path);
    if (!response.ok) return response;
    if (!dataFile.test(path)) return new Response(await readResponse(path, response));
    // Weights pass through: they are large, and nothing can be told of them here.
    const file = nameOf(path);
    const report = progressOf(response, file, onProgress);
    const counted = response.body!.pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(chunk, stream) {
          sizes.set(file, report(chunk.length));
          stream.enqueue(chunk);
        },
      }),
    );
    return new Response(counted, { headers: response.headers });
  };

  const parsed = ModelConfig.safeParse(JSON.parse(new TextDecoder().decode(await read('config.json'))));
  if (!parsed.success) {
    throw new ModelFileError(
      `${nameOf('config.json')}: not the config of a model this lab can run:\n${z.prettifyError(parsed.error)}`,
    );
  }
  const config = parsed.data;
  return {
    engineId,
    config,
    read,
    async readOptional(path) {
      const response = await open(path);
      return response.ok ? new TextDecoder().decode(await readResponse(path, response)) : null;
    },
    readParts: () => Promise.all(parts.map(readPart)),
    fetch: (input) =>
      fetchForEngine(input).catch((error: unknown) => {
        failure ??= error instanceof Error ? error : new Error(String(error));
        throw error;
      }),
    failure: () => failure,
    targets: () => targets,
    sizeBytes: () => [...sizes.values()].reduce((sum, size) => sum + size, 0),
  };
}

const parts: readonly ModelPart[] = ['vision_encoder', 'embed_tokens', 'decoder_model_merged'];

const absent = () => new Response(null, { status: 404 });

/** Some servers answer what they do not have with a page. */
const isPage = ({ headers }: Response): boolean => /text\/html/.test(headers.get('content-type') ?? '');

const responseOf = async (blob: Blob | undefined): Promise<Response> =>
  blob ? new Response(blob, { headers: { 'content-length': String(blob.size) } }) : absent();

/** Takes the bytes that have come, tells of them now and then, and gives their sum. */
function progressOf(
  response: Response,
  file: string,
  onProgress: OnFileProgress,
): (moreBytes: number) => number {
  const announced = Number(response.headers.get('content-length'));
  const totalBytes = announced > 0 ? announced : null;
  let loadedBytes = 0;
  let reportedMs = 0;
  return (moreBytes) => {
    loadedBytes += moreBytes;
    if (performance.now() - reportedMs >= progressEveryMs || loadedBytes === totalBytes) {
      reportedMs = performance.now();
      onProgress(file, loadedBytes, totalBytes);
    }
    return loadedBytes;
  };
}

async function readBody(
  response: Response,
  file: string,
  onProgress: OnFileProgress,
): Promise<Uint8Array<ArrayBuffer>> {
  const report = progressOf(response, file, onProgress);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let loadedBytes = 0;
  const reader = response.body!.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    loadedBytes = report(value.length);
  }
  onProgress(file, loadedBytes, loadedBytes);
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function checkJson(bytes: Uint8Array<ArrayBuffer>, file: string): void {
  const text = new TextDecoder().decode(bytes);
  try {
    JSON.parse(text);
  } catch {
    throw new ModelFileError(
      `${file}: expected JSON, got ${bytes.length} bytes beginning with "${text.slice(0, 24)}". The file is damaged, or the server answered with something else: install the lab again.`,
    );
  }
}
