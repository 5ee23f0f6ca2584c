/** How a run gets the base model that its config names. Not here: downloading, folders (src/app/storage). */
import { type BaseModel, sparkleTiny } from '../../models/registry.ts';
import { type ModelSource, ownOrigin } from '../../models/source.ts';

/** Gives a base model, and where its files are, by the id that a config names it by. Rejects with a plain message where it is not there. */
export type OpenModel = (id: string) => Promise<{ model: BaseModel; source: ModelSource }>;

/** The embedded model, which is served with the page, and no other. */
export const openEmbeddedModel: OpenModel = async (id) => {
  if (id !== sparkleTiny.id) throw new Error(`There is no base model ${id} here. Choose ${sparkleTiny.id}.`);
  return { model: sparkleTiny, source: ownOrigin };
};
