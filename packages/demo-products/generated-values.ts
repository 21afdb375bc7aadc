import { type Document, ObjectId } from 'mongodb';

import { gemstoneDocument, materialDocument } from './catalog-parts.js';
import { CREATORS } from './data/creators.js';
import type { MetalOption, StoneOption } from './data/options.js';
import {
  AGENCIES,
  CLARITIES,
  CLOSINGS,
  COLORS,
  CUTS,
  FINISHES,
  FIRST_WORDS,
  type GeneratedCategory,
  NOUNS,
  OPENINGS,
  SECOND_WORDS,
  SUBCATEGORIES_OF,
  TAGS,
} from './generated-words.js';
import type { Random } from './random.js';

/** A generated product's values, independent of the shape it is written in. */
export interface GeneratedValues {
  readonly id: string | ObjectId;
  readonly name: string;
  readonly slug: string;
  readonly text: string;
  readonly category: GeneratedCategory;
  readonly subcategory: string;
  readonly price: number;
  readonly materials: readonly Document[];
  readonly gemstones: readonly Document[];
  readonly tags: readonly string[];
  readonly status: string;
  readonly quantity: number;
  readonly reserved: number;
  readonly flags: {
    readonly featured: boolean;
    readonly bestseller: boolean;
    readonly newArrival: boolean;
    readonly limitedEdition: boolean;
  };
  readonly creator: Document | undefined;
  readonly createdAt: Date;
}

const FIRST_DAY = Date.UTC(2023, 0, 1);
const DAYS = 1200;
const DAY = 86_400_000;

/** Generates the product at a position in a series; ids and slugs are unique per position. */
export function generatedValues(random: Random, place: number): GeneratedValues {
  const category = random.weighted({ rings: 27, necklaces: 24, earrings: 24, bracelets: 21, jewelry: 4 });
  const name = `${random.pick(FIRST_WORDS)} ${random.pick(SECOND_WORDS)} ${NOUNS[category]}`;
  const createdAt = new Date(FIRST_DAY + random.integer(0, DAYS * 86_400) * 1000);
  const status = random.weighted({ active: 86, 'out-of-stock': 5, 'coming-soon': 3, inactive: 4, discontinued: 2 });
  const quantity = status === 'active' ? random.integer(0, 60) : 0;
  return {
    id: productId(random, place, createdAt),
    name,
    slug: `${name.toLowerCase().replaceAll(' ', '-')}-${place.toString(36)}`,
    text: `${random.pick(OPENINGS)}. The ${name.toLowerCase()} is shown in its first metal. ${random.pick(CLOSINGS)}`,
    category,
    subcategory: random.pick(SUBCATEGORIES_OF[category]),
    price: price(random),
    materials: metals(random).map(materialDocument),
    gemstones: stones(random).map((stone, index) => gemstoneDocument(stone, place * 4 + index)),
    tags: tags(random),
    status,
    quantity,
    reserved: random.integer(0, Math.min(4, quantity)),
    flags: {
      featured: random.chance(0.12),
      bestseller: random.chance(0.15),
      newArrival: random.chance(0.2),
      limitedEdition: random.chance(0.05),
    },
    creator: random.chance(0.35) ? structuredClone(random.pick(Object.values(CREATORS))) : undefined,
    createdAt,
  };
}

function productId(random: Random, place: number, createdAt: Date): string | ObjectId {
  const seconds = Math.floor(createdAt.getTime() / 1000);
  const drawn = random.integer(0, 0xff_ff_ff_ff);
  if (random.chance(0.5)) return `prod_${seconds}_${String(place).padStart(3, '0')}`;
  return new ObjectId([seconds, drawn, place].map((part) => part.toString(16).padStart(8, '0')).join(''));
}

/** Price ranges of equal probability: half of the prices are below 1,000. */
const PRICE_BANDS = [80, 230, 450, 1000, 2000, 4500, 12_000] as const;

/** Some prices have cents. Only basic arithmetic: powers and logarithms may differ between machines. */
function price(random: Random): number {
  const band = random.integer(0, PRICE_BANDS.length - 2);
  const [low, high] = PRICE_BANDS.slice(band, band + 2) as [number, number];
  return random.chance(0.3) ? random.integer(low * 100, high * 100) / 100 : random.integer(low / 5, high / 5) * 5;
}

function metals(random: Random): MetalOption[] {
  const types = random.some(['gold', 'white-gold', 'rose-gold', 'silver', 'platinum'] as const, random.integer(2, 4));
  return types.map((type) => ({
    type,
    purity: type === 'silver' ? '925' : type === 'platinum' ? '950' : random.pick(['14K', '18K'] as const),
    finish: random.pick(FINISHES),
    recycled: random.chance(0.55),
    ethicallySourced: random.chance(0.65),
    carbonNeutral: random.chance(0.2),
  }));
}

function stones(random: Random): StoneOption[] {
  if (random.chance(0.22)) return [];
  return Array.from({ length: random.integer(1, 3) }, () => {
    const isLabGrown = random.chance(0.5);
    return {
      type: random.weighted({ diamond: 46, emerald: 14, ruby: 14, sapphire: 14, other: 12 }),
      isLabGrown,
      carat: random.integer(25, 300) / 100,
      cut: random.pick(CUTS),
      color: random.pick(COLORS),
      clarity: random.pick(CLARITIES),
      agency: random.pick(AGENCIES),
      conflictFree: isLabGrown || random.chance(0.8),
      traceable: random.chance(0.6),
    };
  });
}

function tags(random: Random): string[] {
  const chosen = new Set<string>();
  const count = random.integer(2, 5);
  while (chosen.size < count)
    chosen.add(TAGS[Math.floor(random.next() * (0.5 + random.next() / 2) * TAGS.length)] as string);
  return [...chosen];
}

/** A day after a product was created, up to when a writer may have touched it. */
export function laterThan(date: Date, random: Random): Date {
  return new Date(date.getTime() + random.integer(0, 90) * DAY);
}
