import type { TermsKey } from './filters.js';

const EXCEPTIONS: Readonly<Record<string, string>> = {
  '22k-gold': '22K gold',
  '24k-gold': '24K gold',
  silver: 'Sterling silver',
  unspecified: 'Other metal',
  'lab-diamond': 'Lab-grown diamond',
  'lab-emerald': 'Lab-grown emerald',
  'lab-ruby': 'Lab-grown ruby',
  'lab-sapphire': 'Lab-grown sapphire',
  other: 'Other stone',
};

/** Gold that the catalog lists in several colors; 22K and 24K gold come in only one, so their labels omit it. */
const COLORED_GOLD = /^(9|10|14|18)k-(?:(white|rose)-)?gold$/;

const CLOSED = new Set<TermsKey>(['category', 'subcategory', 'metal', 'availableIn', 'stone', 'availableStone']);

/** The label of a value for shoppers: closed vocabularies have labels, free-form values are shown as written. */
export function labelOf(key: TermsKey, value: string): string {
  if (!CLOSED.has(key)) return value;
  const words = EXCEPTIONS[value] ?? goldLabel(value) ?? value.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function goldLabel(value: string): string | undefined {
  const [, karat, color = 'yellow'] = COLORED_GOLD.exec(value) ?? [];
  return karat === undefined ? undefined : `${karat}K ${color} gold`;
}
