import type { Finding } from '../outcome.js';
import type { Product } from '../product.js';
import { karatIn } from './karat.js';
import { baseOf, metalsNamedIn } from './metal-words.js';
import { stonesNamedIn } from './stone-words.js';

/**
 * Findings where a product's name contradicts the metal, karat or stone of its specs, e.g. "Platinum Wedding Band" of
 * 14K gold. The mapping does not judge which is right; somebody who knows the product must.
 */
export function nameConflicts({ name, materialSpecs: { metal, stone } }: Product): readonly Finding[] {
  const findings: Finding[] = [];
  const metals = metalsNamedIn(name);
  const isGold = metal.type.endsWith('gold');
  if (metals.length > 0 && !metals.some((named) => (named === 'gold' ? isGold : named === metal.type))) {
    findings.push({
      path: 'materialSpecs.metal.type',
      problem: `Name "${name}" says ${metals.join(' and ')}, the metal is ${metal.type}`,
    });
  } else if (isGold && !isKarat(metal.type, karatIn(baseOf(name)))) {
    findings.push({
      path: 'materialSpecs.metal.type',
      problem: `Name "${name}" states another karat, the metal is ${metal.type}`,
    });
  }
  const stones = stonesNamedIn(name);
  const type = stone?.type.replace(/^lab-/, '');
  if (stones.length > 0 && !stones.some((named) => named === type)) {
    findings.push({
      path: 'materialSpecs.stone.type',
      problem: `Name "${name}" says ${stones.join(' and ')}, the stone is ${stone?.type ?? 'none'}`,
    });
  }
  return findings;
}

/** Whether gold has the karat that a name states; also true if the name states none. */
function isKarat(type: string, karat: number | 'unlisted' | undefined): boolean {
  return karat === undefined || type.startsWith(`${karat}k-`);
}
