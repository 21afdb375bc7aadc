/**
 * The closed vocabularies of the catalog, in the order in which facets list them. The mapping from legacy documents is
 * total: every value a legacy writer used maps to one of these.
 */
export const CATEGORIES = ['rings', 'necklaces', 'earrings', 'bracelets', 'jewelry'] as const;

export const SUBCATEGORIES = [
  'engagement-rings',
  'wedding-bands',
  'fashion-rings',
  'eternity-rings',
  'pendants',
  'chains',
  'chokers',
  'statement-necklaces',
  'studs',
  'hoops',
  'drops',
  'climbers',
  'tennis-bracelets',
  'bangles',
  'chain-bracelets',
  'charm-bracelets',
  'accessories',
] as const;

export const METAL_TYPES = [
  'silver',
  '9k-gold',
  '9k-white-gold',
  '9k-rose-gold',
  '10k-gold',
  '10k-white-gold',
  '10k-rose-gold',
  '14k-gold',
  '14k-white-gold',
  '14k-rose-gold',
  '18k-gold',
  '18k-white-gold',
  '18k-rose-gold',
  '22k-gold',
  '24k-gold',
  'platinum',
  'titanium',
  'stainless-steel',
  'brass',
  'copper',
  'unspecified',
] as const;

export const STONE_TYPES = [
  'diamond',
  'lab-diamond',
  'emerald',
  'lab-emerald',
  'ruby',
  'lab-ruby',
  'sapphire',
  'lab-sapphire',
  'moissanite',
  'pearl',
  'topaz',
  'amethyst',
  'opal',
  'other',
] as const;

/** The statuses that public listings show; a product of any other status is answered as if it did not exist. */
export const PUBLIC_STATUSES = ['active', 'out-of-stock', 'coming-soon'] as const;

export type ProductCategory = (typeof CATEGORIES)[number];
export type ProductSubcategory = (typeof SUBCATEGORIES)[number];
export type MetalType = (typeof METAL_TYPES)[number];
export type StoneType = (typeof STONE_TYPES)[number];
