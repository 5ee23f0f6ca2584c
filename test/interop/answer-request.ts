/**
 * Computes a request with the lab's own code, in Node. Not here: the parts (measure.ts, train-step.ts), files (lab.ts).
 */
import '../fixtures/onnx-in-node.ts';
import { measureCases } from './measure.ts';
import type { LabRequest, LabResult } from './request.ts';
import { trainStep } from './train-step.ts';

export async function answerRequest({ out, measure, train }: LabRequest): Promise<LabResult> {
  const parts = [
    measure && (await measureCases(out, measure)),
    train && (await trainStep(out, train.adapter)),
  ].filter((part) => part !== undefined);
  return {
    tensors: new Map(parts.flatMap(({ tensors }) => [...tensors])),
    said: Object.assign({}, ...parts.map(({ said }) => said)),
  };
}
