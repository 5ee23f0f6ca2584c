/**
 * Every message with which a vision encoder is refused that is to become a checkpoint for transformers. Not here: the
 * decoder (model-weights.test.ts).
 */
import type { ModelConfig } from '../../../models/config.ts';
import type { ModelFile } from '../../../models/onnx/read/model-file.ts';
import { readVisionWeights } from '../../../models/transformers/vision.ts';
import { modelFile, words } from '../../fixtures/model-files.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';
import { variantConfig, variantFiles, variants } from '../../fixtures/variants.ts';

const blocks = variants['q4 in blocks of 32, as the embedded model']!;
const encoderFile = () => {
  const [path, bytes] = [...variantFiles(blocks)].find(([name]) => name.includes('vision_encoder'))!;
  return modelFile(path.replace('onnx/', ''), bytes);
};
/** A row: a vision encoder that is to become a checkpoint for transformers. */
const encoder = (
  what: string,
  make: () => ModelFile,
  marked: string,
  vision: Partial<ModelConfig['vision_config']> = {},
): RefusalRow => [
  what,
  marked,
  () =>
    readVisionWeights(
      { ...variantConfig, vision_config: { ...variantConfig.vision_config, ...vision } },
      make(),
    ),
];
const itsCheckpoint = '‹Use the checkpoint that this file was exported from.›';

const encoders: RefusalRow[] = [
  encoder(
    'an encoder whose products have other names',
    () => words(encoderFile(), 'layers.0/mlp/fc1/MatMul', 'layers.0/mlp/aaa/MatMul'),
    `vision_encoder.onnx: expected one product at /vision_model/encoder/layers.0/mlp/fc1, as transformers and this lab name the parts of a vision encoder, got «none». ${itsCheckpoint}`,
  ),
  encoder(
    'an encoder whose constants have other names',
    () => words(encoderFile(), 'post_layernorm.bias', 'post_layernorm.aaaa'),
    `vision_encoder.onnx: expected model.vision_model.post_layernorm.bias [64], as transformers and this lab name the parts of a vision encoder, got «none». ${itsCheckpoint}`,
  ),
  encoder(
    'an encoder of another width',
    encoderFile,
    'vision_encoder.onnx: expected model.vision_model.encoder.layers.0.mlp.fc1.weight [48, 64] by config.json, got «[96, 64]». The files belong to different models: ‹fetch them again.›',
    { intermediate_size: 48 },
  ),
];

testRefusals({ rows: encoders, isOfCommands: true, sources: ['models/transformers/vision.ts'] });
