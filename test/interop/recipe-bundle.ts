/**
 * Takes a bundle of the recipe in by the code of `npm run base-model`, into places of its own, and prints the sizes of the
 * page's files in bytes as JSON: `node --import tsx test/interop/recipe-bundle.ts BUNDLE PLACE`. Exit code 1 and the reason
 * if it is refused. Not here: what is expected of them (test_recipe.py).
 */
import { join } from 'node:path';
import { messageOf } from '../../models/message-of.ts';
import { buildBaseModel } from '../../models/sparkle-tiny/build.ts';

const [bundle = '', place = ''] = process.argv.slice(2);
try {
  const sizes = buildBaseModel(bundle, {
    master: join(place, 'master'),
    published: join(place, 'published'),
  });
  console.log(JSON.stringify(Object.fromEntries(sizes)));
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
