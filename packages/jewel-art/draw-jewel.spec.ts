import { brotliCompressSync } from 'node:zlib';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { toListedProduct } from '../../src/listing/listed-product.js';
import { CATEGORIES, METAL_TYPES, STONE_TYPES, type StoredDocument, SUBCATEGORIES } from '../../migrations/index.js';
import { readProduct } from '../../src/products/read-product.js';
import { demoProducts } from '../demo-products/demo-products.js';
import { drawJewel } from './draw-jewel.js';
import type { PicturedProduct, PicturedStone, PictureView } from './picture-address.js';

const VIEWS: readonly PictureView[] = ['front', 'stone', 'metal'];
const MAX_COMPRESSED_BYTES = 2_048;

const CUTS = [
  'round',
  'oval',
  'cushion',
  'princess',
  'radiant',
  'emerald',
  'asscher',
  'baguette',
  'pear',
  'marquise',
  'heart',
  'trillion',
  'cabochon',
  'baroque',
];
const FINISHES = ['polished', 'matte', 'brushed', 'satin', 'hammered', 'textured', 'milgrain', 'oxidized', 'mirror'];

function product(
  changes: Partial<Omit<PicturedProduct, 'materialSpecs'>> & {
    metal?: string;
    finish?: string;
    stone?: PicturedStone;
  } = {},
): PicturedProduct {
  const { metal = '14k-gold', finish = 'polished', stone, ...further } = changes;
  return {
    _id: 'a',
    name: 'Piece',
    category: 'rings',
    subcategory: 'engagement-rings',
    ...further,
    materialSpecs: { metal: { type: metal, finish }, stone },
  };
}

const round: PicturedStone = { type: 'ruby', carat: 1, cut: 'round' };

/** The elements of a drawing; throws if it is not well-formed XML of the expected kind. */
function elementsOf(svg: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  let rest = svg;
  while (rest !== '') {
    const tag = /^<(\/?)([A-Za-z]+)((?: [A-Za-z][\w-]*="[^"<>&]*")*)(\/?)>/.exec(rest);
    if (tag === null) throw new Error(`No element at ${rest.slice(0, 80)}`);
    const [all, closing, name = '', attributes = '', empty] = tag;
    const keys = [...attributes.matchAll(/ ([\w-]+)=/g)].map(([, key]) => key);
    if (new Set(keys).size < keys.length) throw new Error(`An attribute twice in ${all}`);
    if (closing === '/') {
      if (open.pop() !== name) throw new Error(`${all} closes another element`);
    } else {
      names.push(name);
      if (empty === '') open.push(name);
    }
    rest = rest.slice(all.length);
  }
  if (open.length > 0) throw new Error(`${open.join(', ')} not closed`);
  return names;
}

function idsOf(svg: string): { defined: string[]; used: Set<string> } {
  const defined = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id);
  const used = new Set([...svg.matchAll(/(?:href="#|url\(#)([^")]+)/g)].map(([, id = '']) => id));
  return { defined, used };
}

function checkDrawing(svg: string): void {
  expect(elementsOf(svg)[0]).toBe('svg');
  expect(svg).not.toMatch(/NaN|Infinity|undefined|null|e[+-]\d/);
  const { defined, used } = idsOf(svg);
  expect(new Set(defined).size).toBe(defined.length);
  expect(defined).toEqual(expect.arrayContaining([...used]));
}

const demo = demoProducts().flatMap((document) => {
  const reading = readProduct(document as StoredDocument);
  return reading.kind === 'product' ? [toListedProduct(reading.product)] : [];
});

describe('a drawing', () => {
  it('is the same for the same product', () => {
    for (const view of VIEWS)
      expect(drawJewel(product({ stone: round }), view)).toBe(drawJewel(product({ stone: round }), view));
  });

  it('differs between ids within the same kind', () => {
    const drawings = Array.from({ length: 40 }, (_, index) =>
      drawJewel(product({ _id: `ring-${index}`, stone: round })),
    );
    expect(new Set(drawings).size).toBe(40);
  });

  it.each(CATEGORIES.flatMap((category) => SUBCATEGORIES.map((subcategory) => ({ category, subcategory }))))(
    'of $category, $subcategory works with and without a stone',
    ({ category, subcategory }) => {
      checkDrawing(drawJewel(product({ category, subcategory })));
      checkDrawing(drawJewel(product({ category, subcategory, stone: round })));
    },
  );

  it('has a different silhouette for each category', () => {
    const drawings = SUBCATEGORIES.map((subcategory) => {
      const category =
        /rings|bands/.test(subcategory) && subcategory !== 'accessories'
          ? 'rings'
          : /bracelet|bangle/.test(subcategory)
            ? 'bracelets'
            : /stud|hoop|drop|climb/.test(subcategory)
              ? 'earrings'
              : 'necklaces';
      return drawJewel(product({ category, subcategory, stone: round })).replaceAll(/#[0-9a-f]{3,6}\b/g, '');
    });
    // Engagement and fashion rings, pendants and other necklaces differ only by their words and ids.
    expect(new Set(drawings).size).toBeGreaterThanOrEqual(SUBCATEGORIES.length - 3);
  });

  it.each(CUTS)('shows the cut %s with its own outline', (cut) => {
    const others = CUTS.filter((other) => other !== cut).map((other) =>
      drawJewel(product({ stone: { type: cut === 'baroque' ? 'pearl' : 'ruby', carat: 1, cut: other } }), 'stone'),
    );
    const drawing = drawJewel(
      product({ stone: { type: cut === 'baroque' ? 'pearl' : 'ruby', carat: 1, cut } }),
      'stone',
    );
    checkDrawing(drawing);
    expect(others).not.toContain(drawing);
  });

  it.each(METAL_TYPES)('shows the metal %s by its tones', (metal) => {
    const drawing = drawJewel(product({ metal }), 'metal');
    checkDrawing(drawing);
    // White and rose gold have one tone each, whatever their karat; yellow gold has three.
    const alike = (other: string): string =>
      other
        .replace(/^\d+k-(white|rose)/, '$1')
        .replace(/^(9|10)k-gold$/, 'pale')
        .replace(/^(18|22|24)k-gold$/, 'deep');
    const others = METAL_TYPES.filter((other) => alike(other) !== alike(metal)).map((other) =>
      drawJewel(product({ metal: other }), 'metal'),
    );
    expect(others).not.toContain(drawing);
  });

  it.each(STONE_TYPES)('shows the stone %s by its colors', (type) => {
    const others = STONE_TYPES.filter((other) => other !== type).map((other) =>
      drawJewel(product({ stone: { type: other, carat: 1, cut: 'round' } }), 'stone'),
    );
    expect(others).not.toContain(drawJewel(product({ stone: { type, carat: 1, cut: 'round' } }), 'stone'));
  });

  it.each([
    ['sapphire', 'royal blue', 'cornflower blue'],
    ['topaz', 'golden', 'sky blue'],
    ['pearl', 'white', 'cream'],
    ['diamond', 'E', 'fancy yellow'],
  ])('shows %s of the color %s differently from %s', (type, one, other) => {
    expect(drawJewel(product({ stone: { type, color: one } }), 'stone')).not.toBe(
      drawJewel(product({ stone: { type, color: other } }), 'stone'),
    );
  });

  it.each(FINISHES)('shows the finish %s', (finish) => {
    checkDrawing(drawJewel(product({ finish }), 'metal'));
    checkDrawing(drawJewel(product({ finish, subcategory: 'wedding-bands' })));
  });

  it('shows hammered, textured, matte, oxidized and milgrain metal differently from polished', () => {
    const drawings = ['polished', 'hammered', 'textured', 'matte', 'oxidized', 'milgrain'].map((finish) =>
      drawJewel(product({ finish }), 'metal'),
    );
    expect(new Set(drawings).size).toBe(6);
  });

  it('has a larger stone for more carats', () => {
    const sizes = [0.1, 0.5, 1, 2]
      .map(
        (carat) => drawJewel(product({ stone: { type: 'ruby', carat, cut: 'round' } })).match(/ id="l([\d.]+)"/)?.[1],
      )
      .map(Number);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(new Set(sizes).size).toBe(4);
  });
});

describe('the demo products', () => {
  it('are 75 different pictures', () => {
    expect(demo).toHaveLength(75);
    expect(new Set(demo.map((one) => drawJewel(one))).size).toBe(75);
  });

  it(`are at most ${MAX_COMPRESSED_BYTES} bytes each when compressed`, () => {
    const tooLarge = demo
      .flatMap((one) =>
        VIEWS.map((view) => ({ name: one.name, view, bytes: brotliCompressSync(drawJewel(one, view)).length })),
      )
      .filter(({ bytes }) => bytes > MAX_COMPRESSED_BYTES);
    expect(tooLarge).toEqual([]);
  });

  it('are well-formed in every view', () => {
    for (const one of demo) for (const view of VIEWS) checkDrawing(drawJewel(one, view));
  });
});

describe('with arbitrary specs', () => {
  const words = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.constantFrom(
      ...CUTS,
      ...FINISHES,
      '__proto__',
      'constructor',
      '"><script>',
      'halo',
      'cuff',
      'signet',
      'pavé',
      'lariat',
      'tennis',
    ),
  );
  const stone = fc.record({
    type: fc.oneof(fc.constantFrom<string>(...STONE_TYPES), words),
    carat: fc.option(
      fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1e308, 5e-324)),
      { nil: undefined },
    ),
    cut: fc.option(words, { nil: undefined }),
    color: fc.option(words, { nil: undefined }),
  });
  const anything: fc.Arbitrary<PicturedProduct> = fc.record({
    _id: fc.string({ unit: 'binary' }),
    name: words,
    category: fc.oneof(fc.constantFrom<string>(...CATEGORIES), words),
    subcategory: fc.oneof(fc.constantFrom<string>(...SUBCATEGORIES), words),
    materialSpecs: fc.record({
      metal: fc.record({ type: fc.oneof(fc.constantFrom<string>(...METAL_TYPES), words), finish: words }),
      stone: fc.option(stone, { nil: undefined }),
    }),
  });

  it('a drawing is well-formed, has only finite numbers, and is small', () => {
    fc.assert(
      fc.property(anything, fc.constantFrom(...VIEWS), (one, view) => {
        const svg = drawJewel(one, view);
        checkDrawing(svg);
        expect(svg.length).toBeLessThan(24_000);
      }),
      { numRuns: 200 },
    );
  });
});
