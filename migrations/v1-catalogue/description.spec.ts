import { describe, expect, it } from '@jest/globals';
import { mapped } from '../testing/mapping.js';
import { description } from './description.js';

const assumed = { description: '', warns: ['description'] };

describe('description', () => {
  it.each([
    { title: 'a text, as it is', doc: { description: ' Two\nlines ' }, expected: { description: ' Two\nlines ' } },
    { title: 'an empty text', doc: { description: '' }, expected: { description: '' } },
    { title: 'missing', doc: {}, expected: assumed },
    { title: 'null', doc: { description: null }, expected: assumed },
    { title: 'a number', doc: { description: 5 }, expected: assumed },
    { title: 'a list', doc: { description: ['a'] }, expected: assumed },
    { title: 'v0 short description, which is another field', doc: { shortDescription: 'a' }, expected: assumed },
  ])('$title → $expected', ({ doc, expected }) => {
    expect(mapped(description, doc)).toEqual(expected);
  });
});
