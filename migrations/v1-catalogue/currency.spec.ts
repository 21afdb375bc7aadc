import { describe, expect, it } from '@jest/globals';
import { mapped } from '../testing/mapping.js';
import { currency } from './currency.js';

const found = (code: string): object => ({ 'pricing.currency': code });
const assumed = { 'pricing.currency': 'USD', warns: ['pricing.currency'] };

describe('pricing.currency', () => {
  it.each([
    { title: 'of `pricing` first', doc: { pricing: { currency: 'EUR' }, currency: 'GBP' }, expected: found('EUR') },
    { title: 'in capitals', doc: { pricing: { currency: ' eur ' } }, expected: found('EUR') },
    { title: 'of the document', doc: { pricing: {}, currency: 'gbp' }, expected: found('GBP') },
    {
      title: 'of the document, where the other is no code',
      doc: { pricing: { currency: 'euro' }, currency: 'GBP' },
      expected: found('GBP'),
    },
    { title: 'a sign', doc: { currency: '€' }, expected: assumed },
    { title: 'letters that only look so', doc: { currency: 'ЕUR' }, expected: assumed },
    { title: 'a number', doc: { currency: 978 }, expected: assumed },
    { title: 'missing', doc: {}, expected: assumed },
  ])('$title → $expected', ({ doc, expected }) => {
    expect(mapped(currency, doc)).toEqual(expected);
  });
});
