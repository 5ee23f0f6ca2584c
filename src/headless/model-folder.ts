/**
 * A folder of model files on this machine, served beside the lab. Node only. Not here: which of its files are used
 * (src/experiment/open-model.ts, in the page).
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import sirv from 'sirv';
import { modelPath } from '../../models/listing.ts';
import type { Handler } from '../serve/server.ts';

/** A folder, and the id of the base model that it holds. */
export interface ServedModel {
  readonly id: string;
  readonly folder: string;
}

/** @throws Error with a plain message if the folder does not hold a model in the hub's layout. */
export async function checkModelFolder({ folder }: ServedModel): Promise<void> {
  for (const name of ['config.json', 'onnx']) {
    const isThere = await stat(join(folder, name)).then(
      () => true,
      () => false,
    );
    if (!isThere)
      throw new Error(
        `Expected a folder with config.json and a folder onnx, as the hub lays models out, but ${folder} has no ${name}. Name the folder of the model itself.`,
      );
  }
}

/** Serves the folder at the address where the page looks for the model, and nothing else there. */
export function serveModelFolder({ id, folder }: ServedModel): Handler {
  const address = `/${modelPath(id)}`;
  const files = sirv(folder, {
    dev: true,
    etag: true,
    extensions: [],
    setHeaders(response, path) {
      if (!path.endsWith('.json')) response.setHeader('Content-Type', 'application/octet-stream');
    },
  });
  return (request, response, next) => {
    if (!request.url?.startsWith(`${address}/`)) return next();
    request.url = request.url.slice(address.length);
    delete request.headers.range;
    files(request, response);
  };
}
