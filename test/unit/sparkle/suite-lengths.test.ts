/** Every suite and control can be asked: question and right answer have room in what the embedded model reads. */
import { beforeAll, expect, test } from 'vitest';
import { type ChatTokenizer, measureTurn } from '../../../models/prompt.ts';
import modelConfig from '../../../models/sparkle-tiny/config.json' with { type: 'json' };
import { type SuiteName, suiteGroups, withSuite } from '../../../src/experiment/suites.ts';
import type { StyleName } from '../../../src/sparkle/style/styles.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';
import { shownScene } from '../../../src/sparkle/task/item.ts';
import { defaultTasks } from '../../../src/sparkle/task/task-name.ts';
import type { Task } from '../../../src/sparkle/tasks.ts';
import { embeddedProcessor } from '../../fixtures/embedded-model.ts';

const context = modelConfig.text_config.max_position_embeddings;
/** Of one image. */
const imageTokens = 36;

let tokenizer: ChatTokenizer;

beforeAll(async () => {
  ({ tokenizer } = await embeddedProcessor());
});

const tasks = (Object.values(suiteGroups).flat() as SuiteName[]).reduce<readonly Task[]>(
  (all, suite) => withSuite(all, suite, true),
  defaultTasks,
);

/** Tasks of which an item does not fit. */
const tooLong = (style: StyleName): string[] =>
  tasks.filter((task) =>
    scoredItems(1, 'evaluation', task, 12, style).some((item) => {
      const measure = measureTurn(tokenizer, item, shownScene(item) ? imageTokens : null, context);
      return 'problem' in measure;
    }),
  );

test('in the embedded language', () => {
  expect(tasks.length).toBeGreaterThan(200);
  expect(tooLong('embedded')).toEqual([]);
});

test.each(['words', 'choice'] as const)(
  'in the style %s, but for what a run then leaves out and tells of',
  (style) => {
    expect(tooLong(style)).toEqual(['spp6@maze@told', 'spp8@blocked@told']);
  },
);
