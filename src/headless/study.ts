/**
 * `npm run study -- [options]`: a study in a headless Chromium. Every finished run is kept at once; the same command goes on
 * where it ended. Exit code 0 only if all runs are finished; 1 if not; 2 for wrong options. Not here: the options
 * (study-options.ts), playing it in its folder (study-folder.ts).
 */
import { messageOf } from '../../models/message-of.ts';
import { runCommand } from './command.ts';
import { playInFolder } from './study-folder.ts';
import { readOptions, type StudyOptions, usage } from './study-options.ts';

async function run(options: StudyOptions): Promise<number> {
  const { ending } = await playInFolder(options);
  return ending.ending === 'finished' ? 0 : 1;
}

runCommand({ usage, readOptions, run }).then(
  (code) => process.exit(code),
  (error) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
