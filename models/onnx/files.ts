/**
 * Fetches the files of a base model from the page's own origin, checks them before an engine sees them, and puts LoRA
 * inputs into the decoder. A damaged file that reached ONNX Runtime would block its queue for good.
 * Not here: sessions (vlm.ts).
 */
import { z } from 'zod';
import { ModelConfig } from '../config.ts';
import type { BaseModel } from '../registry.ts';
import type { ModelSource } from '../source.ts';
import { readGraph } from './graph.ts';
import { insertLora, type LoraTarget } from './surgery.ts';
import { ModelFileError } from './wire.ts';

/**
 * The folder above a base model's `path`, ending in a slash. A worker's script is the only address a worker knows: it
 * lies in the page's assets folder when built, and under the server's root in development.
 */
export const pageFolder = (): URL => new URL(import.meta.env.DEV ? '/' : '../', self.location.href);

/** Bytes of one file so far; `totalBytes` is null where the server does not say. */
export type OnFileProgress = (file: string, loadedBytes: number, totalBytes: number | null) => void;

/** Reports come at most this often. */
const progressEveryMs = 100;

/** Without it transformers.js uses defaults. */
const optionalFile = /\/generation_config\.json$/;
const decoderFile = /\/decoder_model_merged[^/]*\.onnx$/;

export interface ModelFiles {
  readonly config: ModelConfig;
  /** Stands in for `fetch` while transformers.js loads the model. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** What went wrong with a file; transformers.js hides it behind errors of its own. */
  readonly failure: () => Error | null;
  /** LoRA targets of the decoder, once it was fetched. */
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
  let failure: Error | null = null;
  let targets: readonly LoraTarget[] = [];

  const fetchChecked = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input, self.location.href);
    const file = url.pathname.slice(pageFolder().pathname.length);
    const response = await (source.kind === 'files'
      ? responseOf(source.files[decodeURIComponent(file.slice(model.path.length + 1))])
      : fetch(url, init)
    ).catch((error: unknown) => {
      throw new ModelFileError(
        `${file}: expected the file from ${url.origin}, but it could not be fetched (${messageOf(error)}). Check that the page's server is running.`,
      );
    });
    if (response.status === 404 && optionalFile.test(url.pathname)) return response;
    if (!response.ok && source.kind === 'files')
      throw new ModelFileError(
        `${file}: expected this file among those of the model ${model.name}, but it is not there. Download the model again, or choose a folder that has it.`,
      );
    if (!response.ok)
      throw new ModelFileError(
        `${file}: expected a file of the model ${model.name}, got HTTP ${response.status} from ${url.origin}. The file is missing where the page is served: install the lab again.`,
      );
    const bytes = await readBody(response, file, onProgress);
    sizes.set(file, bytes.length);
    if (file.endsWith('.json')) checkJson(bytes, file);
    if (!file.endsWith('.onnx')) return new Response(bytes);
    if (!decoderFile.test(url.pathname)) {
      readGraph(bytes, file);
      return new Response(bytes);
    }
    const decoder = insertLora(bytes, config.text_config, file);
    targets = decoder.targets;
    return new Response(new Blob([...decoder.chunks]));
  };

  const configFile = `${model.path}/config.json`;
  const parsed = ModelConfig.safeParse(await (await fetchChecked(new URL(configFile, pageFolder()))).json());
  if (!parsed.success) {
    throw new ModelFileError(
      `${configFile}: not the config of a model this lab can run:\n${z.prettifyError(parsed.error)}`,
    );
  }
  const config = parsed.data;
  return {
    config,
    fetch: (input, init) =>
      fetchChecked(input, init).catch((error: unknown) => {
        failure ??= error instanceof Error ? error : new Error(String(error));
        throw error;
      }),
    failure: () => failure,
    targets: () => targets,
    sizeBytes: () => [...sizes.values()].reduce((sum, size) => sum + size, 0),
  };
}

const responseOf = async (blob: Blob | undefined): Promise<Response> =>
  blob
    ? new Response(blob, { headers: { 'content-length': String(blob.size) } })
    : new Response(null, { status: 404 });

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function readBody(
  response: Response,
  file: string,
  onProgress: OnFileProgress,
): Promise<Uint8Array<ArrayBuffer>> {
  const announced = Number(response.headers.get('content-length'));
  const totalBytes = announced > 0 ? announced : null;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let loadedBytes = 0;
  let reportedMs = 0;
  const reader = response.body!.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    loadedBytes += value.length;
    if (performance.now() - reportedMs < progressEveryMs) continue;
    reportedMs = performance.now();
    onProgress(file, loadedBytes, totalBytes);
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
