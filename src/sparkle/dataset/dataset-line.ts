/**
 * One line of `data.jsonl`: a question about an image and its response, or why it is not used. Not here: the files
 * (dataset-import.ts), the words for places in a picture (grounding.ts).
 *
 * The formats are those of ms-swift, with all names of their keys: query and response, Alpaca, messages, ShareGPT
 * (modelscope/ms-swift at 3602360: docs/source_en/Customization/Custom-dataset.md, swift/dataset/preprocessor/core.py).
 * As there, a key that the format does not know is not looked at, and null is no value. Every key that it knows is used,
 * or the line is refused by the key's name. The lab asks one question about one image, the image first: the tag
 * `<image>` is taken out, a system text goes before the question as a paragraph of its own, and longer lines are refused.
 */

import { quoted } from '../../files/file-name.ts';
import type { CaptionSetName } from './caption-sets.ts';
import { imageTag } from './dataset-recipe.ts';
import { came, type Objects, readObjects, tagProblem } from './grounding.ts';

/** A line that can be used. */
export interface DatasetLine {
  readonly query: string;
  readonly response: string;
  /** The path of the image, relative to the folder of `data.jsonl` and inside it. */
  readonly image: string;
  /** What stands in place of the tags in both texts. Absent: there are none. */
  readonly objects?: Objects;
  /** Of an entry of a published set of captions (caption-files.ts): the set, and the options in the order of their letters. */
  readonly set?: CaptionSetName;
  readonly options?: readonly string[];
}

/** Why something cannot be used, as a plain sentence. */
export interface Refusal {
  readonly reason: string;
}

type Line = Readonly<Record<string, unknown>>;

/** A question and its answer; `system` is '' if there is none, `images` are those that messages carry. */
interface Turn {
  readonly system: string;
  readonly query: string;
  readonly response: string;
  readonly images: readonly unknown[];
}

/** Reads one line of `data.jsonl`. Never throws, whatever the text. */
export function readDatasetLine(text: string): DatasetLine | Refusal {
  const line = jsonOf(text);
  if (line === undefined) return { reason: 'It is not JSON. Write one JSON object in each line.' };
  if (!isRecord(line))
    return {
      reason: `Expected a JSON object with query, response and images, but ${came(line)}. Write the line as one.`,
    };
  const foreign = foreignKey(line);
  if (foreign) return foreign;
  const turn = readTurn(line);
  if ('reason' in turn) return turn;
  const asked = [turn.system, turn.query];
  const tags = asked.join('').split(imageTag).length - 1;
  if (tags > 1)
    return {
      reason: `The question has ${tags} tags ${imageTag}; one image a question is read. Ask about each in a line of its own.`,
    };
  const query = asked
    .map((text) => text.replace(imageTag, '').trim())
    .filter((text) => text !== '')
    .join('\n\n');
  const response = turn.response.trim();
  if (query === '') return { reason: 'The question is empty. Write one, or remove the line.' };
  if (response === '') return { reason: 'The response is empty. Write one, or remove the line.' };
  const objects = readObjects(line.objects);
  if (objects && 'reason' in objects) return objects;
  const problem = foreignTag(query, response) ?? tagProblem(query + response, objects);
  if (problem) return { reason: problem };
  const image = readImage(line, turn.images);
  if ('reason' in image) return image;
  return { query, response, image: image.path, ...(objects && { objects }) };
}

/** undefined if the text is not JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Line =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a key says nothing. Some of the format's keys hold JSON as text. */
const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && ['', '[]', '{}'].includes(value.trim())) ||
  (typeof value === 'object' && Object.keys(value).length === 0);

/** Keys that change what a line means, and what of it the lab does not do. */
const foreignKeys: ReadonlyMap<string, string> = new Map([
  ...names(['video', 'videos', 'audio', 'audios', 'ref_audios', 'audio_codes'], 'only images are read'),
  ...names(['tools'], 'no tools are called'),
  ...names(
    ['rejected', 'positive', 'negative'].flatMap((kind) =>
      ['messages', 'images', 'videos', 'audios', 'tools', 'objects'].map((key) => `${kind}_${key}`),
    ),
    'one answer a question is learned',
  ),
  ...names(['rejected_response', 'margin'], 'one answer a question is learned'),
  ...names(['loss_scale'], 'every answer has the same weight'),
  ...names(['channel'], 'losses are not reported by channel'),
  ...names(['teacher_prompt'], 'there is no teacher'),
  ...names(['chat_template_kwargs'], 'the model’s own template and image size are used'),
]);

function names(keys: readonly string[], why: string): [string, string][] {
  return keys.map((key) => [key, why]);
}

const refusedKey = (key: string, why: string): Refusal => ({
  reason: `It has "${key}", and ${why}. Take the key out if the line is right without it.`,
});

function foreignKey(line: Line): Refusal | null {
  for (const [key, why] of foreignKeys)
    if (!isEmpty(line[key]) && !(key === 'loss_scale' && line[key] === 1)) return refusedKey(key, why);
  if (line.loss === false) return unlearned;
  // Of preferences (KTO): true is a right answer. Other labels are classes.
  if (line.label === undefined || line.label === null || line.label === true) return null;
  return line.label === false
    ? {
        reason:
          'It has "label": false, which marks a wrong answer; only right answers are read. Remove the line, or correct both.',
      }
    : refusedKey('label', 'the response is what is learned');
}

const unlearned: Refusal = {
  reason: 'Its response has "loss": false, so it is not to be learned. Take the key out if it is.',
};

/** Tags that stand for something else than one image before the question. */
function foreignTag(query: string, response: string): string | null {
  const tag = /<(video|audio|start-image|cot-process)>|<img>.+?<\/img>/s.exec(`${query}\n${response}`)?.[0];
  if (tag?.startsWith('<img>')) return 'It has an image in tags <img>. Name it in "images".';
  if (tag)
    return `It has the tag ${tag}; of such tags only ${imageTag} is read. Take it out if the line is right without it.`;
  if (response.includes(imageTag))
    return `The response has the tag ${imageTag}; images are asked about, not made. Take it out if the line is right without it.`;
  return null;
}

/**
 * The value of a key, or of the only one of its other names that has one, in capitals or not: so ms-swift renames columns
 * (RowPreprocessor.safe_rename_columns).
 */
function givenBy(line: Line, key: string, others: readonly string[]): { value: unknown } | Refusal {
  if (!isAbsent(line[key])) return { value: line[key] };
  const given = Object.keys(line).filter(
    (name) => [key, ...others].includes(name.toLowerCase()) && !isAbsent(line[name]),
  );
  if (given.length > 1)
    return {
      reason: `It has "${given[0]}" and "${given[1]}"; expected one of them, or "${key}". Take one out.`,
    };
  return { value: line[given[0] ?? key] };
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

const queryNames = ['prompt', 'input', 'instruction', 'question', 'problem'];
const responseNames = [
  ...['answer', 'output', 'targets', 'target', 'answer_key', 'answers', 'solution'],
  ...['text', 'completion', 'content'],
];

function readTurn(line: Line): Turn | Refusal {
  const system = givenBy(line, 'system', ['system_prompt']);
  if ('reason' in system) return system;
  const messages = givenBy(line, 'messages', ['conversation', 'conversations']);
  if ('reason' in messages) return messages;
  if (!isAbsent(messages.value)) return readMessages(messages.value, system.value);
  const query = isAlpaca(line) ? { value: alpacaQuery(line) } : givenBy(line, 'query', queryNames);
  if ('reason' in query) return query;
  const response = givenBy(line, 'response', responseNames);
  if ('reason' in response) return response;
  if (typeof query.value !== 'string')
    return { reason: `Expected "query" as text, but ${came(query.value)}. Write the question there.` };
  // Some sets have a list of answers, of which ms-swift takes the first. Here others would be judged wrong.
  const answer =
    Array.isArray(response.value) && response.value.length === 1 ? response.value[0] : response.value;
  if (typeof answer !== 'string')
    return { reason: `Expected "response" as text, but ${came(answer)}. Write one answer there.` };
  if (!isEmpty(line.history))
    return {
      reason:
        'It has a history of earlier questions; one question a line is read. Write each in a line of its own.',
    };
  return withSystem(system.value, { query: query.value, response: answer, images: [] });
}

const isAlpaca = ({ instruction, input }: Line): boolean => !isAbsent(instruction) && !isAbsent(input);

/** As AlpacaPreprocessor.concat_inst_input; the value that is no text, if there is one. */
function alpacaQuery({ instruction, input }: Line): unknown {
  const both = [instruction, input];
  const wrong = both.find((text) => typeof text !== 'string');
  return wrong ?? both.filter((text) => text !== '').join('\n');
}

/** The lab's prompts have no turn of a system, so its text becomes a part of the question. */
function withSystem(system: unknown, turn: Omit<Turn, 'system'>): Turn | Refusal {
  if (isAbsent(system)) return { ...turn, system: '' };
  if (typeof system !== 'string')
    return { reason: `Expected "system" as text, but ${came(system)}. Write it so, or take it out.` };
  return { ...turn, system };
}

/** The names that other formats have for the roles of messages; those of tools are not among them. */
const roles: ReadonlyMap<string, 'user' | 'assistant' | 'system'> = new Map([
  ['user', 'user'],
  ['human', 'user'],
  ['assistant', 'assistant'],
  ['gpt', 'assistant'],
  ['bot', 'assistant'],
  ['system', 'system'],
]);

/** '' if it is no text, as a name that is not given. */
const nameOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A question and its answer, as messages with roles or as a pair. */
function readMessages(given: unknown, system: unknown): Turn | Refusal {
  const messages = typeof given === 'string' ? jsonOf(given) : given;
  if (!Array.isArray(messages) || !messages.every(isRecord))
    return {
      reason: `Expected "messages" as a list of objects, but ${came(given)}. Write each message as {"role": ..., "content": ...}.`,
    };
  const all = messages.flatMap(messagesOf);
  if (all.some(({ calls }) => !isEmpty(calls))) return refusedKey('tool_calls', 'no tools are called');
  const foreign = all.find(({ role }) => !roles.has(role))?.role;
  if (foreign)
    return {
      reason: `It has a message of the role ${quoted(foreign)}; expected user and assistant. Take it out if the line is right without it.`,
    };
  const [first] = all;
  const turns = first?.role === 'system' ? all.slice(1) : all;
  const [user, assistant] = turns;
  if (
    turns.length !== 2 ||
    roles.get(user?.role ?? '') !== 'user' ||
    roles.get(assistant?.role ?? '') !== 'assistant'
  )
    return {
      reason: `Expected one message of the user and one of the assistant, but got ${rolesOf(turns)}. Write each question in a line of its own.`,
    };
  const { content, loss, lossScale } = assistant!;
  if (loss === false) return unlearned;
  if (!isAbsent(lossScale) && lossScale !== 1)
    return refusedKey('loss_scale', 'every answer has the same weight');
  const query = readContent(user!.content);
  if ('reason' in query) return query;
  const response = readContent(content);
  if ('reason' in response) return response;
  return withSystem(first?.role === 'system' ? first.content : system, {
    query: query.text,
    response: response.text,
    images: [...query.images, ...response.images],
  });
}

/** A message under the names of the standard format. */
interface Message {
  readonly role: string;
  readonly content: unknown;
  readonly loss?: unknown;
  readonly lossScale?: unknown;
  readonly calls?: unknown;
}

/** ShareGPT has a question and its answer in one object. */
function messagesOf(message: Line): Message[] {
  const role = nameOf(message.role ?? message.from);
  const content = message.content ?? message.value;
  if (role !== '' || content !== undefined)
    return [{ role, content, loss: message.loss, lossScale: message.loss_scale, calls: message.tool_calls }];
  return [
    { role: 'user', content: message.human ?? message.user },
    { role: 'assistant', content: message.gpt ?? message.bot ?? message.assistant },
  ];
}

/** The roles of the first messages. */
const rolesOf = (messages: readonly Message[]): string =>
  messages.length === 0
    ? 'none'
    : `${messages
        .slice(0, 4)
        .map(({ role }) => role || 'one without a role')
        .join(', ')}${messages.length > 4 ? ` and ${messages.length - 4} more` : ''}`;

const notText = (content: unknown): Refusal => ({
  reason: `Expected the content of each message as text, but ${came(content)}. Write it so.`,
});

/** The text of a message, which may be in parts, and the images among them (StdTemplateInputs.remove_messages_media). */
function readContent(content: unknown): { text: string; images: unknown[] } | Refusal {
  if (typeof content === 'string') return { text: content, images: [] };
  if (!Array.isArray(content) || !content.every(isRecord)) return notText(content);
  let text = '';
  const images: unknown[] = [];
  for (const part of content) {
    const type = nameOf(part.type);
    const value = part[type];
    if (type === 'text') {
      if (typeof value !== 'string') return notText(value);
      text += value;
    } else if (type === 'image' || type === 'image_url') {
      text += imageTag;
      const image = isRecord(value) ? value.url : (value ?? part.source);
      if (!isAbsent(image)) images.push(image);
    } else
      return {
        reason: `A message has a part of the type ${quoted(type)}; expected text and image. Take it out if the line is right without it.`,
      };
  }
  return { text, images };
}

/** The one image: of the key `images`, which may be one path instead of a list, or of the messages. */
function readImage(line: Line, inMessages: readonly unknown[]): { path: string } | Refusal {
  const given = givenBy(line, 'images', ['image']);
  if ('reason' in given) return given;
  const { value } = given;
  if (inMessages.length > 0 && !isEmpty(value))
    return {
      reason:
        'It has images in its messages and in "images"; expected them in one place. Take one of the two out.',
    };
  if (isAbsent(value) && inMessages.length === 0)
    return { reason: 'Expected "images" as a list of paths, but it is missing. Name the image there.' };
  const images = inMessages.length > 0 ? inMessages : Array.isArray(value) ? value : [value];
  const paths = images.map((image) => (isRecord(image) ? image.path : image));
  if (images.some((image) => isRecord(image) && !isAbsent(image.bytes)))
    return {
      reason: 'Expected "images" as paths, but got the bytes of an image. Save it as a file and name that.',
    };
  if (!paths.every((path) => typeof path === 'string')) {
    const wrong = paths.find((path) => typeof path !== 'string');
    return {
      reason: `Expected "images" as a list of paths, but ${came(wrong)}. Name the image by its path.`,
    };
  }
  const [path] = paths;
  if (paths.length !== 1 || path === undefined)
    return {
      reason: `Expected one image, but "images" has ${paths.length}. Name the one that is asked about.`,
    };
  return readImagePath(path);
}

/** A path, relative to the folder of `data.jsonl` and inside it. */
export function readImagePath(given: string): { path: string } | Refusal {
  if (/^([a-z][a-z0-9+.-]*:|[\\/])/i.test(given))
    return {
      reason: `The image ${quoted(given)} is not in the dataset: expected a path in its folder. Put the image there and name it so.`,
    };
  const parts = given
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '.' && part !== '');
  if (parts.length === 0) return { reason: 'The path of the image is empty. Name the image by its path.' };
  if (parts.includes('..'))
    return {
      reason: `The image ${quoted(given)} is outside the folder of the dataset. Put it there and name it so.`,
    };
  return { path: parts.join('/') };
}
