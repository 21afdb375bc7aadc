import { describe, expect, it } from '@jest/globals';
import { mapped } from '../testing/mapping.js';
import { name } from './name.js';

describe('name', () => {
  it.each([
    { title: 'a text', doc: { name: 'Ring' }, expected: { name: 'Ring' } },
    { title: 'blanks around it', doc: { name: ' \tRing\n' }, expected: { name: 'Ring' } },
    { title: 'emoji and right-to-left', doc: { name: '💍 خاتم' }, expected: { name: '💍 خاتم' } },
    { title: 'blank', doc: { name: '  ' }, expected: { fails: ['name'] } },
    { title: 'empty', doc: { name: '' }, expected: { fails: ['name'] } },
    { title: 'missing', doc: {}, expected: { fails: ['name'] } },
    { title: 'null', doc: { name: null }, expected: { fails: ['name'] } },
    { title: 'a number', doc: { name: 5 }, expected: { fails: ['name'] } },
    { title: 'a list', doc: { name: ['Ring'] }, expected: { fails: ['name'] } },
    { title: 'an object', doc: { name: { en: 'Ring' } }, expected: { fails: ['name'] } },
  ])('$title → $expected', ({ doc, expected }) => {
    expect(mapped(name, doc)).toEqual(expected);
  });
});
