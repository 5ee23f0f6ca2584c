/**
 * What all parts of the decoder use: their context, the linear layers of its modules, and changes of type.
 * Not here: attention (export-attention.ts), the rest of a layer (export-decoder.ts).
 */
import type { ModelConfig, TargetModule } from '../../config.ts';
import { decoderShapeOf, moduleShape } from '../../decoder-shape.ts';
import { DataType } from '../read/graph.ts';
import type { Checkpoint } from './checkpoint.ts';
import { blockLinear, blocksOf, floatLinear } from './export-linear.ts';
import type { ExportVariant } from './export-variant.ts';
import type { Attribute, FloatType, GraphWriter } from './model.ts';

/** What is needed to write any part of the decoder. */
export interface DecoderParts {
  readonly graph: GraphWriter;
  readonly text: ModelConfig['text_config'];
  readonly checkpoint: Checkpoint;
  readonly variant: ExportVariant;
}

/** A writer of nodes below `at`: each has one output, and by default its operator's name. */
export const nodesBelow =
  (graph: GraphWriter, at: string) =>
  (
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    name = operator,
  ): string =>
    graph.node(operator, `${at}/${name}`, inputs, [`${at}/${name}/output`], attributes);

/** The tensor of this name and shape in the checkpoint as a constant of the same name. */
export const constant = (
  { graph, checkpoint }: Pick<DecoderParts, 'graph' | 'checkpoint'>,
  name: string,
  shape: readonly number[],
): string => graph.floats(name, shape, checkpoint(name, shape));

/** x in another type: x itself if the graph computes in float32, else the output of a Cast. */
export function cast(graph: GraphWriter, at: string, x: string, output: string, type: FloatType): string {
  if (graph.floatType === 'float32') return x;
  return graph.node('Cast', at, [x], [output], { to: { int: DataType[type] } });
}

/** The product of x with the weights of these modules, one below another, as `as` within `parent`. */
export function linear(
  { graph, text, checkpoint, variant }: DecoderParts,
  parent: string,
  modules: readonly TargetModule[],
  as: string,
  x: string,
): string {
  const shapes = modules.map((module) => moduleShape(module, decoderShapeOf(text)));
  const columns = shapes[0]![1];
  const rows = shapes.reduce((sum, [outFeatures]) => sum + outFeatures, 0);
  const matrices = modules.map((module, i) =>
    checkpoint(`model.text_model.${parent}.${module}.weight`, shapes[i]!),
  );
  const weights = new Float32Array(rows * columns); // [rows, columns]
  let at = 0;
  for (const matrix of matrices) {
    weights.set(matrix, at);
    at += matrix.length;
  }
  const made = {
    name: `model.${parent}.${as}`,
    at: `/model/${parent.replace(/^(layers\.\d+)\./, '$1/')}/${as}`,
    weights,
    rows,
    columns,
  };
  const format = blocksOf(variant);
  return format ? blockLinear(graph, x, made, format, variant.zeroPoints) : floatLinear(graph, x, made);
}
