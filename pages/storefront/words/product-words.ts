import type { Schemas } from '../../shared/api-client.js';

/** A product as returned in listings. */
export type Product = Schemas['ProductListDTO'];
type Materials = Pick<Product['materialSpecs'], 'metal' | 'stone'>;

const METALS: Readonly<Record<string, string>> = {
  silver: 'sterling silver',
  'stainless-steel': 'stainless steel',
  unspecified: 'metal not stated',
};

/** The metal in words, as used within a sentence: `14K rose gold`, `sterling silver`. */
export function metalWords(type: string): string {
  const [, karat, color] = /^(\d+)k-(?:(white|rose)-)?gold$/.exec(type) ?? [];
  if (karat === undefined) return METALS[type] ?? type.replaceAll('-', ' ');
  // 22K and 24K gold come in only one color, so it is not mentioned.
  const tone = color ?? (Number(karat) < 22 ? 'yellow' : '');
  return `${karat}K ${tone === '' ? '' : `${tone} `}gold`;
}

/** The stone's kind in words: `lab diamond`, `pearl`, `gemstone`. */
export function stoneWords(type: string): string {
  return type === 'other' ? 'gemstone' : type.replaceAll('-', ' ');
}

/** The material of a product in one line: `0.75 ct lab diamond, 14K rose gold`. */
export function materialWords({ metal, stone }: Materials): string {
  const metalText = metalWords(metal.type);
  const line = stone === undefined ? metalText : `${caratWords(stone.carat)}${stoneWords(stone.type)}, ${metalText}`;
  return upperFirst(line);
}

/** Capitalizes the first letter. */
export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A price in the reader's locale: whole amounts without cents. */
export function priceWords(amount: number, currency: string): string {
  const digits = Number.isInteger(amount) ? 0 : 2;
  try {
    return new Intl.NumberFormat('en-US', {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: 2,
    }).format(amount);
  } catch {
    return `${amount.toFixed(digits)} ${currency}`;
  }
}

function caratWords(carat: number | undefined): string {
  return carat === undefined ? '' : `${carat} ct `;
}
