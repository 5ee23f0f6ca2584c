/**
 * Serves the built lab as a deployment does: compressed copies for browsers that take them, headers, and 404 for a file
 * that is not there. Used by `npm start`, headless commands, journeys and the bench. Node only. Not here: building
 * (build.ts), the headers (headers.ts).
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';
import { messageOf } from '../../models/message-of.ts';
import { cacheControl, labHeaders } from './headers.ts';

/** Answers a request, or calls `next`. */
export type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** An address that ends in a slash, and what stops the server. */
export interface ServedLab {
  readonly url: string;
  close(): Promise<void>;
}

/** The encodings that a browser does not refuse. sirv looks for names only: it would take `br;q=0` for a wish. */
const acceptedEncodings = (header: string): string =>
  header
    .split(',')
    .filter((encoding) => !/;\s*q=0(\.0*)?\s*$/.test(encoding))
    .join(',');

/** Answers with the files of a folder and their compressed copies, or else with 404. */
function serveFiles(folder: string): (request: IncomingMessage, response: ServerResponse) => void {
  const files = sirv(folder, {
    // Looks at the disk at each request: a build may replace the files meanwhile.
    dev: true,
    etag: true,
    brotli: true,
    gzip: true,
    extensions: ['html'],
    setHeaders(response, path) {
      response.setHeader('Cache-Control', cacheControl(path));
      if (path.endsWith('.onnx')) response.setHeader('Content-Type', 'application/octet-stream');
    },
  });
  return (request, response) => {
    request.headers['accept-encoding'] = acceptedEncodings(request.headers['accept-encoding'] ?? '');
    // Nothing here needs a part of a file, and a server may ignore the wish. sirv throws at some.
    delete request.headers.range;
    files(request, response);
  };
}

/**
 * Serves a folder on a port of this machine, for this machine only; port 0 takes a free one. `before` may answer a request
 * first. @throws Error with a plain message if the port cannot be had.
 */
export async function serveFolder(
  folder: string,
  port: number,
  before: readonly Handler[] = [],
): Promise<ServedLab> {
  const sendFile = serveFiles(folder);
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(labHeaders)) response.setHeader(name, value);
    // A file that cannot be read ends its answer, not the server.
    response.on('pipe', (file) => file.on('error', () => response.destroy()));
    const handle = (place: number): void => {
      const handler = before[place];
      if (handler) handler(request, response, () => handle(place + 1));
      else sendFile(request, response);
    };
    handle(0);
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', (error) => failed(new Error(reasonOf(error, port))));
    server.listen(port, '127.0.0.1', listening);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function reasonOf(error: Error, port: number): string {
  const code = 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE')
    return `Port ${port} of this machine is taken, perhaps by a lab that was started before. Use or end that one, or take another port: npm start -- --port ${port + 1}. A browser keeps runs by address, so those of one port are not seen at another.`;
  if (code === 'EACCES')
    return `This system does not let the lab use port ${port}. Take another: npm start -- --port 8080.`;
  return `Port ${port} of this machine could not be opened (${messageOf(error)}). Take another with --port.`;
}
