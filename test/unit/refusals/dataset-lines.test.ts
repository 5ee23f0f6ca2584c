/** Every message with which a line of a dataset is refused. Not here: files and pictures (dataset-files.test.ts). */
import { describe } from 'vitest';
import { readDatasetLine } from '../../../src/sparkle/dataset/dataset-line.ts';
import { sayObjects } from '../../../src/sparkle/dataset/grounding.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';

const good = { query: 'Where is red?', response: 'left', images: ['a.png'] };
const user = { role: 'user', content: 'Where is red?' };
const assistant = { role: 'assistant', content: 'left' };

/** A row: the text of a line. */
const text = (what: string, line: string, marked: string): RefusalRow => [
  what,
  marked,
  () => readDatasetLine(line),
];
/** A row: a good line with other keys. */
const keys = (what: string, more: object, marked: string): RefusalRow =>
  text(what, JSON.stringify({ ...good, ...more }), marked);
/** A row: a line of messages. */
const chat = (what: string, messages: unknown, marked: string, more: object = {}): RefusalRow =>
  text(what, JSON.stringify({ messages, images: ['a.png'], ...more }), marked);

/** The message about a key that changes what a line means. */
const key = (name: string, why: string): string =>
  `It has «"${name}"», and ${why}. ‹Take the key out if the line is right without it.›`;
const tag = (name: string): string =>
  `It has the tag «${name}»; of such tags only <image> is read. ‹Take it out if the line is right without it.›`;

const foreignKeys: RefusalRow[] = [
  keys('a video', { videos: ['a.mp4'] }, key('videos', 'only images are read')),
  keys('tools', { tools: [{ type: 'function' }] }, key('tools', 'no tools are called')),
  keys(
    'a rejected answer',
    { rejected_response: 'up' },
    key('rejected_response', 'one answer a question is learned'),
  ),
  keys(
    'messages that are rejected',
    { rejected_messages: [user] },
    key('rejected_messages', 'one answer a question is learned'),
  ),
  keys('a weight', { loss_scale: 0.5 }, key('loss_scale', 'every answer has the same weight')),
  keys('a channel', { channel: 'math' }, key('channel', 'losses are not reported by channel')),
  keys('a teacher', { teacher_prompt: 'Think.' }, key('teacher_prompt', 'there is no teacher')),
  keys(
    'settings of a template',
    { chat_template_kwargs: { a: 1 } },
    key('chat_template_kwargs', 'the model’s own template and image size are used'),
  ),
  keys('a class', { label: 3 }, key('label', 'the response is what is learned')),
  chat(
    'calls of tools',
    [user, { ...assistant, tool_calls: [{ id: 1 }] }],
    key('tool_calls', 'no tools are called'),
  ),
  keys(
    'a wrong answer',
    { label: false },
    'It has «"label": false», which marks a wrong answer; only right answers are read. ‹Remove the line, or correct both.›',
  ),
  keys(
    'an answer that is not learned',
    { loss: false },
    'Its response has «"loss": false», so it is not to be learned. ‹Take the key out if it is.›',
  ),
  keys(
    'two answers',
    { response: undefined, answer: 'left', output: 'up' },
    'It has «"answer" and "output"»; expected one of them, or "response". ‹Take one out.›',
  ),
  keys(
    'a history',
    { history: [['a', 'b']] },
    'It has «a history of earlier questions»; one question a line is read. ‹Write each in a line of its own.›',
  ),
];

const texts: RefusalRow[] = [
  text('no JSON', '{"query": "a"', 'It is «not JSON». ‹Write one JSON object in each line.›'),
  text(
    'a list',
    '[1]',
    'Expected a JSON object with query, response and images, but got «[1]». ‹Write the line as one.›',
  ),
  keys(
    'no question',
    { query: undefined },
    'Expected "query" as text, but it «is missing». ‹Write the question there.›',
  ),
  keys(
    'an empty question',
    { query: ' <image>' },
    'The question is «empty». ‹Write one, or remove the line.›',
  ),
  keys(
    'a number as response',
    { response: 7 },
    'Expected "response" as text, but got «7». ‹Write one answer there.›',
  ),
  keys(
    'several responses',
    { response: ['left', 'up'] },
    'Expected "response" as text, but got «["left","up"]». ‹Write one answer there.›',
  ),
  keys('an empty response', { response: ' ' }, 'The response is «empty». ‹Write one, or remove the line.›'),
  keys(
    'a long list as system text',
    { system: Array(99).fill(1) },
    `Expected "system" as text, but got «[${'1,'.repeat(19)}…». ‹Write it so, or take it out.›`,
  ),
  keys(
    'two images in the question',
    { query: '<image><image>Which?' },
    'The question has «2 tags <image>»; one image a question is read. ‹Ask about each in a line of its own.›',
  ),
  keys(
    'an image as response',
    { response: '<image>' },
    'The response has «the tag <image>»; images are asked about, not made. ‹Take it out if the line is right without it.›',
  ),
  keys('a video in the question', { query: 'See <video>' }, tag('<video>')),
  keys(
    'an image in tags of its own',
    { query: '<img>a.png</img>What?' },
    'It has «an image in tags <img>». ‹Name it in "images".›',
  ),
];

const messages: RefusalRow[] = [
  chat(
    'messages that are no list',
    'hello',
    'Expected "messages" as a list of objects, but got «"hello"». ‹Write each message as {"role": ..., "content": ...}.›',
  ),
  chat(
    'another role',
    [user, { role: 'tool', content: '7' }, assistant],
    'It has a message of the role «"tool"»; expected user and assistant. ‹Take it out if the line is right without it.›',
  ),
  chat(
    'five messages',
    [user, assistant, user, assistant, user],
    'Expected one message of the user and one of the assistant, but got «user, assistant, user, assistant and 1 more». ‹Write each question in a line of its own.›',
  ),
  chat(
    'a message without a role',
    [user, { content: 'left' }],
    'Expected one message of the user and one of the assistant, but got «user, one without a role». ‹Write each question in a line of its own.›',
  ),
  chat(
    'no messages',
    [],
    'Expected one message of the user and one of the assistant, but got «none». ‹Write each question in a line of its own.›',
  ),
  chat(
    'no content',
    [user, { role: 'assistant', content: null }],
    'Expected the content of each message as text, but it «is missing». ‹Write it so.›',
  ),
  chat(
    'a part of another type',
    [{ role: 'user', content: [{ type: 'video', video: 'a.mp4' }] }, assistant],
    'A message has a part of the type «"video"»; expected text and image. ‹Take it out if the line is right without it.›',
  ),
  chat(
    'images in two places',
    [
      {
        role: 'user',
        content: [
          { type: 'image', image: 'b.png' },
          { type: 'text', text: 'What?' },
        ],
      },
      assistant,
    ],
    'It has «images in its messages and in "images"»; expected them in one place. ‹Take one of the two out.›',
  ),
];

const images: RefusalRow[] = [
  keys(
    'no images',
    { images: undefined },
    'Expected "images" as a list of paths, but it «is missing». ‹Name the image there.›',
  ),
  keys(
    'a number as image',
    { images: [7] },
    'Expected "images" as a list of paths, but got «7». ‹Name the image by its path.›',
  ),
  keys(
    'the bytes of an image',
    { images: [{ bytes: 'iVBO', path: null }] },
    'Expected "images" as paths, but got «the bytes of an image». ‹Save it as a file and name that.›',
  ),
  keys(
    'two images',
    { images: ['a.png', 'b.png'] },
    'Expected one image, but "images" has «2». ‹Name the one that is asked about.›',
  ),
  keys(
    'an address',
    { images: 'https://example.org/a.png' },
    'The image «"https://example.org/a.png"» is not in the dataset: expected a path in its folder. ‹Put the image there and name it so.›',
  ),
  keys('no path', { images: ['./'] }, 'The path of the image is «empty». ‹Name the image by its path.›'),
  keys(
    'a path outside',
    { images: ['../a.png'] },
    'The image «"../a.png"» is outside the folder of the dataset. ‹Put it there and name it so.›',
  ),
];

const picture = { stored: { width: 90, height: 80 }, shown: { width: 90, height: 80 } };
const sideways = { ...picture, shown: { width: 80, height: 90 } };
/** A row: a box that is said about a picture. */
const box = (
  what: string,
  bbox: readonly number[],
  more: object,
  of: typeof picture,
  marked: string,
): RefusalRow => [
  what,
  marked,
  () => {
    const line = readDatasetLine(
      JSON.stringify({ ...good, response: '<bbox>', objects: { bbox: [bbox], ...more } }),
    );
    return 'reason' in line ? line : sayObjects(line, line.objects!, of);
  },
];

const boxes: RefusalRow[] = [
  keys(
    'objects that are a list',
    { objects: [] },
    'Expected "objects" as an object with "ref" and "bbox", but got «[]». ‹Write it so, or take it out.›',
  ),
  keys(
    'a name that is empty',
    { objects: { ref: [''] } },
    'Expected "ref" of "objects" as a list of names, but got «[""]». ‹Name what is in the image.›',
  ),
  keys(
    'a box of three numbers',
    { objects: { bbox: [[1, 2, 3]] } },
    'Expected each "bbox" of "objects" as a list of 2 or 4 numbers, but got «[1,2,3]». ‹Write it so.›',
  ),
  keys(
    'another unit',
    { objects: { bbox: [[1, 2]], bbox_type: 'norm1000' } },
    'Expected "bbox_type" of "objects" as "real" or "norm1", but got «"norm1000"». ‹Give the boxes in pixels (real), or from 0 to 1 (norm1).›',
  ),
  keys(
    'a box of another image',
    { objects: { bbox: [[1, 2]], image_id: [1] } },
    'Expected 0 for each "image_id" of "objects", as a question has one image, but got «[1]». ‹Take the boxes of others out.›',
  ),
  keys(
    'a tag without a box',
    { response: '<bbox>' },
    'It has 1 tag <bbox>, but «0 in "bbox"» of "objects". ‹Write as many there.›',
  ),
  keys(
    'tags with fewer boxes',
    { response: '<bbox><bbox>', objects: { bbox: [[1, 2]] } },
    'It has 2 tags <bbox>, but «1 in "bbox"» of "objects". ‹Write as many there.›',
  ),
  box(
    'a box outside',
    [1, 2, 91, 3],
    {},
    picture,
    'The box «[1, 2, 91, 3]» is outside the image of 90 by 80 pixels. ‹Correct it, or "bbox_type", which says its unit.›',
  ),
  box(
    'a share above 1',
    [0.5, 1.5],
    { bbox_type: 'norm1' },
    picture,
    'The box «[0.5, 1.5]» is outside the image of 1 by 1. ‹Correct it, or "bbox_type", which says its unit.›',
  ),
  box(
    'a box on a picture that is turned',
    [1, 2],
    {},
    sideways,
    'Its boxes can be meant two ways: the image is «stored on its side». ‹Save it upright.›',
  ),
];

describe('a line of a dataset', () => {
  testRefusals({
    rows: [...texts, ...foreignKeys, ...messages, ...images, ...boxes],
    sources: ['src/sparkle/dataset/dataset-line.ts', 'src/sparkle/dataset/grounding.ts'],
  });
});
