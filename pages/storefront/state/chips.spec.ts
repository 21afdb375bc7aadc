import { describe, expect, it } from '@jest/globals';

import { readSelection, selectionText } from '../../../packages/storefront-address/selection.js';
import { chipsOf, withoutFilters } from './chips.js';

const QUERY =
  'q=ring&metal=14k-gold,platinum&cut=round&priceMin=100&priceMax=900&caratMin=0.5&labGrown=false&sort=price';
const selection = readSelection(new URLSearchParams(QUERY));

describe('the chips', () => {
  it('name every chosen filter once, and none of them the search', () => {
    expect(chipsOf(selection).map(({ text }) => text)).toEqual([
      '14K yellow gold',
      'Platinum',
      'Round cut',
      '$100 to $900',
      'From 0.5 ct',
      'Natural stone',
    ]);
  });

  it('take away what they name and nothing else', () => {
    expect(chipsOf(selection).map(({ without }) => selectionText(without))).toEqual([
      QUERY.replace('14k-gold,', ''),
      QUERY.replace(',platinum', ''),
      QUERY.replace('&cut=round', ''),
      QUERY.replace('&priceMin=100&priceMax=900', ''),
      QUERY.replace('&caratMin=0.5', ''),
      QUERY.replace('&labGrown=false', ''),
    ]);
  });

  it('are all gone at once; search and order stay', () => {
    expect(selectionText(withoutFilters(selection))).toBe('q=ring&sort=price');
  });
});
