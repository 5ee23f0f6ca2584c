/**
 * Reads the files of a base model from the page's own origin, or from files that the page has, and reports progress.
 * Not here: what ONNX files must have, and what an engine gets of them (files.ts).
 */
import type { BaseModel } from '../../registry.ts';
import { optionalFiles } from '../../small-files.ts';
import type { ModelSource } from '../../source.ts';
import { ModelFileError } from '../wire.ts';

/** Bytes of one file so far; `totalBytes` is null if the server does not say. */
export type OnFileProgress = (file: string, loadedBytes: number, totalBytes: number | null) => void;

/** Progress is reported at most this often. */
const progressEveryMs = 100;

/**
 * The folder above a base model's `path`, ending in a slash. A worker knows only the address of its own script: that is
 * in the page's assets folder when built, and under the server's root in development.
 */
const pageFolder = (): URL => new URL(import.meta.env.DEV ? '/' : '../', self.location.href);

/** The folder of a base model. Paths are relative to it. */
export class ModelFolder {
  readonly #model: BaseModel;
  readonly #source: ModelSource;
  readonly #onProgress: OnFileProgress;
  /** Bytes read, by the file's name. */
  readonly #sizes = new Map<string, number>();

  constructor(model: BaseModel, source: ModelSource, onProgress: OnFileProgress) {
    this.#model = model;
    this.#source = source;
    this.#onProgress = onProgress;
  }

  /** A file's name for messages and progress. */
  nameOf(path: string): string {
    return `${this.#model.path}/${path}`;
  }

  /** Bytes of all files read so far. */
  sizeBytes(): number {
    return [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  /** A file, or HTTP 404 for a missing one that a model need not have. Throws ModelFileError for any other missing one. */
  async open(path: string): Promise<Response> {
    const file = this.nameOf(path);
    const url = new URL(file, pageFolder());
    const { name } = this.#model;
    const source = this.#source;
    if (source.kind === 'origin' && optionalFiles.includes(path) && !source.optional.includes(path))
      return absent();
    const response = await (source.kind === 'files' ? responseOf(source.files[path]) : fetch(url)).catch(
      () => {
        throw new ModelFileError(
          `${file}: expected the file from ${url.origin}, but it could not be fetched. Check that the page's server is running.`,
        );
      },
    );
    if (optionalFiles.includes(path) && (response.status === 404 || isPage(response))) return absent();
    if (response.ok) return response;
    throw new ModelFileError(
      source.kind === 'files'
        ? `${file}: expected this file among those of the model ${name}, but it is not there. Download the model again, or choose a folder that has it.`
        : `${file}: expected a file of the model ${name}, got HTTP ${response.status} from ${url.origin}. The file is missing where the page is served: install the lab again.`,
    );
  }

  /** The bytes of a file. Throws ModelFileError. */
  async read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.#readResponse(path, await this.open(path));
  }

  /** The text of a file; null for a missing one that a model need not have. Throws ModelFileError. */
  async readText(path: string): Promise<string | null> {
    const response = await this.open(path);
    return response.ok ? new TextDecoder().decode(await this.#readResponse(path, response)) : null;
  }

  async #readResponse(path: string, response: Response): Promise<Uint8Array<ArrayBuffer>> {
    const file = this.nameOf(path);
    const bytes = await readBody(response, file, this.#onProgress).catch(() => {
      throw new ModelFileError(
        this.#source.kind === 'files'
          ? `${file}: expected to read this file to its end, but it was moved, changed or locked since it was chosen. Choose the model again.`
          : `${file}: expected the whole file, but the page's server broke off. Check that it is running, then try again.`,
      );
    });
    this.#sizes.set(file, bytes.length);
    return bytes;
  }

  /** The response of a file that was opened, with its bytes counted as they pass. */
  counted(path: string, response: Response): Response {
    const file = this.nameOf(path);
    const report = progressOf(response, file, this.#onProgress);
    const body = response.body!.pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform: (chunk, stream) => {
          this.#sizes.set(file, report(chunk.length));
          stream.enqueue(chunk);
        },
      }),
    );
    return new Response(body, { headers: response.headers });
  }
}

const absent = () => new Response(null, { status: 404 });

/** Some servers answer with a page for a file that they do not have. */
const isPage = ({ headers }: Response): boolean => /text\/html/.test(headers.get('content-type') ?? '');

const responseOf = async (blob: Blob | undefined): Promise<Response> =>
  blob ? new Response(blob, { headers: { 'content-length': String(blob.size) } }) : absent();

/** A function that takes the number of bytes that arrived, reports now and then, and gives the sum so far. */
function progressOf(
  response: Response,
  file: string,
  onProgress: OnFileProgress,
): (moreBytes: number) => number {
  // Of a compressed answer the server tells the compressed size, but what arrives here is unpacked.
  const isCompressed = response.headers.has('content-encoding');
  const announced = isCompressed ? 0 : Number(response.headers.get('content-length'));
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
