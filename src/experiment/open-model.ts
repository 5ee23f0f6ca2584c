/** How a run gets the base model that its config names. Not here: downloading, folders (src/app/storage). */
import { type BaseModel, baseModels } from '../../models/registry.ts';
import { type ModelSource, ownOrigin } from '../../models/source.ts';

/** Gives a base model, and where its files are, by the id that a config names it by. Rejects with a plain message where it is not there. */
export type OpenModel = (id: string) => Promise<{ model: BaseModel; source: ModelSource }>;

/** The models that are served beside the page. */
export const openServedModel: OpenModel = async (id) => {
  const model = baseModels.find((each) => each.id === id);
  if (!model)
    throw new Error(
      `There is no base model ${id} here. Choose one of ${baseModels.map((each) => each.id).join(', ')}.`,
    );
  return { model, source: ownOrigin };
};
