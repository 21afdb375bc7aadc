import type { TermsKey } from './filters.js';

const EXCEPTIONS: Readonly<Record<string, string>> = {
  '14k-gold': '14K yellow gold', '14k-white-gold': '14K white gold', '14k-rose-gold': '14K rose gold',
  '18k-gold': '18K yellow gold', '18k-white-gold': '18K white gold', '18k-rose-gold': '18K rose gold',
  silver: 'Sterling silver', unspecified: 'Other metal',
  'lab-diamond': 'Lab-grown diamond', 'lab-emerald': 'Lab-grown emerald', 'lab-ruby': 'Lab-grown ruby', 'lab-sapphire': 'Lab-grown sapphire',
  other: 'Other stone',
};

const CLOSED = new Set<TermsKey>(['category', 'subcategory', 'metal', 'availableIn', 'stone', 'availableStone']);

/** What a shopper reads for a value: closed vocabularies have labels, free values are shown as written. */
export function labelOf(key: TermsKey, value: string): string {
  if (!CLOSED.has(key)) return value;
  const words = EXCEPTIONS[value] ?? value.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
