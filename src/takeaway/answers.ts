/**
 * The answers that ms-swift wrote, a line of JSON each, and which item each is an answer to: found by the image and the
 * words of the question, in whatever order they come. Not here: judging them (results.ts).
 *
 * ms-swift 4.6, swift/pipelines/infer/infer.py: `response` is the answer, `messages` the question with it, `images` the
 * paths, each as a text or as {"path": ...}.
 */
import { isRecord } from '../../models/json.ts';
import { quoted } from '../files/file-name.ts';
import { imageTag } from '../sparkle/dataset/dataset-recipe.ts';
import { experimentFile } from './folder.ts';

/** An item as it was asked. */
export interface AskedQuestion {
  readonly id: string;
  readonly question: string;
  /** The path of the image in the folder; null for none. */
  readonly image: string | null;
}

/** Answers are refused. The message says what was expected, what came, and what to do. */
class AnswersError extends Error {
  override readonly name = 'AnswersError';
}

/** The answers by the id of the item, one to each of `asked`. `file` names them in messages. Throws AnswersError. */
export function readAnswers(
  file: string,
  text: string,
  asked: readonly AskedQuestion[],
): Map<string, string> {
  const refuse = (problem: string): never => {
    throw new AnswersError(`${file}: ${problem}`);
  };
  const open = new Map<string, string[]>();
  for (const { id, question, image } of asked) {
    const key = keyOf(question, image);
    // Questions without an image may be asked in the same words for several items.
    open.set(key, [...(open.get(key) ?? []), id]);
  }
  const known = new Map([...open].map(([key, [first]]) => [key, first!]));
  const lines = text.split('\n');
  const isCut = !text.endsWith('\n');
  const answers = new Map<string, string>();
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const where = `line ${i + 1}`;
    const given = readLine(line);
    if ('fault' in given)
      refuse(
        isCut && i === lines.length - 1
          ? `expected whole lines, but the last, ${where}, is cut off after ${line.length} characters. Copy the file again, or run infer.sh again.`
          : `expected an answer of ms-swift in ${where}, got ${given.fault}. Take the file as infer.sh wrote it.`,
      );
    const { question, image, response } = given as Given;
    const key = keyOf(question, image);
    const first = known.get(key);
    if (first === undefined)
      refuse(
        `expected answers to the questions of this experiment, but ${where} answers ${quoted(question)}${image === null ? '' : ` about ${quoted(image)}`}, which it does not ask. Take the answers and ${experimentFile} from the same folder.`,
      );
    const id = open.get(key)!.shift();
    if (id === undefined)
      refuse(
        `expected one answer to each item, but ${where} is another to ${first}. Keep one of them: ms-swift adds to a file that is there, so move it away before infer.sh.`,
      );
    answers.set(id!, response.trim());
  }
  const missing = asked.filter(({ id }) => !answers.has(id));
  if (missing.length > 0) {
    const told = missing.slice(0, 5).map(({ id }) => id);
    const more = missing.length - told.length;
    refuse(
      `expected answers to all ${asked.length} items, got ${answers.size === 0 ? 'none' : answers.size}: missing are ${told.join(', ')}${more > 0 ? ` and ${more} more` : ''}. Run infer.sh again, to its end.`,
    );
  }
  return answers;
}

/** Only the end of a path counts: ms-swift may write it from the root of the machine. */
function keyOf(question: string, image: string | null): string {
  const path =
    image === null ? '' : (/^.*(images\/test\/[^/]*)$/.exec(image.replaceAll('\\', '/'))?.[1] ?? image);
  return JSON.stringify([question.replace(imageTag, '').trim(), path]);
}

/** What a line says. */
interface Given {
  readonly question: string;
  readonly image: string | null;
  readonly response: string;
}

function readLine(line: string): Given | { readonly fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { fault: `no JSON, but ${quoted(line)}` };
  }
  if (!isRecord(value)) return { fault: `no object, but ${quoted(line)}` };
  const { response, messages, images } = value;
  if (typeof response !== 'string') return { fault: 'one without a text in "response"' };
  const asked = Array.isArray(messages)
    ? messages.find((each) => isRecord(each) && each.role === 'user')
    : null;
  if (!isRecord(asked) || typeof asked.content !== 'string')
    return { fault: 'one without the question in "messages"' };
  const [image] = Array.isArray(images) ? images : [];
  const path = isRecord(image) ? image.path : image;
  return { question: asked.content, image: typeof path === 'string' ? path : null, response };
}
