/** The command that repeats a study. Not here: the flags of an experiment (src/experiment/command-line.ts). */
import { settingsText, shellText } from '../experiment/command-line.ts';
import { armName, type Study } from './study.ts';

/** `out` is the folder of the study. */
export const studyCommandOf = ({ base, arms, seeds, sweep }: Study, out: string): string =>
  [
    `npm run study -- --arms ${arms.map(armName).join(',')} --seeds ${seeds.join(',')}`,
    sweep && `--sweep ${sweep.setting}=${sweep.values.join(',')}`,
    settingsText(base, ['trainOn', 'seed']),
    `--out ${shellText(out)}`,
  ]
    .filter(Boolean)
    .join(' ');
