import { describe, expect, it } from '@jest/globals';
import { mapped } from '../testing/mapping.js';
import { creator } from './creator.js';

const ana = { handle: 'ana', name: 'Ana' };

describe('creator', () => {
  it.each([
    {
      title: 'of the profile',
      doc: { creator: { profile: ana } },
      expected: { 'creator.handle': 'ana', 'creator.name': 'Ana' },
    },
    {
      title: 'of the profile, before fields of its own',
      doc: { creator: { profile: ana, handle: 'x', name: 'X' } },
      expected: { 'creator.handle': 'ana', 'creator.name': 'Ana' },
    },
    { title: 'without a name', doc: { creator: { profile: { handle: 'ana' } } }, expected: {} },
    { title: 'with a blank handle', doc: { creator: { profile: { handle: ' ', name: 'Ana' } } }, expected: {} },
    { title: 'with a number', doc: { creator: { profile: { handle: 5, name: 'Ana' } } }, expected: {} },
    { title: 'missing', doc: {}, expected: {} },
    { title: 'no object', doc: { creator: 'ana' }, expected: {} },
    {
      title: 'fields of its own without a profile would show, so they go',
      doc: { creator: ana },
      expected: { 'creator.handle': null },
    },
    { title: 'one field of its own would not show', doc: { creator: { handle: 'ana' } }, expected: {} },
  ])('$title → $expected', ({ doc, expected }) => {
    expect(mapped(creator, doc)).toEqual(expected);
  });
});
