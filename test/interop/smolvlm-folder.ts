/**
 * Writes a random model of the SmolVLM family as its authors publish one, with few layers: files, classes, vocabulary, image
 * size and widths are a real one's. `tsx test/interop/smolvlm-folder.ts SmolVLM2-256M-Video-Instruct FOLDER`. Not here: what
 * is asked of it (test_smolvlm.py).
 */
import { modelNamed, writeFullSizeModel } from '../bench/full-size-model.ts';

const [name = '', folder = ''] = process.argv.slice(2);
const { name: known, shape } = modelNamed(name);
// Two layers of the decoder pass on what attention brings; more would only cost time.
const few = { ...shape, layers: 2, vision: { ...shape.vision, layers: 1 } };
writeFullSizeModel({ name: known, shape: few }, folder);
