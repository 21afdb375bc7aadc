import { describe, expect, it } from '@jest/globals';
import { mapped } from '../testing/mapping.js';
import { tags } from './tags.js';

describe('metadata.tags', () => {
  it.each([
    { title: 'of `metadata` first', doc: { metadata: { tags: ['a'] }, tags: ['b'] }, expected: ['a'] },
    { title: 'an empty list counts', doc: { metadata: { tags: [] }, tags: ['b'] }, expected: [] },
    { title: 'of the document', doc: { metadata: {}, tags: ['b', 'a'] }, expected: ['b', 'a'] },
    {
      title: 'of the document, where the other is no list',
      doc: { metadata: { tags: 'a' }, tags: ['b'] },
      expected: ['b'],
    },
    {
      title: 'trimmed, no blanks, no duplicates, in order',
      doc: { tags: [' b', 'a ', '', ' ', 'b', 'A'] },
      expected: ['b', 'a', 'A'],
    },
    { title: 'only texts', doc: { tags: ['a', 5, null, undefined, ['b'], { c: 1 }] }, expected: ['a'] },
    { title: 'missing', doc: {}, expected: [] },
    { title: 'no list', doc: { tags: 'a' }, expected: [] },
  ])('$title → $expected', ({ doc, expected }) => {
    expect(mapped(tags, doc)).toEqual({ 'metadata.tags': expected });
  });
});
