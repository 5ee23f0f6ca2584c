/** Prompts and training sequences against the reference's token ids and the processor of transformers.js. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AutoProcessor, type PreTrainedTokenizer, RawImage } from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ModelConfig } from '../../../models/config.ts';
import {
  type ChatMessage,
  type ChatTokenizer,
  conversationSegments,
  ignoredLabel,
  promptIds,
  promptText,
  templateProblem,
  tokenizeConversation,
} from '../../../models/prompt.ts';
import { sparkleTiny } from '../../../models/registry.ts';
import modelConfig from '../../../models/sparkle-tiny/config.json' with { type: 'json' };
import { type Arm, armRow } from '../../../src/experiment/arms.ts';
import { trainingConversation } from '../../../src/sparkle/task/training.ts';
import { embeddedProcessor, readModelsFrom } from '../../fixtures/embedded-model.ts';
import { modelAtHand } from '../../fixtures/model-source.ts';
import { smolVlmTemplate } from '../../fixtures/smolvlm-files.ts';

const { items } = JSON.parse(
  readFileSync(new URL('../../../models/sparkle-tiny/reference.json', import.meta.url), 'utf8'),
) as { items: { question: string; input_ids: number[]; q4: { answer: string } }[] };

let processor: Awaited<ReturnType<typeof AutoProcessor.from_pretrained>>;
let tokenizer: PreTrainedTokenizer & ChatTokenizer;

beforeAll(async () => {
  ({ processor, tokenizer } = await embeddedProcessor());
});

/** The context of sparkle-tiny. */
const context = modelConfig.text_config.max_position_embeddings;

const turns = [
  { question: 'Which is closer to red: blue or cyan?', answer: 'blue 3, cyan 7: blue' },
  { question: 'What are the coordinates of red?', answer: 'red (3,7)' },
  { question: 'How many objects are there?', answer: '4' },
];
const text =
  '<|im_start|>User:<fake_token_around_image><global-img><image><image><fake_token_around_image>Which is closer to red: blue or cyan?<end_of_utterance>\nAssistant: blue 3, cyan 7: blue<end_of_utterance>\nUser:What are the coordinates of red?<end_of_utterance>\nAssistant: red (3,7)<end_of_utterance>\nUser:How many objects are there?<end_of_utterance>\nAssistant: 4<end_of_utterance>';

describe('prompts', () => {
  test('have the token ids of the reference', () => {
    for (const { question, input_ids: expected } of items)
      expect(promptIds(tokenizer, question, 36)).toEqual(expected);
  });

  test('expand one image as the processor does', async () => {
    const image = new RawImage(new Uint8ClampedArray(192 * 192 * 3), 192, 192, 3);
    const template = tokenizer.apply_chat_template(
      [{ role: 'user', content: [{ type: 'image' }, { type: 'text', text: 'Where is red?' }] }],
      { add_generation_prompt: true, tokenize: false },
    );
    const { input_ids: ids } = await processor(template, [image], { do_image_splitting: false });
    expect(promptIds(tokenizer, 'Where is red?', 36)).toEqual(ids.tolist()[0].map(Number));
  });

  test('stand without an image too', () => {
    expect(promptText(tokenizer, 'Where?', null)).toBe(
      '<|im_start|>User:Where?<end_of_utterance>\nAssistant:',
    );
  });

  test('refuse words that are control tokens', () => {
    for (const word of ['<image>', '<end_of_utterance>', '<|im_start|>', '<global-img>']) {
      expect(() => promptText(tokenizer, `Where is ${word}?`, 36)).toThrow(word);
    }
  });
});

describe('a chat template', () => {
  const problemWith = (template: string) => {
    const own = tokenizer.chat_template;
    tokenizer.chat_template = template;
    try {
      return templateProblem(tokenizer, 36, 4);
    } finally {
      tokenizer.chat_template = own;
    }
  };
  const parts = "{% for m in messages %}{% for part in m['content'] %}";
  const end = '{% endfor %}{% endfor %}';

  test('of the embedded model and of SmolVLM gives one image one slot', () => {
    expect(templateProblem(tokenizer, 36, 4)).toBeNull();
    expect(problemWith(smolVlmTemplate)).toBeNull();
    // The tokenizer's `<image>` must be the model's.
    expect(templateProblem(tokenizer, 36, 400)).toBe(
      '<image> becomes 0 image tokens of 36, by the tokenizer',
    );
  });

  test.each([
    [
      'made for text only',
      "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}",
      'it gives none (<image>)',
    ],
    ['that leaves images out', `${parts}{{ part['text'] }}${end}`, 'it gives none (<image>)'],
    [
      'with two slots',
      `${parts}{% if part['type'] == 'image' %}<image><image>{% else %}{{ part['text'] }}{% endif %}${end}`,
      'it gives 2 (<image>)',
    ],
    [
      'with a slot for no image',
      `<image>{% for m in messages %}{{ m['content'][-1]['text'] }}{% endfor %}`,
      'a question without an image has 1 (<image>)',
    ],
    [
      'without the question',
      `${parts}{% if part['type'] == 'image' %}<image>{% endif %}${end}`,
      "the question's words do not stand once",
    ],
    [
      'that refuses it',
      "{{ raise_exception('Only text') }}",
      'cannot be written (the template says: "Only text")',
    ],
    ['that is none', '{% for m in %}', 'a question with an image cannot be written'],
  ])('%s', (_name, template, problem) => {
    expect(problemWith(template)).toContain(problem);
  });
});

describe('training sequences', () => {
  test('read as LANGUAGE.md says', () => {
    expect(
      conversationSegments(tokenizer, turns, 2)
        .map((segment) => segment.text)
        .join(''),
    ).toBe(text);
  });

  test('are the same tokens in segments as in one piece', () => {
    const { inputIds } = tokenizeConversation(tokenizer, turns, 2, context);
    expect([...inputIds]).toEqual(tokenizer.encode(text, { add_special_tokens: false }));
  });

  test('begin with the prompt that inference uses', () => {
    const { inputIds } = tokenizeConversation(tokenizer, turns, 36, context);
    const prompt = promptIds(tokenizer, turns[0]!.question, 36);
    expect([...inputIds.subarray(0, prompt.length)]).toEqual(prompt);
  });

  test('take the loss on each answer and the end of its turn, nowhere else', () => {
    const { inputIds, labels } = tokenizeConversation(tokenizer, turns, 36, context);
    const spans: number[][] = [];
    labels.forEach((label, i) => {
      if (label === ignoredLabel) return;
      expect(label).toBe(inputIds[i]);
      if (labels[i - 1] === ignoredLabel) spans.push([]);
      spans.at(-1)!.push(label);
    });
    const words = spans.map((ids) => tokenizer.decode(ids, { skip_special_tokens: false }));
    expect(words).toEqual(turns.map(({ answer }) => ` ${answer}<end_of_utterance>`));
  });

  test('leave out whole last turns that do not fit', () => {
    const whole = tokenizeConversation(tokenizer, turns, 36, context);
    const two = tokenizeConversation(tokenizer, turns.slice(0, 2), 36, context);
    const one = tokenizeConversation(tokenizer, turns.slice(0, 1), 36, context);
    const within = (maxTokens: number) => tokenizeConversation(tokenizer, turns, 36, maxTokens);
    expect(within(whole.inputIds.length)).toEqual(whole);
    expect(within(whole.inputIds.length - 1)).toEqual(two);
    expect(within(two.inputIds.length - 1)).toEqual(one);
    expect(() => within(one.inputIds.length - 1)).toThrow(
      `at most ${one.inputIds.length - 1} tokens, which is what this model can read, got ${one.inputIds.length}`,
    );
  });

  const arms: Arm[] = [
    ['direction'],
    ['distance'],
    ['localization'],
    ['direction', 'distance'],
    ['direction', 'localization'],
    ['distance', 'localization'],
    ['direction', 'distance', 'localization'],
    'composite',
  ];
  test.each(arms.map((arm) => [arm]))('of %s fit into the context; 12 questions are kept whole', (arm) => {
    for (let index = 0; index < 25; index++) {
      for (const questions of [12, 24]) {
        const { turns: asked } = trainingConversation(1, armRow(arm).trainsOn, questions, index)!;
        const cut = tokenizeConversation(tokenizer, asked, 36, context);
        expect(cut.inputIds.length).toBeLessThanOrEqual(context);
        if (questions === 12) expect(cut).toEqual(tokenizeConversation(tokenizer, asked, 36, 1e6));
      }
    }
  });

  test('leave the space to a template that writes it itself', () => {
    const spaced: ChatTokenizer = {
      eos_token: '<end>',
      all_special_tokens: [],
      encode: (words) => [...words].map((letter) => letter.charCodeAt(0)),
      apply_chat_template: (messages, { add_generation_prompt: isPrompt }) =>
        messages
          .map(
            ({ role, content }) =>
              `${role}: ${content.map((part) => (part.type === 'text' ? part.text : '<image>')).join('')}<end>\n`,
          )
          .join('') + (isPrompt ? 'assistant:' : ''),
    };
    const segments = conversationSegments(
      spaced,
      [
        { question: 'q', answer: 'a' },
        { question: 'r', answer: 'b' },
      ],
      null,
    );
    expect(segments).toEqual([
      { text: 'user: q<end>\nassistant:', isAnswer: false },
      { text: ' a<end>', isAnswer: true },
      { text: '\nuser: r<end>\nassistant:', isAnswer: false },
      { text: ' b<end>', isAnswer: true },
    ]);
  });

  test('refuse a template that ends no turn', () => {
    const endless: ChatTokenizer = {
      eos_token: '<end>',
      all_special_tokens: [],
      encode: () => [],
      apply_chat_template: (messages, { add_generation_prompt: isPrompt }) =>
        `${messages.length}${isPrompt ? ':' : ''}`,
    };
    expect(() => conversationSegments(endless, turns, null)).toThrow('<end> after the answer');
  });
});

describe('of SmolVLM', () => {
  let smolProcessor: typeof processor;
  let smolTokenizer: typeof tokenizer;
  const folder = mkdtempSync(join(tmpdir(), 'sparkle-prompt-'));
  const config = ModelConfig.parse({
    ...modelConfig,
    scale_factor: 4,
    vision_config: { ...modelConfig.vision_config, image_size: 512 },
  });
  const image = new RawImage(new Uint8ClampedArray(512 * 512 * 3), 512, 512, 3);
  const imageText = `<fake_token_around_image><global-img>${'<image>'.repeat(64)}<fake_token_around_image>`;

  beforeAll(async () => {
    const { source } = modelAtHand('smol', config, sparkleTiny.dtype, new Map());
    mkdirSync(join(folder, 'smol'));
    for (const [path, blob] of Object.entries(source.kind === 'files' ? source.files : {}))
      writeFileSync(join(folder, 'smol', path), await blob.text());
    readModelsFrom(`${folder}/`);
    smolProcessor = await AutoProcessor.from_pretrained('smol');
    smolTokenizer = smolProcessor.tokenizer as typeof tokenizer;
    // vlm.ts finds it among the tokens that end a turn.
    Object.assign(smolTokenizer, { eos_token: '<end_of_utterance>' });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('prompts are those of its template, with one image of 64 tokens that is not split', async () => {
    const question = 'Where is red?';
    const rendered = smolTokenizer.apply_chat_template(
      [{ role: 'user', content: [{ type: 'image' }, { type: 'text', text: question }] }],
      { add_generation_prompt: true, tokenize: false },
    );
    const { input_ids: ids } = await smolProcessor(rendered, [image], { do_image_splitting: false });
    expect(promptIds(smolTokenizer, question, 64)).toEqual(ids.tolist()[0].map(Number));
    expect(promptText(smolTokenizer, question, 64)).toBe(
      `<|im_start|>User:${imageText}Where is red?<end_of_utterance>\nAssistant:`,
    );
    expect(promptText(smolTokenizer, question, null)).toBe(
      '<|im_start|>User: Where is red?<end_of_utterance>\nAssistant:',
    );
  });

  test('conversations are what the template makes of all turns at once, up to the last answer', () => {
    const messages = turns.flatMap(({ question, answer }, i): ChatMessage[] => [
      {
        role: 'user',
        content: [...(i === 0 ? [{ type: 'image' as const }] : []), { type: 'text', text: question }],
      },
      { role: 'assistant', content: [{ type: 'text', text: answer }] },
    ]);
    const rendered = smolTokenizer.apply_chat_template(messages, {
      add_generation_prompt: false,
      tokenize: false,
    });
    const segments = conversationSegments(smolTokenizer, turns, 64);
    expect(segments.map((segment) => segment.text).join('')).toBe(
      rendered.replace('<image>', imageText).trimEnd(),
    );
    expect(segments.filter(({ isAnswer }) => isAnswer).map((segment) => segment.text)).toEqual(
      turns.map(({ answer }) => ` ${answer}<end_of_utterance>`),
    );
    const { inputIds, labels } = tokenizeConversation(smolTokenizer, turns, 64, 8192);
    const prompt = promptIds(smolTokenizer, turns[0]!.question, 64);
    expect([...inputIds.subarray(0, prompt.length)]).toEqual(prompt);
    expect(labels.at(-1)).toBe(2);
  });
});
