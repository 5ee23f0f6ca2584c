/** What the lab's commands have in common: reading options, usage, exit codes. Not here: any option, any work. */
import { messageOf } from '../../models/message-of.ts';

/** A command of the lab. */
interface Command<Options> {
  readonly usage: string;
  /** null if help is wanted. Throws an Error with a plain message for an unknown option or a wrong value. */
  readonly readOptions: (args: readonly string[]) => Options | null;
  /** Does the work and gives the exit code. */
  readonly run: (options: Options) => Promise<number>;
}

/** Runs a command from the command line. Gives its exit code: 2 for wrong options, told with the usage; 0 for help. */
export async function runCommand<Options>({ usage, readOptions, run }: Command<Options>): Promise<number> {
  let options: Options | null;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${usage}`);
    return 2;
  }
  if (options) return run(options);
  console.log(usage);
  return 0;
}
