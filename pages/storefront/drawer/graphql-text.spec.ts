import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';

import { RAIL_FACETS } from '../../../packages/storefront-address/rail-facets.js';
import { readSelection, SORTS } from '../../../packages/storefront-address/selection.js';
import { enumName, listingGraphql, productGraphql } from './graphql-text.js';

const schema = buildSchema(readFileSync('docs/schema.graphql', 'utf8'));
const problems = (query: string): readonly string[] => validate(schema, parse(query)).map(({ message }) => message);
const listing = (query: string): string => listingGraphql(readSelection(new URLSearchParams(query)), RAIL_FACETS);

describe('a page as GraphQL', () => {
  it.each([
    '',
    'q=ro"se&metal=14k-rose-gold,22k-gold,stainless-steel,unspecified&recycled=true&purity=14K&finish=matte',
    'category=rings,jewelry&subcategory=engagement-rings&stone=lab-diamond,other&cut=round&clarity=VS1&color=E',
    'certification=IGI&caratMin=0.5&caratMax=2&priceMax=1000.5&labGrown=true&conflictFree=false&traceable=true',
    'availableIn=platinum&availableStone=moissanite&tags=minimalist&collection=Halcyon&creator=@maravelt&inStock=true',
    'onSale=true&customizable=false&featured=true&bestseller=false&newArrival=true&ethicallySourced=true',
    ...Object.keys(SORTS).map((sort) => `q=a&sort=${encodeURIComponent(sort)}`),
  ])('of ?%s is a valid query', (query) => {
    expect(problems(listing(query))).toEqual([]);
  });

  it('groups filters as the schema does', () => {
    expect(listing('metal=14k-gold&recycled=true&stone=lab-diamond&caratMin=1&inStock=true&sort=-price')).toContain(
      'filter: { metal: { type: { in: [GOLD_14K] }, recycled: true }, ' +
        'stone: { type: { in: [LAB_DIAMOND] }, carat: { min: 1 } }, inStock: true }\n    sort: PRICE_DESC',
    );
  });

  it('of a product is a valid query, whatever its slug', () => {
    expect(problems(productGraphql('first-"light"\\'))).toEqual([]);
  });

  it('names gold by karat and color', () => {
    expect(['14k-gold', '18k-white-gold', 'silver', 'lab-emerald'].map(enumName)).toEqual([
      'GOLD_14K',
      'WHITE_GOLD_18K',
      'SILVER',
      'LAB_EMERALD',
    ]);
  });
});
