import { Decimal128, Long } from 'mongodb';

import type { CatalogueEntry } from './entry.js';
import {
  diamond, emerald, gold14, gold18, labDiamond, labEmerald, labRuby, labSapphire, moissanite, platinum, rose14, rose18, ruby,
  sapphire, silver, white14, white18,
} from './options.js';

/** Earrings in the catalogue shape. Carats are those of the pair. */
export const EARRINGS: readonly CatalogueEntry[] = [
  {
    name: 'Everyday Spark Studs', sub: 'studs', price: 590, created: '2024-09-14', by: 'lumi',
    text: 'Round lab-grown diamonds in three-prong martini settings that sit flat on the lobe. Sleep in them; we do.',
    metals: [gold14(), white14(), rose14(), platinum()], stones: [labDiamond(0.5), labDiamond(0.75), labDiamond(1)],
    stock: [88, 9], tags: ['everyday', 'minimalist', 'gift'], flags: ['featured', 'bestseller'], collection: 'First Light',
  },
  {
    name: 'Big Sister Hoops', sub: 'hoops', price: 345, created: '2024-10-22', by: 'wren',
    text: 'Wide, hollow and featherlight. The hinge closes with a click you will come to trust.',
    metals: [gold14(), silver(), rose14()],
    stock: [61, 0], tags: ['hoops', 'everyday', 'chunky'], flags: ['bestseller'],
  },
  {
    name: 'Raincheck Diamond Drops', sub: 'drops', price: 1480, created: '2025-01-30',
    text: 'A pear of light under a round one, free to swing. Best seen walking away.',
    metals: [white18(), gold18(), platinum()], stones: [diamond(0.9, 'pear'), labDiamond(1, 'pear'), moissanite(1, 'pear')],
    stock: [9, 0], tags: ['evening', 'romantic', 'drops'],
    // The panel of that time counted stock only.
    replaced: { inventory: { available: 9 } },
  },
  {
    name: 'Ivy Climbers', sub: 'climbers', price: 640, created: '2025-04-16', by: 'lumi',
    text: 'A vine of marquise stones that follows the curve of the ear. Left and right are truly left and right.',
    metals: [gold14(), rose14()], stones: [labEmerald(0.6, 'marquise'), labDiamond(0.6, 'marquise'), labSapphire(0.6, 'marquise')],
    stock: [19, 2], tags: ['nature', 'color', 'ear-stack'], flags: ['newArrival'],
  },
  {
    name: 'Ultramarine Halo Studs', sub: 'studs', price: 1260, created: '2025-02-03',
    text: 'Lab-grown sapphires with a thin bright ring around each, like a planet seen through good glass.',
    metals: [white14(), platinum(), silver()], stones: [labSapphire(1, 'round'), sapphire(0.8, 'round'), labSapphire(0.7, 'round')],
    stock: [13, 0], tags: ['halo', 'color', 'gift'], collection: 'Halcyon',
  },
  {
    name: 'Matchstick Threaders', sub: 'drops', price: 195, created: '2025-06-18', by: 'theo',
    text: 'A bar, a thread and nothing else. Pull through to wear long, double back to wear short.',
    metals: [silver(), gold14(), rose14()],
    stock: [44, 0], tags: ['minimalist', 'ear-stack', 'everyday'],
  },
  {
    name: 'Cherry Pit Ruby Studs', sub: 'studs', price: 870, created: '2025-08-08', by: 'noor',
    text: 'Two rubies the size of what is left after a good summer. Bezel-set, so hair never catches.',
    metals: [rose18(), gold18(), rose14()], stones: [ruby(0.6, 'round'), labRuby(0.8, 'round'), labRuby(1, 'round')],
    stock: [15, 1], tags: ['color', 'bezel', 'gift'], collection: 'Warm Stones',
  },
  {
    name: 'Inside Out Diamond Hoops', sub: 'hoops', price: 1850, created: '2025-03-27',
    text: 'Diamonds on the front outside and the back inside, so every angle has its turn.',
    metals: [gold14(), white14(), platinum()], stones: [labDiamond(1, 'round', 'F', 'VS2'), labDiamond(0.75, 'round', 'F', 'VS2'), moissanite(1)],
    stock: [12, 2], tags: ['hoops', 'evening', 'anniversary'], flags: ['featured'],
  },
  {
    name: 'Constellation Ear Set', sub: 'studs', price: 430, created: '2026-01-28', by: 'lumi',
    text: 'Five mismatched studs: a star, a dot, a bar, a moon and one that refuses to say. Sold as a set, worn as you like.',
    metals: [gold14(), silver()], stones: [moissanite(0.5), labSapphire(0.5, 'round')],
    stock: [27, 0], tags: ['celestial', 'ear-stack', 'gift'], flags: ['newArrival', 'bestseller'], collection: 'Night School',
  },
  {
    name: 'Chapel Window Drops', sub: 'drops', price: 2290, created: '2024-11-27',
    text: 'Emeralds in an arched frame, with a lattice of white gold behind them. They glow from the back, as windows should.',
    metals: [white18('milgrain'), platinum('milgrain'), gold18('milgrain')], stones: [emerald(1), labEmerald(1), emerald(0.8)],
    stock: [5, 1], tags: ['vintage', 'color', 'evening'], flags: ['limitedEdition'],
    replaced: { analytics: { views: Long.fromNumber(48_213), customizations: 612, purchases: 37, conversionRate: 0.0008, averageTimeOnPage: 74.5 } },
  },
  {
    name: 'Snow Day Huggies', sub: 'hoops', price: 520, created: '2025-12-01',
    text: 'Close-fitting hoops with a frosting of stones. Warm under a hat, bright without one.',
    metals: [white14(), gold14(), rose14()], stones: [labDiamond(0.5, 'round', 'G', 'SI1'), moissanite(0.5)],
    stock: [0, 0], status: 'out-of-stock', tags: ['hoops', 'everyday', 'pave'], flags: ['bestseller'],
  },
  {
    name: 'Gravity Oval Drops', sub: 'drops', price: 3100, created: '2026-05-05', by: 'mara',
    text: 'One carat each side in a setting that is mostly air. The longer you look, the less metal you find.',
    metals: [platinum(), gold18()], stones: [diamond(1, 'oval', 'E', 'VVS2'), labDiamond(1, 'oval')],
    stock: [0, 0], status: 'coming-soon', tags: ['evening', 'classic', 'drops'], flags: ['newArrival'],
    // Came over from the accounting system with an exact decimal.
    replaced: { pricing: { basePrice: Decimal128.fromString('3100.00'), currency: 'USD' } },
  },
  {
    name: 'Second Piercing Sleepers', sub: 'hoops', price: 145, by: 'wren',
    text: 'Tiny seamless rings for the hole you got at seventeen and never regretted.',
    metals: [silver(), gold14(), rose14(), white14()],
    stock: [97, 0], tags: ['ear-stack', 'everyday', 'unisex'], flags: ['bestseller'],
  },
  {
    name: 'Velvet Rope Tassels', sub: 'drops', price: 990, created: '2025-05-09',
    text: 'Fine chains that fall from a diamond cap and move like something poured.',
    metals: [rose18(), gold18('satin'), white18('satin')], stones: [labDiamond(0.6, 'baguette', 'F', 'VS1'), diamond(0.5, 'baguette')],
    stock: [2, 0], status: 'discontinued', tags: ['evening', 'statement', 'drops'],
  },
];
