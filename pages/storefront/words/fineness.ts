/** The outline of a fineness mark: octagon gold, oval silver, house platinum, plain box for the rest. */
export type MarkShape = 'octagon' | 'oval' | 'house' | 'box';

/** Fineness in thousandths, by the ways to write a purity. */
const FINENESS: Readonly<Record<string, string>> = {
  '9K': '375',
  '10K': '417',
  '14K': '585',
  '18K': '750',
  '22K': '916',
  '24K': '999',
};

/** Metals whose name implies a fineness. Platinum's does not: it is sold as 850, 900 and 950. */
const STATED: Readonly<Record<string, string>> = { silver: '925' };

/** The number of a fineness mark for a stated purity (`14K`, `925`); `undefined` if none is stated. */
export function finenessOf(purity: string): string | undefined {
  const text = purity.trim().toUpperCase();
  return FINENESS[text] ?? (/^\d{3}$/.test(text) ? text : undefined);
}

/** The number implied by the name of a metal (`14k-rose-gold`, `silver`). */
export function finenessOfMetal(type: string): string | undefined {
  const [karat] = /^\d+k(?=-)/.exec(type) ?? [];
  return karat === undefined ? STATED[type] : FINENESS[karat.toUpperCase()];
}

/** The outline of a metal family. */
export function shapeOf(metal: string): MarkShape {
  if (metal.endsWith('gold')) return 'octagon';
  if (metal === 'silver') return 'oval';
  return metal === 'platinum' ? 'house' : 'box';
}

/** The outline for a purity without its metal: karats are gold, 925 is silver, 950 is platinum. */
export function shapeOfPurity(purity: string): MarkShape {
  if (/^\d+K$/i.test(purity)) return 'octagon';
  return ({ 925: 'oval', 950: 'house' } as const)[purity] ?? 'box';
}

/** The metal's tone: the name of a color in the styles. */
export function toneOf(metal: string): 'gold' | 'rose' | 'white' | 'silver' | 'platinum' | 'copper' | 'steel' {
  if (metal.includes('rose')) return 'rose';
  if (metal.includes('white')) return 'white';
  if (metal.endsWith('gold') || metal === 'brass') return 'gold';
  if (metal === 'silver' || metal === 'platinum' || metal === 'copper') return metal;
  return 'steel';
}
