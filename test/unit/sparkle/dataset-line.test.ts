/** One line of ms-swift's formats: every key is used, or the line is refused by its name. Not here: places (dataset-places.test.ts). */
import { describe, expect, test } from 'vitest';
import { readDatasetLine } from '../../../src/sparkle/dataset/dataset-line.ts';

const line = (more: object = {}) =>
  JSON.stringify({ query: '<image>Where is red?', response: 'left', images: ['a.png'], ...more });

const user = (content: unknown = '<image>\nWhere is red?') => ({ role: 'user', content });
const assistant = (more: object = {}) => ({ role: 'assistant', content: 'left', ...more });
const chat = (messages: unknown, more: object = {}) =>
  JSON.stringify({ messages, images: ['a.png'], ...more });

const good = { query: 'Where is red?', response: 'left', image: 'a.png' };

describe('what is read', () => {
  test.each([
    ['query and response', line()],
    ['the tag after the question', line({ query: 'Where is red?\n<image>' })],
    ['keys that the format does not know', line({ images: ['./a.png'], history: [], extra: 1, id: 'x' })],
    ['null as no value', line({ system: null, videos: null, label: null, objects: null, tools: '[]' })],
    ['a history without questions, as text', line({ history: '[]' })],
    ['a label of a right answer', line({ label: true })],
    ['a weight of one', line({ loss_scale: 1, loss: true })],
    ['a path where a list is meant', line({ images: 'a.png' })],
    ['the key image', line({ images: undefined, image: 'a.png' })],
    ['the key image, a list', line({ images: undefined, Image: ['a.png'] })],
    ['a path in an object, as ms-swift writes it', line({ images: [{ bytes: null, path: 'a.png' }] })],
    ['one such object', line({ images: { path: 'a.png' } })],
    [
      'question and answer',
      line({ query: undefined, response: undefined, question: 'Where is red?', answer: 'left' }),
    ],
    ['another name in capitals', line({ response: undefined, Answer: 'left' })],
    ['a list of one answer', line({ response: ['left'] })],
    ['response before its other names', line({ answer: 'right', output: 'up' })],
    [
      'Alpaca',
      line({
        query: undefined,
        response: undefined,
        instruction: 'Where is red?',
        input: '',
        output: 'left',
      }),
    ],
    ['messages', chat([user(), assistant()])],
    ['messages before a query', chat([user(), assistant()], { query: 'What?', response: 'no' })],
    ['messages as text', chat(JSON.stringify([user(), assistant()]))],
    ['null messages beside a query', line({ messages: null })],
    ['a loss that is taken', chat([user(), assistant({ loss: true, loss_scale: 1 })])],
    ['a loss of the user, which means nothing', chat([{ ...user(), loss: false }, assistant()])],
    ['an empty system text', chat([{ role: 'system', content: ' ' }, user(), assistant()])],
    [
      'from and value',
      JSON.stringify({
        conversations: [
          { from: 'human', value: 'Where is red?' },
          { from: 'gpt', value: 'left' },
        ],
        image: 'a.png',
      }),
    ],
    [
      'a pair of ShareGPT',
      JSON.stringify({ conversation: [{ human: 'Where is red?', assistant: 'left' }], image: 'a.png' }),
    ],
    [
      'parts of a message',
      chat([user([{ type: 'image' }, { type: 'text', text: 'Where is red?' }]), assistant()]),
    ],
    [
      'an image in a message',
      JSON.stringify({
        messages: [
          user([
            { type: 'image', image: 'a.png' },
            { type: 'text', text: 'Where is red?' },
          ]),
          assistant(),
        ],
      }),
    ],
    [
      'the address of an image in a message',
      JSON.stringify({
        messages: [
          user([
            { type: 'image_url', image_url: { url: 'a.png' } },
            { type: 'text', text: 'Where is red?' },
          ]),
          assistant(),
        ],
      }),
    ],
  ])('%s', (_, text) => {
    expect(readDatasetLine(text)).toEqual(good);
  });

  test('a system text is the first paragraph of the question, wherever it stands', () => {
    const told = { ...good, query: 'Be brief.\n\nWhere is red?' };
    expect(readDatasetLine(line({ system: 'Be brief.' }))).toEqual(told);
    expect(readDatasetLine(line({ system_prompt: 'Be brief.' }))).toEqual(told);
    const system = { role: 'system', content: 'Be brief. ' };
    expect(readDatasetLine(chat([system, user(), assistant()]))).toEqual(told);
    expect(readDatasetLine(chat([user(), assistant()], { system: 'Be brief.' }))).toEqual(told);
  });

  test('both texts of Alpaca are the question', () => {
    const text = line({ query: undefined, instruction: 'Find it.', input: 'The red one.' });
    expect(readDatasetLine(text)).toEqual({ ...good, query: 'Find it.\nThe red one.' });
  });
});

/** A line that has this key. */
/** A refusal that begins like this: the whole text of each is in test/unit/refusals/dataset-lines.test.ts. */
const refusal = (reason: string) => ({
  reason: expect.stringContaining(/^.*?(?=[,;:.](?: |$))/.exec(reason)![0]),
});

const unless = (key: string, why: string) =>
  `It has "${key}", and ${why}. Take the key out if the line is right without it.`;

describe('keys that change what a line means are refused by name', () => {
  const one = 'one answer a question is learned';
  test.each<[string, unknown, string]>([
    ['videos', ['a.mp4'], 'only images are read'],
    ['videos', [['a.png', 'b.png']], 'only images are read'],
    ['video', 'a.mp4', 'only images are read'],
    ['audios', ['a.wav'], 'only images are read'],
    ['audio', 'a.wav', 'only images are read'],
    ['ref_audios', ['a.wav'], 'only images are read'],
    ['audio_codes', [1], 'only images are read'],
    ['tools', '[{"type": "function"}]', 'no tools are called'],
    ['tools', [{ type: 'function' }], 'no tools are called'],
    ['rejected_response', 'right', one],
    ['rejected_messages', [user(), assistant()], one],
    ['rejected_images', ['b.png'], one],
    ['rejected_objects', { bbox: [[1, 2]] }, one],
    ['positive_messages', [[user()]], one],
    ['negative_messages', [[user()]], one],
    ['negative_images', [['b.png']], one],
    ['margin', 0.5, one],
    ['loss_scale', 0.5, 'every answer has the same weight'],
    ['channel', 'math', 'losses are not reported by channel'],
    ['teacher_prompt', 'Think.', 'there is no teacher'],
    ['chat_template_kwargs', { max_pixels: 9 }, 'the model’s own template and image size are used'],
    ['label', 3, 'the response is what is learned'],
    ['label', [0, 2], 'the response is what is learned'],
  ])('%s: %j', (key, value, why) => {
    expect(readDatasetLine(line({ [key]: value }))).toEqual({ reason: unless(key, why) });
    expect(readDatasetLine(chat([user(), assistant()], { [key]: value }))).toEqual({
      reason: unless(key, why),
    });
  });

  test('a wrong answer, an answer that is not learned, and weights of messages', () => {
    const wrong =
      'It has "label": false, which marks a wrong answer; only right answers are read. Remove the line, or correct both.';
    expect(readDatasetLine(line({ label: false }))).toEqual({ reason: wrong });
    const unlearned =
      'Its response has "loss": false, so it is not to be learned. Take the key out if it is.';
    expect(readDatasetLine(line({ loss: false }))).toEqual({ reason: unlearned });
    expect(readDatasetLine(chat([user(), assistant({ loss: false })]))).toEqual({ reason: unlearned });
    expect(readDatasetLine(chat([user(), assistant({ loss_scale: 2 })]))).toEqual({
      reason: unless('loss_scale', 'every answer has the same weight'),
    });
    expect(readDatasetLine(chat([user(), assistant({ tool_calls: [{ id: 1 }] })]))).toEqual({
      reason: unless('tool_calls', 'no tools are called'),
    });
  });
});

describe('tags', () => {
  test.each([
    [
      line({ query: '<image><image>Which?' }),
      'The question has 2 tags <image>; one image a question is read. Ask about each in a line of its own.',
    ],
    [
      line({ response: '<image>' }),
      'The response has the tag <image>; images are asked about, not made. Take it out if the line is right without it.',
    ],
    [
      line({ query: '<image>What <video>?' }),
      'It has the tag <video>; of such tags only <image> is read. Take it out if the line is right without it.',
    ],
    [
      line({ response: 'a <audio>' }),
      'It has the tag <audio>; of such tags only <image> is read. Take it out if the line is right without it.',
    ],
    [
      line({ query: 'Draw.<start-image>' }),
      'It has the tag <start-image>; of such tags only <image> is read. Take it out if the line is right without it.',
    ],
    [
      line({ response: 'a<cot-process>' }),
      'It has the tag <cot-process>; of such tags only <image> is read. Take it out if the line is right without it.',
    ],
    [line({ query: '<img>a.png</img>What?' }), 'It has an image in tags <img>. Name it in "images".'],
    [
      line({ system: 'See <video>.' }),
      'It has the tag <video>; of such tags only <image> is read. Take it out if the line is right without it.',
    ],
    [line({ response: '<bbox>' }), 'It has 1 tag <bbox>, but 0 in "bbox" of "objects". Write as many there.'],
    [
      line({ query: 'Find <ref-object>', objects: { ref: [], bbox: [[1, 2]] } }),
      'It has 1 tag <ref-object>, but 0 in "ref" of "objects". Write as many there.',
    ],
    [
      line({ response: '<bbox><bbox>', objects: { bbox: [[1, 2]] } }),
      'It has 2 tags <bbox>, but 1 in "bbox" of "objects". Write as many there.',
    ],
    [
      line({ objects: '[]x' }),
      'Expected "objects" as an object with "ref" and "bbox", but got "[]x". Write it so, or take it out.',
    ],
    [
      line({ objects: { ref: [''] } }),
      'Expected "ref" of "objects" as a list of names, but got [""]. Name what is in the image.',
    ],
    [
      line({ objects: { bbox: [1, 2, 3, 4] } }),
      'Expected each "bbox" of "objects" as a list of 2 or 4 numbers, but got 1. Write it so.',
    ],
    [
      line({ objects: { bbox: [[1, 2, 3]] } }),
      'Expected each "bbox" of "objects" as a list of 2 or 4 numbers, but got 1. Write it so.',
    ],
    [
      line({ objects: { bbox: [[1, 2]], bbox_type: 'norm1000' } }),
      'Expected "bbox_type" of "objects" as "real" or "norm1", but got "norm1000". Give the boxes in pixels (real), or from 0 to 1 (norm1).',
    ],
    [
      line({ objects: { bbox: [[1, 2]], image_id: [1] } }),
      'Expected 0 for each "image_id" of "objects", as a question has one image, but got [1]. Take the boxes of others out.',
    ],
  ])('%s', (text, reason) => {
    expect(readDatasetLine(text)).toEqual(refusal(reason));
  });
});

test.each([
  ['{"query": "a"', 'It is not JSON. Write one JSON object in each line.'],
  ['[1]', 'Expected a JSON object with query, response and images, but got [1]. Write the line as one.'],
  ['null', 'Expected a JSON object with query, response and images, but got [1]. Write the line as one.'],
  [line({ query: undefined }), 'Expected "query" as text, but it is missing. Write the question there.'],
  [line({ response: 7 }), 'Expected "response" as text, but got 7. Write one answer there.'],
  [line({ response: null }), 'Expected "response" as text, but got null. Write one answer there.'],
  [
    line({ response: ['left', 'right'] }),
    'Expected "response" as text, but got ["left","right"]. Write one answer there.',
  ],
  [
    line({ response: undefined, answer: 'left', output: 'up' }),
    'It has "answer" and "output"; expected one of them, or "response". Take one out.',
  ],
  [
    line({ instruction: 'Find it.', input: 3 }),
    'Expected "query" as text, but got 3. Write the question there.',
  ],
  [line({ system: 3 }), 'Expected "system" as text, but got 3. Write it so, or take it out.'],
  [line({ query: ' <image> ' }), 'The question is empty. Write one, or remove the line.'],
  [line({ response: ' ' }), 'The response is empty. Write one, or remove the line.'],
  [
    line({ history: [['a', 'b']] }),
    'It has a history of earlier questions; one question a line is read. Write each in a line of its own.',
  ],
  [
    line({ history: "[['a', 'b']]" }),
    'It has a history of earlier questions; one question a line is read. Write each in a line of its own.',
  ],
  [
    line({ images: undefined }),
    'Expected "images" as a list of paths, but it is missing. Name the image there.',
  ],
  [line({ images: [7] }), 'Expected "images" as a list of paths, but got 7. Name the image by its path.'],
  [
    line({ images: [{ bytes: 'iVBO', path: null }] }),
    'Expected "images" as paths, but got the bytes of an image. Save it as a file and name that.',
  ],
  [line({ images: [] }), 'Expected one image, but "images" has 0. Name the one that is asked about.'],
  [
    line({ images: ['a.png', 'b.png'] }),
    'Expected one image, but "images" has 2. Name the one that is asked about.',
  ],
  [line({ images: ['./'] }), 'The path of the image is empty. Name the image by its path.'],
  [
    line({ images: ['/etc/passwd'] }),
    'The image "/etc/passwd" is not in the dataset: expected a path in its folder. Put the image there and name it so.',
  ],
  [
    line({ images: 'https://example.org/a.png' }),
    'The image "https://example.org/a.png" is not in the dataset: expected a path in its folder. Put the image there and name it so.',
  ],
  [
    line({ images: 'data:image/png;base64,iVBO' }),
    'The image "data:image/png;base64,iVBO" is not in the dataset: expected a path in its folder. Put the image there and name it so.',
  ],
  [
    line({ images: ['C:\\a.png'] }),
    'The image "C:\\\\a.png" is not in the dataset: expected a path in its folder.',
  ],
  [
    line({ images: ['x/../../a.png'] }),
    'The image "x/../../a.png" is outside the folder of the dataset. Put it there and name it so.',
  ],
  [line({ images: ['..\\a.png'] }), 'The image "..\\\\a.png" is outside the folder of the dataset.'],
  [
    chat('hello'),
    'Expected "messages" as a list of objects, but got "hello". Write each message as {"role": ..., "content": ...}.',
  ],
  [
    chat([user()]),
    'Expected one message of the user and one of the assistant, but got user. Write each question in a line of its own.',
  ],
  [
    chat([assistant()]),
    'Expected one message of the user and one of the assistant, but got user. Write each question in a line of its own.',
  ],
  [
    chat([user(), assistant(), user(), assistant()]),
    'Expected one message of the user and one of the assistant, but got user. Write each question in a line of its own.',
  ],
  [
    chat([user(['a']), assistant()]),
    'Expected the content of each message as text, but got ["a"]. Write it so.',
  ],
  [
    chat([user(), assistant({ content: null })]),
    'Expected the content of each message as text, but got ["a"]. Write it so.',
  ],
  [
    chat([user([{ type: 'video', video: 'a.mp4' }]), assistant()]),
    'A message has a part of the type "video"; expected text and image. Take it out if the line is right without it.',
  ],
  [
    chat([user([{ type: 'image', image: 'b.png' }]), assistant()]),
    'The question is empty. Write one, or remove the line.',
  ],
  [
    chat([
      user([
        { type: 'image', image: 'b.png' },
        { type: 'text', text: 'What?' },
      ]),
      assistant(),
    ]),
    'It has images in its messages and in "images"; expected them in one place. Take one of the two out.',
  ],
  [
    chat([user(), { role: 'tool', content: '7' }, assistant()]),
    'It has a message of the role "tool"; expected user and assistant. Take it out if the line is right without it.',
  ],
  [
    chat([user(), { role: { toString: 1 }, content: '7' }]),
    'Expected one message of the user and one of the assistant, but got user. Write each question in a line of its own.',
  ],
])('%s is refused', (text, reason) => {
  expect(readDatasetLine(text)).toEqual(refusal(reason));
});
