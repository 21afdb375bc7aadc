import { describe, expect, it } from '@jest/globals';
import type { StoredDocument } from '../stored-document.js';
import { metal } from './metal.js';

const of = (document: object): ReturnType<typeof metal> => metal({ _id: 1, ...document } as StoredDocument);
const ofMaterial = (material: unknown): ReturnType<typeof metal> => of({ customization: { materials: [material] } });

describe('the type of a metal', () => {
  it.each([
    { material: { type: 'gold' }, type: '14k-gold', purity: '14K' },
    { material: { type: 'white-gold' }, type: '14k-white-gold', purity: '14K' },
    { material: { type: 'rose-gold' }, type: '14k-rose-gold', purity: '14K' },
    { material: { type: 'silver' }, type: 'silver', purity: '925' },
    { material: { type: 'platinum' }, type: 'platinum', purity: '950' },
    { material: { name: 'Sterling' }, type: 'silver', purity: '925' },
    { material: 'titanium', type: 'titanium', purity: 'unspecified' },
    { material: 'Stainless Steel', type: 'stainless-steel', purity: 'unspecified' },
    { material: 'brass', type: 'brass', purity: 'unspecified' },
    { material: 'copper', type: 'copper', purity: 'unspecified' },
    { material: { name: '14k Yellow Gold' }, type: '14k-gold', purity: '14K' },
    { material: { name: '18k White Gold' }, type: '18k-white-gold', purity: '18K' },
    { material: { name: 'ROSE GOLD', id: '18k' }, type: '18k-rose-gold', purity: '18K' },
    { material: { id: '14k-gold' }, type: '14k-gold', purity: '14K' },
    { material: { id: 'white_gold' }, type: '14k-white-gold', purity: '14K' },
    { material: { type: 'gold', id: 750 }, type: '14k-gold', purity: '14K' },
    { material: { type: 'gold', purity: '750' }, type: '18k-gold', purity: '750' },
    { material: { type: 'gold', purity: '18K' }, type: '18k-gold', purity: '18K' },
    { material: { type: 'gold', purity: '18 karat' }, type: '18k-gold', purity: '18 karat' },
    { material: { type: 'gold', purity: '18-kt' }, type: '18k-gold', purity: '18-kt' },
    { material: { type: 'gold', purity: '118K' }, type: '14k-gold', purity: '118K' },
    { material: { type: 'gold', purity: '7500' }, type: '14k-gold', purity: '7500' },
    { material: { type: 'gold', purity: '18kg' }, type: '14k-gold', purity: '18kg' },
    { material: { type: 'gold', purity: ' ' }, type: '14k-gold', purity: '14K' },
    { material: { type: 'gold', purity: 750 }, type: '14k-gold', purity: '14K' },
    { material: { type: 'silver', name: 'Gold plated' }, type: 'silver', purity: '925' },
    { material: { type: 'gold', name: 'Platinum and gold' }, type: '14k-gold', purity: '14K' },
    { material: { name: 'Platinum and gold' }, type: 'platinum', purity: '950' },
    { material: { name: 'Marigold' }, type: 'unspecified', purity: 'unspecified' },
    { material: { name: 'Goldener Ring' }, type: 'unspecified', purity: 'unspecified' },
    { material: {}, type: 'unspecified', purity: 'unspecified' },
    { material: { type: 5, name: null, id: {} }, type: 'unspecified', purity: 'unspecified' },
  ])('$material → $type of $purity', ({ material, type, purity }) => {
    expect(ofMaterial(material)).toMatchObject({ ok: true, value: { type, purity } });
  });
});

describe('the karat of gold', () => {
  it.each([
    { material: '18ct White Gold', type: '18k-white-gold', purity: '18K' },
    { material: '10k Yellow Gold', type: '10k-gold', purity: '10K' },
    { material: { type: 'gold', purity: '22K' }, type: '22k-gold', purity: '22K' },
    { material: '9 carat rose gold', type: '9k-rose-gold', purity: '9K' },
    { material: '9ct gold', type: '9k-gold', purity: '9K' },
    { material: '18 K Gold', type: '18k-gold', purity: '18K' },
    { material: '18KT white gold', type: '18k-white-gold', purity: '18K' },
    { material: '24 karat gold', type: '24k-gold', purity: '24K' },
    { material: 'gold_18_kt', type: '18k-gold', purity: '18K' },
    { material: 'Gold 375', type: '9k-gold', purity: '9K' },
    { material: 'Gold 416', type: '10k-gold', purity: '10K' },
    { material: 'Gold 417', type: '10k-gold', purity: '10K' },
    { material: 'White Gold 585', type: '14k-white-gold', purity: '14K' },
    { material: '750 gold', type: '18k-gold', purity: '18K' },
    { material: '750er Weißgold / white gold', type: '18k-white-gold', purity: '18K' },
    { material: '585er gold', type: '14k-gold', purity: '14K' },
    { material: '14k gold, style 333', type: '14k-gold', purity: '14K' },
    { material: 'Gold 916', type: '22k-gold', purity: '22K' },
    { material: 'Gold 917', type: '22k-gold', purity: '22K' },
    { material: 'Gold 999.9', type: '24k-gold', purity: '24K' },
    { material: { type: 'gold', id: '18k-yellow' }, type: '18k-gold', purity: '18K' },
    {
      material: { type: 'rose-gold', name: 'Rose Gold with White Enamel', purity: '14K' },
      type: '14k-rose-gold',
      purity: '14K',
    },
    { material: '14k gold with a 2ct stone', type: '14k-gold', purity: '14K' },
    { material: '1ct stone in 18k gold', type: '18k-gold', purity: '18K' },
  ])('$material → $type of $purity, without a doubt', ({ material, type, purity }) => {
    const outcome = ofMaterial(material);
    expect(outcome).toMatchObject({ value: { type, purity } });
    expect(outcome.ok && outcome.warnings.filter(({ path }) => path !== 'materialSpecs.metal.finish')).toEqual([]);
  });

  it.each([
    { material: 'Yellow Gold', type: '14k-gold', problem: 'no karat' },
    {
      material: { type: 'gold', name: '18K Gold', purity: '14K' },
      type: '14k-gold',
      problem: 'two karats (14K and 18K)',
    },
    { material: { type: '14k-gold', name: '18K Gold' }, type: '14k-gold', problem: 'two karats' },
    { material: '8K Gold', type: 'unspecified', problem: 'catalog' },
    { material: '21 karat gold', type: 'unspecified', problem: 'catalog' },
    { material: '12ct Gold', type: 'unspecified', problem: 'catalog' },
    { material: { type: 'gold', purity: '333' }, type: 'unspecified', problem: 'catalog' },
    { material: '333 gold', type: 'unspecified', problem: 'catalog' },
    { material: '333er rose gold', type: 'unspecified', problem: 'catalog' },
    { material: 'Gold 833', type: 'unspecified', problem: 'catalog' },
    { material: { type: 'gold', purity: '925' }, type: 'unspecified', problem: 'catalog' },
    { material: '22K White Gold', type: '22k-gold', problem: 'Color of 22K gold' },
  ])('$material → $type with a warning: $problem', ({ material, type, problem }) => {
    expect(ofMaterial(material)).toMatchObject({ value: { type } });
    expect(ofMaterial(material)).toMatchObject({
      warnings: expect.arrayContaining([
        { path: 'materialSpecs.metal.type', problem: expect.stringContaining(problem) },
      ]),
    });
  });
});

describe('a coating is not the metal', () => {
  it.each([
    { material: '18k Gold-Plated Brass', type: 'brass' },
    { material: 'Gold Vermeil over Sterling Silver', type: 'silver' },
    { material: 'Platinum-plated sterling silver', type: 'silver' },
    { material: '14K Gold Filled over Copper', type: 'copper' },
    { material: 'Gold dipped stainless steel', type: 'stainless-steel' },
    { material: 'Titanium-coated silver', type: 'silver' },
    { material: 'Rose gold over brass', type: 'brass' },
    { material: '18K gold over sterling silver, rhodium plated', type: 'silver' },
    { material: 'gold_plated_brass', type: 'brass' },
    { material: 'Rhodium-plated 18k white gold', type: '18k-white-gold' },
    { material: '24k gold plated 14k gold', type: '14k-gold' },
    { material: 'Gold-tone stainless steel', type: 'stainless-steel' },
    { material: '14k Gold Two-Tone', type: '14k-gold' },
    { material: 'Crossover 14k gold', type: '14k-gold' },
    { material: { name: 'Rhodium plated', id: 'silver' }, type: 'silver' },
  ])('$material → $type', ({ material, type }) => {
    const outcome = ofMaterial(material);
    expect(outcome).toMatchObject({ value: { type } });
    expect(outcome.ok && outcome.warnings.filter(({ path }) => path === 'materialSpecs.metal.type')).toEqual([]);
  });

  it.each([
    { material: '18K Gold Vermeil', type: 'silver', problem: 'vermeil' },
    { material: 'Vermeil', type: 'silver', problem: 'vermeil' },
    { material: 'Gold plated', type: 'unspecified', problem: 'coating' },
    { material: 'Silver, gold plated', type: 'unspecified', problem: 'coating' },
    { material: 'Gold filled, silver plated', type: 'unspecified', problem: 'coating' },
    { material: '14k gold-filled', type: 'unspecified', problem: 'coating' },
    { material: 'Sterling Silver with 18k gold plating', type: 'unspecified', problem: 'coating' },
    {
      material: { type: 'gold', name: '18K Gold-Plated Brass', purity: '18K' },
      type: '18k-gold',
      problem: 'Type says gold',
    },
    { material: { type: 'silver', name: 'Platinum' }, type: 'silver', problem: 'Type says silver' },
  ])('$material → $type with a warning', ({ material, type, problem }) => {
    expect(ofMaterial(material)).toMatchObject({
      value: { type },
      warnings: expect.arrayContaining([
        { path: 'materialSpecs.metal.type', problem: expect.stringContaining(problem) },
      ]),
    });
  });

  it('is found with any number of blanks in its purity', () => {
    const purity = `300${'\t'.repeat(1_000_000)}x`; // a pattern that goes back would take hours
    expect(ofMaterial({ type: 'gold', purity })).toMatchObject({ value: { type: '14k-gold' } });
  });

  it('and its karat on another metal is a warning', () => {
    expect(ofMaterial({ name: 'Gold-plated brass', purity: '18K', finish: 'matte' })).toMatchObject({
      value: { type: 'brass', purity: '18K' },
      warnings: [{ path: 'materialSpecs.metal.purity' }],
    });
  });
});

describe('the source of a metal', () => {
  it.each([
    {
      doc: { customization: { materials: ['silver'] }, materials: ['gold'], metadata: { primaryMetal: 'brass' } },
      type: 'silver',
    },
    {
      doc: { customization: { materials: [] }, materials: ['gold'], metadata: { primaryMetal: 'brass' } },
      type: '14k-gold',
    },
    { doc: { customization: { materials: [' ', 'silver'] }, materials: [{ name: 'gold' }] }, type: '14k-gold' },
    {
      doc: { customization: { materials: [null] }, materials: [7], metadata: { primaryMetal: '14k White Gold' } },
      type: '14k-white-gold',
    },
    { doc: { customization: { materials: [{}] }, materials: ['gold'] }, type: 'unspecified' },
    { doc: { customization: { materials: { type: 'silver' } }, metadata: { primaryMetal: ' ' } }, type: 'unspecified' },
    { doc: {}, type: 'unspecified' },
  ])('$doc → $type', ({ doc, type }) => {
    expect(of(doc)).toMatchObject({ value: { type } });
  });
});

describe('the rest of a metal', () => {
  it('is taken unchanged, and flags only if they are true', () => {
    const sustainability = { recycled: true, ethicallySourced: 'true', carbonNeutral: true };
    expect(ofMaterial({ type: 'silver', purity: '935', finish: 'matte', sustainability })).toEqual({
      ok: true,
      value: {
        type: 'silver',
        purity: '935',
        finish: 'matte',
        sustainability: { recycled: true, ethicallySourced: false },
      },
      warnings: [],
    });
  });

  it.each([
    { material: { type: 'silver', finish: 'matte' }, warned: [] },
    { material: { type: 'silver' }, warned: ['finish'] },
    { material: { type: 'silver', finish: 5 }, warned: ['finish'] },
    { material: { type: 'brass', finish: 'matte' }, warned: ['purity'] },
    { material: { name: 'wood' }, warned: ['type', 'purity', 'finish'] },
  ])('of $material warns of $warned', ({ material, warned }) => {
    expect(ofMaterial(material)).toMatchObject({
      warnings: warned.map((field) => ({ path: `materialSpecs.metal.${field}` })),
    });
  });
});
