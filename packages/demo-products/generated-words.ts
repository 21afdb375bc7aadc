/** The vocabulary of generated products. */
export const FIRST_WORDS = [
  'Amber',
  'Atlas',
  'Birch',
  'Cascade',
  'Clover',
  'Comet',
  'Dune',
  'Echo',
  'Ember',
  'Fable',
  'Gable',
  'Harvest',
  'Indigo',
  'Juniper',
  'Kindling',
  'Lagoon',
  'Lark',
  'Linden',
  'Lumen',
  'Marlow',
  'Mosaic',
  'Nimbus',
  'Nova',
  'Opaline',
  'Orchard',
  'Pebble',
  'Quill',
  'Ripple',
  'Saffron',
  'Sierra',
  'Solstice',
  'Sparrow',
  'Tempo',
  'Thistle',
  'Umbra',
  'Verity',
  'Willow',
  'Yarrow',
  'Zephyr',
  'Zinnia',
] as const;

export const SECOND_WORDS = [
  'Arc',
  'Bloom',
  'Crest',
  'Dawn',
  'Drift',
  'Edge',
  'Fold',
  'Gate',
  'Glow',
  'Haven',
  'Knot',
  'Line',
  'Loop',
  'Mist',
  'Path',
  'Petal',
  'Ridge',
  'Shade',
  'Spark',
  'Thread',
  'Tide',
  'Trace',
  'Turn',
  'Veil',
  'Wave',
] as const;

export const OPENINGS = [
  'Made at one bench from first sketch to final polish',
  'Cast in small batches and finished by hand',
  'Drawn thin, set low and built to be worn to work',
  'A quiet piece with one loud detail',
  'Cut from recycled stock and balanced on the finger before it is called done',
  'An old form with the fuss taken out',
  'Meant for every day, including the good ones',
] as const;

export const CLOSINGS = [
  'Comes with lifetime polishing and a box worth keeping.',
  'Resized once for free, repaired whenever it is needed.',
  'Each one differs a little, which is the point.',
  'Looks best after a year of wear.',
  'Stacks with its neighbors and stands well alone.',
  'Packed without plastic and sent within the week.',
] as const;

/** 25 tags, most common first. */
export const TAGS = [
  'everyday',
  'gift',
  'minimalist',
  'stackable',
  'statement',
  'unisex',
  'color',
  'classic',
  'romantic',
  'vintage',
  'layering',
  'evening',
  'handmade',
  'engravable',
  'anniversary',
  'wedding',
  'proposal',
  'celestial',
  'nature',
  'ocean',
  'bezel',
  'pave',
  'chunky',
  'symbolic',
  'adjustable',
] as const;

export const SUBCATEGORIES_OF = {
  rings: ['engagement-rings', 'wedding-bands', 'fashion-rings', 'eternity-rings'],
  necklaces: ['pendants', 'chains', 'chokers', 'statement-necklaces'],
  earrings: ['studs', 'hoops', 'drops', 'climbers'],
  bracelets: ['tennis-bracelets', 'bangles', 'chain-bracelets', 'charm-bracelets'],
  jewelry: ['accessories'],
} as const;

export type GeneratedCategory = keyof typeof SUBCATEGORIES_OF;

export const NOUNS: Readonly<Record<GeneratedCategory, string>> = {
  rings: 'Ring',
  necklaces: 'Necklace',
  earrings: 'Earrings',
  bracelets: 'Bracelet',
  jewelry: 'Brooch',
};

export const FINISHES = ['polished', 'polished', 'brushed', 'matte', 'satin', 'hammered'] as const;
export const CUTS = ['round', 'round', 'oval', 'cushion', 'emerald', 'pear', 'princess', 'marquise'] as const;
export const CLARITIES = ['VVS1', 'VVS2', 'VS1', 'VS2', 'SI1'] as const;
export const COLORS = ['D', 'E', 'F', 'G', 'H'] as const;
export const AGENCIES = ['GIA', 'IGI', 'AGL'] as const;
