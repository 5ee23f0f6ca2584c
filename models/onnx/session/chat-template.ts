/**
 * Gives a tokenizer the chat template of its model's files, and says which it is if there are several. Not here: which
 * files may hold one (../../small-files.ts), what a template must do (../../prompt.ts).
 */
import { type ChatTokenizer, templateProblem } from '../../prompt.ts';
import type { ChatTemplate } from '../../small-files.ts';
import { ModelFileError } from '../wire.ts';

/** Which image token a template must give, and how often for one image. */
interface ImageTokens {
  readonly count: number;
  readonly id: number;
}

/**
 * Gives the tokenizer the first of the model's templates, whose folder messages call `folder`. Throws ModelFileError if
 * it does not suit the lab.
 */
export function useTemplate(
  tokenizer: ChatTokenizer & { chat_template: unknown },
  [used, ...others]: readonly ChatTemplate[],
  { count, id }: ImageTokens,
  folder: string,
): void {
  const problemOf = (template: ChatTemplate): string | null => {
    tokenizer.chat_template = template.text;
    return templateProblem(tokenizer, count, id);
  };
  const other = others.find((each) => problemOf(each) === null);
  const problem = problemOf(used!);
  if (problem === null) return;
  throw new ModelFileError(
    `${folder}/${used!.file}: expected a chat template in which one image gives one image slot, got one in which ${problem}. ${
      other
        ? `The template in ${other.file} would do, but transformers and this lab look into ${used!.file} first: remove the chat template there.`
        : 'Use the chat template of a model that is asked about images.'
    }`,
  );
}

/** Says which chat template is used, if there are several that differ. */
export function templateNotice([used, ...others]: readonly ChatTemplate[]): string | null {
  // Jinja drops a newline at a template's end, where files have one.
  const bare = (template: ChatTemplate | undefined) => template?.text.replace(/\n$/, '');
  const unused = others.filter((each) => bare(each) !== bare(used)).map(({ file }) => file);
  return used && unused.length > 0
    ? `The chat template is that of ${used.file}, where transformers looks first. ${unused.join(' and ')} ${unused.length > 1 ? 'have others' : 'has another'}, which is not used.`
    : null;
}
