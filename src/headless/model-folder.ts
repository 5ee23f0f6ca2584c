/**
 * A folder of model files on this machine, served beside the lab. Node only. Not here: which of its files are used
 * (src/experiment/open-model.ts, in the page).
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, normalize, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';
import { modelPath } from '../../models/listing.ts';

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

/** Serves the folder at the address where the page looks for the model. */
export const serveModelFolder = ({ id, folder }: ServedModel): Plugin => {
  const root = resolve(folder);
  const address = `/${modelPath(id)}/`;
  return {
    name: 'model-folder',
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const path = (request.url ?? '').split('?')[0]!;
        if (!path.startsWith(address)) return next();
        const file = normalize(join(root, decodeURIComponent(path.slice(address.length))));
        const send = async () => {
          const found = file.startsWith(root + sep) ? await stat(file).catch(() => null) : null;
          if (!found?.isFile()) return void response.writeHead(404).end();
          response.writeHead(200, {
            'Content-Type': file.endsWith('.json') ? 'application/json' : 'application/octet-stream',
            'Content-Length': found.size,
          });
          if (request.method === 'HEAD') return void response.end();
          createReadStream(file).pipe(response);
        };
        void send().catch(next);
      });
    },
  };
};
