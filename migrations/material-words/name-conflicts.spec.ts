import { describe, expect, it } from '@jest/globals';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import type { StoredDocument } from '../index.js';
import { nameConflicts, upgradeToLatest } from '../index.js';

function conflictsOf(document: object): readonly string[] {
  const outcome = upgradeToLatest({ _id: 'p1', pricing: { basePrice: 5 }, ...document } as StoredDocument);
  return outcome.ok ? nameConflicts(outcome.value.product).map(({ path }) => path) : ['not mapped'];
}

const METAL = 'materialSpecs.metal.type';
const STONE = 'materialSpecs.stone.type';

describe("a product's name against its specs", () => {
  it.each([
    { doc: { name: 'Platinum Wedding Band', materials: [{ type: 'gold', purity: '14K' }] }, conflicts: [METAL] },
    { doc: { name: 'Platinum Wedding Band', materials: [{ type: 'platinum' }] }, conflicts: [] },
    { doc: { name: 'Wedding Band', materials: [{ type: 'gold' }] }, conflicts: [] },
    { doc: { name: 'Gold and Silver Ring', materials: [{ type: 'silver' }] }, conflicts: [] },
    { doc: { name: 'Gold-Plated Silver Ring', materials: [{ type: 'silver' }] }, conflicts: [] },
    { doc: { name: 'Gold-Plated Brass Ring', materials: [{ type: 'gold' }] }, conflicts: [METAL] },
    { doc: { name: '18K Gold Ring', materials: [{ type: 'gold', purity: '14K' }] }, conflicts: [METAL] },
    { doc: { name: '18K Gold Ring', materials: [{ type: 'gold', purity: '18K' }] }, conflicts: [] },
    { doc: { name: 'Gold Ring' }, conflicts: [METAL] },
    { doc: { name: 'Steel Cuff', materials: ['Stainless Steel'] }, conflicts: [] },
    { doc: { name: 'Ruby Ring', materials: ['silver'], gemstones: [{ type: 'emerald' }] }, conflicts: [STONE] },
    { doc: { name: 'Ruby Ring', materials: ['silver'] }, conflicts: [STONE] },
    {
      doc: { name: 'Ruby Ring', materials: ['silver'], gemstones: [{ type: 'ruby', isLabGrown: true }] },
      conflicts: [],
    },
    { doc: { name: 'Emerald-Cut Diamond Ring', gemstones: [{ type: 'diamond' }] }, conflicts: [] },
    { doc: { name: 'Sapphire Blue Ring', gemstones: [{ type: 'topaz' }] }, conflicts: [] },
    { doc: { name: 'Platinum Ruby Ring', materials: ['silver'], gemstones: ['opal'] }, conflicts: [METAL, STONE] },
  ])('$doc → $conflicts', ({ doc, conflicts }) => {
    expect(conflictsOf(doc)).toEqual(conflicts);
  });

  it('holds for the demo products', () => {
    const found = demoProducts().map((document) => [document.name as string, conflictsOf(document)] as const);
    expect(found.filter(([, conflicts]) => conflicts.length > 0)).toEqual([]);
  });
});
