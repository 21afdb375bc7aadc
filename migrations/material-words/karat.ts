/** The fineness of gold in a text: a karat that the catalog lists, or `unlisted`. */
export type Karat = 9 | 10 | 14 | 18 | 22 | 24 | 'unlisted';

const LISTED: readonly number[] = [9, 10, 14, 18, 22, 24];

/** Parts of a thousand by karat. */
const KARAT_OF_FINENESS: Readonly<Record<string, Karat>> = {
  375: 9,
  416: 10,
  417: 10,
  585: 14,
  750: 18,
  916: 22,
  917: 22,
  999: 24,
};

const KARATS = /(?<![\d.,])(\d{1,2})[\s_-]?(?:(k|kt|karats?)|ct|carats?)(?![\p{L}\d])/giu;
/** Includes the form German jewelers use: `750er`. */
const FINENESS = /(?<![\d.,])(375|41[67]|585|750|91[67]|999)(?:er)?(?![\p{L}\d])/iu;
/** Any other fineness of gold (333, 833, ...), or one of another metal (925). */
const OTHER_FINENESS = /^(?:au\s*)?[3-9]\d\d\s*‰?$/iu;

/** Any other fineness next to the word: `333 gold`, `333er rose gold`, `gold 833`. */
const OTHER_BESIDE_GOLD =
  /(?<![\d.,])[3-9]\d\d(?:er)?[\s_-]+(?:\p{L}+[\s_-]+)?gold(?!\p{L})|(?<!\p{L})gold[\s_-]+[3-9]\d\d(?![\p{L}\d])/iu;

/** Below this, "ct" is a stone's weight ("2ct diamond"), not a fineness of gold. */
const LOWEST_KARAT_IN_CT = 8;
const PURE_GOLD = 24;

/** The karat that a text states, as karat (`18K`, `18 kt`, `18ct`) or as fineness (`750`). */
export function karatIn(text: string): Karat | undefined {
  const stated = [...text.matchAll(KARATS)].flatMap(
    ([, digits, isKarat]) => karatOf(Number(digits), isKarat !== undefined) ?? [],
  );
  const fineness = FINENESS.exec(text)?.[1];
  return (
    stated.find((karat) => karat !== 'unlisted') ??
    stated[0] ??
    (fineness === undefined ? undefined : KARAT_OF_FINENESS[fineness]) ??
    (OTHER_BESIDE_GOLD.test(text) ? 'unlisted' : undefined)
  );
}

/** Like `karatIn`, for a field that holds only the purity: any other fineness there is unlisted. */
export function karatOfPurity(purity: string): Karat | undefined {
  return karatIn(purity) ?? (OTHER_FINENESS.test(purity.trim()) ? 'unlisted' : undefined);
}

function karatOf(number: number, isKarat: boolean): Karat | undefined {
  if (LISTED.includes(number)) return number as Karat;
  const isPlausible = number >= (isKarat ? 1 : LOWEST_KARAT_IN_CT) && number <= PURE_GOLD;
  return isPlausible ? 'unlisted' : undefined;
}
