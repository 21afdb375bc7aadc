import type { MetalType } from '../vocabulary.js';
import { wordPattern } from './words.js';

/** A metal as named in a text; gold is distinguished by karat and color later. */
export type NamedMetal = Exclude<MetalType, `${string}gold`> | 'gold';

/** What a piece is made of according to a text. */
export interface MetalStatement {
  readonly metal: NamedMetal;
  /** Why the metal is an assumption; absent if the text names it outright. */
  readonly assumption?: string;
}

/** Metals by the word that names them; if a text has several, the first in this list wins. */
const METAL_WORDS: readonly (readonly [RegExp, NamedMetal])[] = [
  [wordPattern('platinum'), 'platinum'],
  [wordPattern('gold'), 'gold'],
  [wordPattern('silver|sterling'), 'silver'],
  [wordPattern('titanium'), 'titanium'],
  [wordPattern('steel'), 'stainless-steel'],
  [wordPattern('brass'), 'brass'],
  [wordPattern('copper'), 'copper'],
];

/**
 * Words that make the metal before them a coating; "tone" does so only right after a metal ("gold-tone", not
 * "two-tone").
 */
const COATING = new RegExp(
  String.raw`(?<!\p{L})(?:plated|plating|plate|filled|dipped|coated|coating|vermeil|overlay|over)(?!\p{L})` +
    String.raw`|(?<=(?:platinum|gold|silver|copper|brass)[\s-]?)toned?(?!\p{L})`,
  'iu',
);
const VERMEIL = wordPattern('vermeil');
/**
 * The coating metal at the end of a part that is followed by another coating word ("sterling silver, rhodium |
 * plated").
 */
const COATING_METAL = /(?:platinum|gold|silver|titanium|steel|brass|copper|rhodium|ruthenium|palladium)[\s-]*$/iu;

/**
 * What a piece is made of according to a text; `undefined` if it names no metal. A coating does not count as the metal.
 */
export function metalNamedIn(text: string): MetalStatement | undefined {
  if (!COATING.test(text)) return asStatement(metalIn(text));
  const base = metalIn(baseOf(text));
  if (base !== undefined) return { metal: base };
  if (VERMEIL.test(text))
    return { metal: 'silver', assumption: 'names vermeil without its base metal; using "silver"' };
  if (metalIn(text) === undefined) return undefined;
  return { metal: 'unspecified', assumption: 'names a coating without its base metal; using "unspecified"' };
}

/** Every metal that a text names, except for a coating. */
export function metalsNamedIn(text: string): readonly NamedMetal[] {
  const base = COATING.test(text) ? baseOf(text) : text;
  return METAL_WORDS.filter(([word]) => word.test(base)).map(([, metal]) => metal);
}

/** The part of a text about the metal itself: all of it, or what follows the coating. */
export function baseOf(text: string): string {
  const [head = '', ...behind] = text.split(COATING);
  if (behind.length === 0) return head;
  const last = behind.length - 1;
  const bases = behind.map((part, index) => (index === last ? part : part.replace(COATING_METAL, '')));
  return bases.findLast((part) => metalIn(part) !== undefined) ?? '';
}

function metalIn(text: string): NamedMetal | undefined {
  return METAL_WORDS.find(([word]) => word.test(text))?.[1];
}

function asStatement(metal: NamedMetal | undefined): MetalStatement | undefined {
  return metal === undefined ? undefined : { metal };
}
