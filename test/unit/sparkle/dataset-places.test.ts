/** Places in a line of ms-swift's grounding format become words. Not here: other keys (dataset-line.test.ts). */
import { describe, expect, test } from 'vitest';
import { type DatasetLine, readDatasetLine } from '../../../src/sparkle/dataset/dataset-line.ts';
import { sayObjects } from '../../../src/sparkle/dataset/grounding.ts';

const line = (more: object = {}) =>
  JSON.stringify({ query: '<image>Where is red?', response: 'left', images: ['a.png'], ...more });

describe('places in words', () => {
  const upright = (width: number, height: number) => ({
    stored: { width, height },
    shown: { width, height },
  });
  const said = (response: string, objects: object, picture = upright(900, 800)) => {
    const reading = readDatasetLine(line({ query: '<image>Find the <ref-object>', response, objects }));
    if ('reason' in reading || !reading.objects) throw new Error(JSON.stringify(reading));
    return sayObjects(reading, reading.objects, picture);
  };
  const sheep = {
    ref: ['sheep'],
    bbox: [
      [90.9, 160.8, 135, 212.8],
      [360.9, 480.8, 495, 532.8],
    ],
  };

  test('the documentation’s example gives its own thousandths, for a picture of 900 by 800 pixels', () => {
    expect(said('<bbox><bbox>', sheep)).toEqual({
      query: 'Find the sheep',
      response: '[(101,201),(150,266)][(401,601),(550,666)]',
    });
  });

  test('shares, points, and corners the wrong way round', () => {
    const boxes = {
      ref: 'sheep',
      bbox: [
        [0.5, 0.25],
        [0.75, 1, 0.25, 0],
      ],
      bbox_type: 'norm1',
    };
    expect(said('<bbox> and <bbox>', boxes)).toMatchObject({
      response: '[(500,250)] and [(250,0),(750,1000)]',
    });
  });

  test('halves go to the even number, as in Python', () => {
    const boxes = {
      ref: ['sheep'],
      bbox: [
        [1, 3],
        [5, 7],
      ],
    };
    expect(said('<bbox><bbox>', boxes, upright(2000, 2000))).toMatchObject({ response: '[(0,2)][(2,4)]' });
  });

  test('a name with a tag in it is not read again, and spare boxes are not used', () => {
    const boxes = { ref: ['<bbox>', 'dog'], bbox: [[0, 0]] };
    expect(said('<bbox>', boxes)).toEqual({ query: 'Find the <bbox>', response: '[(0,0)]' });
  });

  test('a box outside the image, and boxes of a picture that is turned upright, are refused', () => {
    const outside = { ref: ['sheep'], bbox: [[10, 10, 920, 30]] };
    expect(said('<bbox>', outside)).toEqual({
      reason:
        'The box [10, 10, 920, 30] is outside the image of 900 by 800 pixels. Correct it, or "bbox_type", which says its unit.',
    });
    const turned = { stored: { width: 900, height: 800 }, shown: { width: 800, height: 900 } };
    expect(said('<bbox><bbox>', sheep, turned)).toEqual({
      reason: 'Its boxes can be meant two ways: the image is stored on its side. Save it upright.',
    });
    expect(said('It is there.', sheep, turned)).toMatchObject({ query: 'Find the sheep' });
  });

  test('a line without tags keeps its words, whatever its objects are', () => {
    const reading = readDatasetLine(line({ objects: sheep })) as DatasetLine;
    expect(sayObjects(reading, reading.objects!, upright(9, 9))).toEqual({
      query: 'Where is red?',
      response: 'left',
    });
  });
});
