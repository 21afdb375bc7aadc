import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import type { StoredDocument } from '../stored-document.js';
import { stone } from './stone.js';

const { Decimal128, Double } = mongo.BSON;
const of = (document: object): ReturnType<typeof stone> => stone({ _id: 1, ...document } as StoredDocument);
const ofGem = (gem: unknown): ReturnType<typeof stone> => of({ customization: { gemstones: [gem] } });

describe('the type of a stone', () => {
  it.each([
    ...['diamond', 'emerald', 'ruby', 'sapphire'].flatMap((type) => [
      { gem: { type }, type, labGrown: false },
      { gem: { type, isLabGrown: true }, type: `lab-${type}`, labGrown: true },
    ]),
    ...['moissanite', 'pearl', 'topaz', 'amethyst', 'opal'].flatMap((type) => [
      { gem: { type }, type, labGrown: false },
      { gem: { type, isLabGrown: true }, type, labGrown: true },
    ]),
    { gem: { type: 'other' }, type: 'moissanite', labGrown: false },
    { gem: { type: ' Other ' }, type: 'moissanite', labGrown: false },
    { gem: { type: 'other', name: 'Opal' }, type: 'opal', labGrown: false },
    { gem: { type: 'other', name: 'Lab Ruby' }, type: 'lab-ruby', labGrown: true },
    { gem: { name: 'Lab-Grown Diamond' }, type: 'lab-diamond', labGrown: true },
    { gem: { type: 'diamond', sustainability: { labGrown: true } }, type: 'lab-diamond', labGrown: true },
    { gem: { type: 'diamond', isLabGrown: 'true', sustainability: { labGrown: 1 } }, type: 'diamond', labGrown: false },
    { gem: { type: 'lab_diamond' }, type: 'lab-diamond', labGrown: true },
    { gem: { name: 'Diamonds' }, type: 'diamond', labGrown: false },
    { gem: { name: 'Rubies' }, type: 'ruby', labGrown: false },
    { gem: { name: 'Topazes' }, type: 'topaz', labGrown: false },
    { gem: { name: 'Ruby and diamond' }, type: 'diamond', labGrown: false },
    { gem: { name: 'Labradorite' }, type: 'other', labGrown: false },
    { gem: { name: 'Opalite' }, type: 'other', labGrown: false },
    { gem: { id: 'diamond' }, type: 'other', labGrown: false },
    { gem: {}, type: 'other', labGrown: false },
    { gem: { type: 5, name: [] }, type: 'other', labGrown: false },
    { gem: 'Emerald', type: 'emerald', labGrown: false },
    { gem: 'other', type: 'other', labGrown: false },
  ])('$gem → $type', ({ gem, type, labGrown }) => {
    expect(ofGem(gem)).toMatchObject({ ok: true, value: { type, sustainability: { labGrown } } });
  });
});

describe('the last stone word of the type, then of the name, decides', () => {
  it.each([
    { gem: { type: 'sapphire', name: 'Emerald-cut blue sapphire' }, type: 'sapphire' },
    { gem: { name: 'Emerald cut ruby' }, type: 'ruby' },
    { gem: { type: 'other', name: 'Ruby-red Moissanite' }, type: 'moissanite' },
    { gem: { name: 'Emerald-cut emerald' }, type: 'emerald' },
    { gem: { name: 'Diamond, emerald cut' }, type: 'diamond' },
    { gem: { name: 'Sapphire Blue Topaz' }, type: 'topaz' },
    { gem: { name: 'Emerald green sapphire' }, type: 'sapphire' },
    { gem: { name: 'Pearl-white opal' }, type: 'opal' },
    { gem: { name: 'Blue Sapphire' }, type: 'sapphire' },
    { gem: { type: 'Blue sapphire', name: 'Diamond halo' }, type: 'sapphire' },
    { gem: { type: 'emerald-cut', name: 'Ruby' }, type: 'ruby' },
    { gem: { type: 'gem', name: 'Diamond and pearl' }, type: 'pearl' },
    { gem: { type: 'opal', name: 'Crystal' }, type: 'opal' },
    { gem: { name: 'Emerald_cut_diamonds' }, type: 'diamond' },
    { gem: { name: 'Sapphire, blue' }, type: 'sapphire' },
    { gem: { type: 'lab-diamond', name: 'Sapphire halo' }, type: 'lab-diamond' },
    { gem: { name: 'Lab-grown emerald-cut diamond' }, type: 'lab-diamond' },
  ])('$gem → $type', ({ gem, type }) => {
    expect(ofGem(gem)).toMatchObject({ value: { type } });
  });

  it.each([
    { gem: { name: 'Diamond-cut cubic zirconia' }, type: 'other' },
    { gem: { name: 'CZ' }, type: 'other' },
    { gem: { name: 'Simulated diamond' }, type: 'other' },
    { gem: { name: 'Diamond simulant' }, type: 'other' },
    { gem: { name: 'Emerald glass' }, type: 'other' },
    { gem: { type: 'other', name: 'Cubic Zirconia' }, type: 'other' },
    { gem: { type: 'sapphire crystal' }, type: 'other' },
    { gem: { name: 'Sapphire blue' }, type: 'other' },
    { gem: { name: 'Labradorite' }, type: 'other' },
    { gem: { type: 'other', name: 'Turquoise' }, type: 'moissanite' },
    { gem: { type: 'diamond', name: 'Simulated diamond' }, type: 'diamond' },
    { gem: { type: 'diamond', name: 'Moissanite' }, type: 'diamond' },
  ])('$gem → $type with a warning', ({ gem, type }) => {
    expect(ofGem({ ...gem, carat: 1 })).toMatchObject({
      value: { type },
      warnings: [{ path: 'materialSpecs.stone.type' }],
    });
  });
});

describe('the source of a stone', () => {
  it.each([
    { doc: { customization: { gemstones: ['ruby'] }, gemstones: ['opal'] }, type: 'ruby' },
    { doc: { customization: { gemstones: [] }, gemstones: ['opal'] }, type: 'opal' },
    { doc: { customization: { gemstones: [' ', 'ruby'] }, gemstones: [{ type: 'opal' }] }, type: 'opal' },
    { doc: { customization: { gemstones: { type: 'ruby' } }, gemstones: [5] }, type: undefined },
    { doc: { gemstones: [] }, type: undefined },
    { doc: {}, type: undefined },
  ])('$doc → $type', ({ doc, type }) => {
    const outcome = of(doc);
    expect(outcome.ok ? outcome.value?.type : 'failed').toBe(type);
  });
});

describe('the carat of a stone', () => {
  it.each([0.5, 2, new Double(1), Decimal128.fromString('0.75')])('%p is kept in its own type', (carat) => {
    expect(ofGem({ type: 'ruby', carat })).toMatchObject({ value: { carat }, warnings: [] });
  });

  it.each([0, -1, -0, NaN, Infinity, '0.5', null, undefined, {}, [1], Decimal128.fromString('NaN')])(
    '%p is left out with a warning',
    (carat) => {
      const outcome = ofGem({ type: 'ruby', carat });
      expect(outcome).toMatchObject({ ok: true, warnings: [{ path: 'materialSpecs.stone.carat' }] });
      expect(outcome.ok && Object.hasOwn(outcome.value ?? {}, 'carat')).toBe(false);
    },
  );
});

describe('the rest of a stone', () => {
  it.each([
    { certification: { agency: 'GIA', certificateNumber: '1' }, expected: 'GIA' },
    { certification: 'IGI', expected: 'IGI' },
    { certification: { agency: ' ' }, expected: 'none' },
    { certification: { agency: 5 }, expected: 'none' },
    { certification: '', expected: 'none' },
    { certification: ['GIA'], expected: 'none' },
    { certification: null, expected: 'none' },
    { certification: undefined, expected: 'none' },
  ])('certified by $certification → $expected', ({ certification, expected }) => {
    expect(ofGem({ certification })).toMatchObject({ value: { certification: expected } });
  });

  it('takes cut, clarity and color if they are texts, and flags if they are true', () => {
    const sustainability = { labGrown: false, conflictFree: true, traceable: 'true' };
    expect(ofGem({ type: 'ruby', carat: 1, cut: 'Oval', clarity: ' ', color: 5, sustainability })).toEqual({
      ok: true,
      value: {
        type: 'ruby',
        carat: 1,
        cut: 'Oval',
        certification: 'none',
        sustainability: { labGrown: false, conflictFree: true, traceable: false },
      },
      warnings: [],
    });
  });
});
