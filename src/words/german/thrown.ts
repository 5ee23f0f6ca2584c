/**
 * What the engine says in English, message by message, and the same in German. Not here: the messages (thrown/), finding
 * one again (src/words/thrown.ts).
 */
import type { Words } from '../english.ts';
import { adapterFiles } from './thrown/adapters.ts';
import { browser } from './thrown/browser.ts';
import { classAndCluster } from './thrown/class-and-cluster.ts';
import { datasets } from './thrown/datasets.ts';
import { keptFiles } from './thrown/kept-files.ts';
import { modelFiles } from './thrown/model-files.ts';
import { onnxFiles } from './thrown/onnx-files.ts';
import { runFiles } from './thrown/runs.ts';
import { scenes } from './thrown/scenes.ts';

/** Pairs of the English message and the German one; `{0}` stands for what varies, by its place in the English one. */
export const thrown: Words['thrown'] = [
  ...browser,
  ...adapterFiles,
  ...datasets,
  ...scenes,
  ...keptFiles,
  ...modelFiles,
  ...onnxFiles,
  ...runFiles,
  ...classAndCluster,
];
