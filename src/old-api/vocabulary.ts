import { metalTypeOf, METAL_TYPES, STONE_TYPES } from '../../migrations/index.js';

/** The old words of one parameter and their current meaning; a word may stand for several values. */
export type Words = Readonly<Record<string, readonly string[]>>;

/** The old filter knew metal families: a karat of gold in all its colors. */
export const METAL_FAMILIES: Words = {
  silver: ['silver'],
  '14k-gold': ['14k-gold', '14k-white-gold', '14k-rose-gold'],
  '18k-gold': ['18k-gold', '18k-white-gold', '18k-rose-gold'],
  platinum: ['platinum'],
};

export const STONES: Words = sameWords(['lab-diamond', 'moissanite', 'lab-emerald', 'lab-ruby', 'lab-sapphire']);

/** Some writers of the old catalog stored the singular, so its clients send it too. */
export const CATEGORIES: Words = {
  ...sameWords(['rings', 'necklaces', 'earrings', 'bracelets', 'jewelry']),
  ring: ['rings'],
  necklace: ['necklaces'],
  earring: ['earrings'],
  bracelet: ['bracelets'],
};

/**
 * The types that were stored in `customization.gemstones`: they did not distinguish grown stones from mined ones, and
 * everything but four kinds was `other`.
 */
export const GEMSTONES: Words = {
  ...sameWords(STONE_TYPES),
  diamond: ['diamond', 'lab-diamond'],
  emerald: ['emerald', 'lab-emerald'],
  ruby: ['ruby', 'lab-ruby'],
  sapphire: ['sapphire', 'lab-sapphire'],
  other: ['moissanite', 'pearl', 'topaz', 'amethyst', 'opal', 'other'],
};

/** The metal of a material option's id (`white-gold-18k`) or of a metal name; `undefined` if it names none. */
export function metalOfOption(id: string): string | undefined {
  if ((METAL_TYPES as readonly string[]).includes(id)) return id;
  const metal = metalTypeOf({ name: id });
  return metal === 'unspecified' ? undefined : metal;
}

function sameWords(words: readonly string[]): Words {
  return Object.fromEntries(words.map((word) => [word, [word]]));
}
