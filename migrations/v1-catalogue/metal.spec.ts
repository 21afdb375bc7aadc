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
    { material: { type: 'silver', name: 'Gold plated' }, type: '14k-gold', purity: '14K' },
    { material: { type: 'gold', name: 'Platinum and gold' }, type: 'platinum', purity: '950' },
    { material: { name: 'Marigold' }, type: 'unspecified', purity: 'unspecified' },
    { material: { name: 'Goldener Ring' }, type: 'unspecified', purity: 'unspecified' },
    { material: {}, type: 'unspecified', purity: 'unspecified' },
    { material: { type: 5, name: null, id: {} }, type: 'unspecified', purity: 'unspecified' },
  ])('$material → $type of $purity', ({ material, type, purity }) => {
    expect(ofMaterial(material)).toMatchObject({ ok: true, value: { type, purity } });
  });
});

describe('the source of a metal', () => {
  it.each([
    { doc: { customization: { materials: ['silver'] }, materials: ['gold'], metadata: { primaryMetal: 'brass' } }, type: 'silver' },
    { doc: { customization: { materials: [] }, materials: ['gold'], metadata: { primaryMetal: 'brass' } }, type: '14k-gold' },
    { doc: { customization: { materials: [' ', 'silver'] }, materials: [{ name: 'gold' }] }, type: '14k-gold' },
    { doc: { customization: { materials: [null] }, materials: [7], metadata: { primaryMetal: '14k White Gold' } }, type: '14k-white-gold' },
    { doc: { customization: { materials: [{}] }, materials: ['gold'] }, type: 'unspecified' },
    { doc: { customization: { materials: { type: 'silver' } }, metadata: { primaryMetal: ' ' } }, type: 'unspecified' },
    { doc: {}, type: 'unspecified' },
  ])('$doc → $type', ({ doc, type }) => {
    expect(of(doc)).toMatchObject({ value: { type } });
  });
});

describe('the rest of a metal', () => {
  it('is taken as it is, and flags only where they are true', () => {
    const sustainability = { recycled: true, ethicallySourced: 'true', carbonNeutral: true };
    expect(ofMaterial({ type: 'silver', purity: '935', finish: 'matte', sustainability })).toEqual({
      ok: true,
      value: { type: 'silver', purity: '935', finish: 'matte', sustainability: { recycled: true, ethicallySourced: false } },
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
    expect(ofMaterial(material)).toMatchObject({ warnings: warned.map((field) => ({ path: `materialSpecs.metal.${field}` })) });
  });
});
