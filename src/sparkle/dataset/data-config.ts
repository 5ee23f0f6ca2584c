/**
 * What a dataset is made of, as one value: the subject, the mode, the style of its words, and the parameters of its
 * scenes with their ranges. One schema gives the type, the form on the page and the check of outside input.
 * Not here: making samples (dataset.ts).
 *
 * Ranges hold for single parameters; dataset-check.ts checks which go together. Lengths are in scene units:
 * the image is 10 by 10.
 */
import { z } from 'zod';
import { balancedGeometry, type Geometry, paperGeometry } from '../scene/geometry.ts';
import { hopsMin, jitterMax, type Part, rotationMaxDeg } from '../scene/sampling.ts';
import { type StyleName, styles } from '../style/styles.ts';

const mode = z.enum(['balanced', 'paper']).default('balanced').meta({
  label: 'Mode',
  help: 'balanced: equal sectors and thirds, every class equally often, no scene twice. paper: the released generator, with narrow axis sectors, a small middle region and chance alone. Its shortest paths are for evaluation, from all starts and ends, since the paper never trains on them; training has half of them, which evaluation then has too.',
});

const style = z
  .enum(Object.keys(styles) as [StyleName, ...StyleName[]])
  .default('embedded')
  .meta({
    label: 'Style',
    help: `How questions are asked and answered: ${new Intl.ListFormat('en-US', { type: 'disjunction' }).format(Object.values(styles).map(({ label }) => label))}.`,
  });

const objects = (min: number, max: number) =>
  z.int().min(min).max(max).default(3).meta({ label: 'Objects', help: 'Discs that are asked about.' });

const appearance = (more: string) =>
  z
    .enum(['plain', 'translucent', 'labels'])
    .default('plain')
    .meta({
      label: 'Appearance',
      help: `plain: solid colours. translucent: the paper’s colour mode. labels: grey discs with printed names N1, N2 and on.${more}`,
    });

/** Parameters of every subject. */
const look = {
  background: z.enum(['plain', 'noise', 'gradient']).default('plain').meta({
    label: 'Background',
    help: 'plain: white, as in the paper. noise: small light squares. gradient: from white to a light blue. Balanced mode only.',
  }),
  font: z.enum(['sans', 'serif', 'mono']).default('sans').meta({
    label: 'Label font',
    help: 'Of printed labels: sans-serif, serif or monospaced. Others than sans in the balanced mode only.',
  }),
};

/** Parameters of every subject with discs. */
const discs = {
  appearance: appearance(' Training and evaluation have different colours, but the same printed names.'),
  radius: z.number().min(0.2).max(1).default(0.5).meta({
    label: 'Disc radius',
    help: 'On an image 10 wide. 0.5 in the paper.',
  }),
  gap: z.number().min(1).max(4).default(3).meta({
    label: 'Gap',
    help: 'Least distance between two centres, on an image 10 wide. 3 in the paper.',
  }),
  ...look,
};

const distractors = z.int().min(0).max(4).default(0).meta({
  label: 'Distractors',
  help: 'Discs nobody asks about, in evaluation scenes only. 2 in the paper.',
});

const angleMarginDeg = z.number().min(0).max(15).default(balancedGeometry.angleMarginDeg).meta({
  label: 'Angle margin',
  help: 'Degrees a direction keeps from the border of its sector. 0 in the paper.',
});

const distanceMargin = z.number().min(0).max(3).default(balancedGeometry.distanceMargin).meta({
  label: 'Distance margin',
  help: 'Compared distances differ by more than this, on an image 10 wide. 0 in the paper.',
});

const regionMargin = z.number().min(0).max(1.2).default(balancedGeometry.regionMargin).meta({
  label: 'Region margin',
  help: 'How far an object keeps from the border of its region, on an image 10 wide. 0 in the paper.',
});

const numbers = z.boolean().default(true).meta({
  label: 'Numbers',
  help: 'Also ask for distances and coordinates. Multiple choice and the paper’s test never do.',
});

const direction = z.strictObject({
  subject: z.literal('direction'),
  mode,
  style,
  objects: objects(2, 8),
  distractors,
  ...discs,
  angleMarginDeg,
});

const distance = z.strictObject({
  subject: z.literal('distance'),
  mode,
  style,
  objects: objects(3, 6),
  distractors,
  ...discs,
  distanceMargin,
  numbers,
});

const localization = z.strictObject({
  subject: z.literal('localization'),
  mode,
  style,
  objects: objects(1, 8),
  distractors,
  ...discs,
  regionMargin,
  numbers,
});

const description = z.strictObject({
  subject: z.literal('description'),
  mode,
  style,
  objects: objects(1, 8),
  distractors,
  ...discs,
  numbers,
});

const basic = z.strictObject({
  subject: z.literal('basic'),
  mode,
  style,
  objects: objects(3, 6),
  distractors,
  ...discs,
  angleMarginDeg,
  distanceMargin,
  regionMargin,
  numbers,
});

const path = z.strictObject({
  subject: z.literal('path'),
  mode,
  style,
  size: z.int().min(3).max(8).default(5).meta({ label: 'Nodes a side', help: '4 and 5 in the paper.' }),
  minHops: z.int().min(hopsMin).max(14).default(hopsMin).meta({
    label: 'Least hops',
    help: 'The shortest path has at least this many moves. 2 in the paper.',
  }),
  hasNodeLabels: z.boolean().default(true).meta({
    label: 'Node labels',
    help: 'N1, N2 and on, column by column from the bottom-left.',
  }),
  walls: z.enum(['none', 'random', 'maze']).default('none').meta({
    label: 'Walls',
    help: 'Missing edges; every node stays in reach. none: as in the paper. random: the wall share of all edges. maze: as many as can be, so that only one path leads from node to node. Balanced mode only.',
  }),
  wallShare: z.number().min(0.05).max(0.4).default(0.2).meta({
    label: 'Wall share',
    help: 'Share of all edges that random walls take. Without random walls it does nothing.',
  }),
  rotationDeg: z.number().min(-rotationMaxDeg).max(rotationMaxDeg).default(0).meta({
    label: 'Rotation',
    help: 'Degrees the lattice is turned, counter-clockwise; it shrinks to fit, so large ones are clearer without node labels. Moves keep their names. Balanced mode only.',
  }),
  jitter: z.number().min(0).max(jitterMax).default(0).meta({
    label: 'Jitter',
    help: 'Each node is moved by up to this share of the spacing, right or left and up or down. Balanced mode only.',
  }),
  ...look,
});

const route = z.strictObject({
  subject: z.literal('route'),
  mode,
  style,
  objects: z.int().min(3).max(20).default(5).meta({
    label: 'Objects',
    help: 'Stops of the route. 5 in the paper. Above 12 the answer is the best route known, which may not be the shortest.',
  }),
  start: z.enum(['fixed', 'free']).default('fixed').meta({
    label: 'Start',
    help: 'Whether the question names the first stop. The route is open: it never returns.',
  }),
  ...discs,
  appearance: appearance(' Colours are the same in training and evaluation.'),
  lengthMargin: z.number().min(0).max(0.2).default(0.06).meta({
    label: 'Length margin',
    help: 'The second-shortest route is longer by more than this share, so that one order is clearly right. 0 in the paper.',
  }),
});

/** What a dataset is made of. 'basic' is the paper's mixed set: every kind of basic question about an image. */
export const DataConfig = z.discriminatedUnion('subject', [
  direction,
  distance,
  localization,
  description,
  basic,
  path,
  route,
]);
export type DataConfig = z.infer<typeof DataConfig>;

export type Subject = DataConfig['subject'];
export type Mode = DataConfig['mode'];

/** A config whose scenes are discs. */
export type DiscsConfig = Exclude<DataConfig, { subject: 'path' }>;
/** A config of basic questions about discs. */
export type BasicConfig = Exclude<DiscsConfig, { subject: 'route' }>;

/** Without margins, everything else as in the released generator's published commands (printed labels). */
const paperValues: Readonly<Record<string, unknown>> = {
  style: 'words',
  appearance: 'labels',
  distractors: 2,
  angleMarginDeg: 0,
  distanceMargin: 0,
  regionMargin: 0,
  lengthMargin: 0,
};

/** The values a subject starts with in a mode. */
export function startingConfig(subject: Subject, mode: Mode): DataConfig {
  const config = DataConfig.parse({ subject, mode });
  if (mode === 'balanced') return config;
  const paper = Object.entries(paperValues).filter(([name]) => name in config);
  return DataConfig.parse({ ...config, ...Object.fromEntries(paper) });
}

/** The borders of classes in a config's mode, with its margins. */
export function geometryOf(config: BasicConfig): Geometry {
  const geometry = config.mode === 'paper' ? paperGeometry : balancedGeometry;
  return {
    ...geometry,
    ...('angleMarginDeg' in config && { angleMarginDeg: config.angleMarginDeg }),
    ...('distanceMargin' in config && { distanceMargin: config.distanceMargin }),
    ...('regionMargin' in config && { regionMargin: config.regionMargin }),
  };
}

/** How many distractors a scene has: training scenes have none. */
export const distractorCount = (config: DiscsConfig, part: Part): number =>
  part === 'evaluation' && 'distractors' in config ? config.distractors : 0;
