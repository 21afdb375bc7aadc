import type { PlainObject } from '../bson-value.js';
import { nonBlank } from '../bson-value.js';
import type { MetalType } from '../vocabulary.js';
import { METAL_TYPES } from '../vocabulary.js';
import type { Karat } from './karat.js';
import { karatIn, karatOfPurity } from './karat.js';
import { baseOf } from './metal-words.js';
import { wordPattern } from './words.js';

/**
 * The assumed karat of gold whose fineness is not stated. Always with a warning: it is an assumption about a precious
 * metal.
 */
const DEFAULT_KARAT = 14;

/** Colors, matched first next to "gold", then anywhere: "rose gold with white enamel" is rose gold. */
const COLORS = [
  [wordPattern(String.raw`white[\s_-]+gold`), 'white-'],
  [wordPattern(String.raw`rose[\s_-]+gold`), 'rose-'],
  [wordPattern('white'), 'white-'],
  [wordPattern('rose'), 'rose-'],
] as const;

/** A kind of gold, and the assumptions made for it. */
export interface Gold {
  readonly type: MetalType;
  /** Sentences without a full stop. */
  readonly problems: readonly string[];
}

/** The gold that a material describes, by karat and color; `unspecified` if the catalog does not list its karat. */
export function goldType(item: PlainObject): Gold {
  const texts = [item.type, item.name, item.id].flatMap((value) => nonBlank(value) ?? []).map(baseOf);
  const purity = nonBlank(item.purity);
  const stated = [purity === undefined ? undefined : karatOfPurity(purity), ...texts.map(karatIn)].filter(
    (karat) => karat !== undefined,
  );
  const [karat] = stated;
  if (karat === undefined) {
    return { ...listed(DEFAULT_KARAT, texts), problems: [`Gold has no karat; using ${DEFAULT_KARAT}K`] };
  }
  const contradicted = stated.find((other) => other !== karat);
  const conflict =
    contradicted === undefined
      ? []
      : [`Gold states two karats (${shown(karat)} and ${shown(contradicted)}); using the first`];
  if (karat === 'unlisted')
    return {
      type: 'unspecified',
      problems: ['Gold has a karat that the catalog does not know; using "unspecified"', ...conflict],
    };
  const { type, problems } = listed(karat, texts);
  return { type, problems: [...problems, ...conflict] };
}

function listed(karat: Exclude<Karat, 'unlisted'>, texts: readonly string[]): Gold {
  const wanted = `${karat}k-${colorIn(texts)}gold`;
  const type = METAL_TYPES.find((candidate) => candidate === wanted);
  if (type !== undefined) return { type, problems: [] };
  return {
    type: `${karat}k-gold` as MetalType,
    problems: [`Color of ${karat}K gold is not in the catalog; left out`],
  };
}

/** The color in the first text that states one. */
function colorIn(texts: readonly string[]): string {
  for (const text of texts) {
    const color = COLORS.find(([word]) => word.test(text))?.[1];
    if (color !== undefined) return color;
  }
  return '';
}

function shown(karat: Karat): string {
  return karat === 'unlisted' ? 'one that is not listed' : `${karat}K`;
}
