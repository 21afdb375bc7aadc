import type { CatalogueEntry } from './entry.js';
import {
  diamond, emerald, gold14, gold18, labDiamond, labRuby, labSapphire, moissanite, platinum, rose14, rose18, ruby, sapphire, silver,
  white14, white18,
} from './options.js';

/** Bracelets in the catalogue shape. */
export const BRACELETS: readonly CatalogueEntry[] = [
  {
    name: 'Long Rally Tennis Bracelet', sub: 'tennis-bracelets', price: 2950, was: 3200, created: '2024-09-14',
    text: 'A full line of lab-grown diamonds with a double safety clasp. Made to survive an actual match.',
    metals: [white14(), gold14(), platinum()], stones: [labDiamond(1, 'round', 'E', 'VS1'), labDiamond(0.75, 'round', 'F', 'VS2'), moissanite(1)],
    stock: [14, 3], tags: ['classic', 'evening', 'anniversary'], flags: ['featured', 'bestseller'], collection: 'First Light',
  },
  {
    name: 'Driftwood Bangle', sub: 'bangles', price: 460, created: '2024-10-30', by: 'theo',
    text: 'Cast from a twig found on a cold beach, grain and all. Smooth on the inside, where it counts.',
    metals: [silver('textured'), gold14('textured'), rose14('textured')],
    stock: [23, 0], tags: ['nature', 'handmade', 'unisex'], collection: 'Shoreline',
  },
  {
    name: 'Paperclip Chain Bracelet', sub: 'chain-bracelets', price: 380, created: '2025-01-17', by: 'idris',
    text: 'Elongated links with soft corners. Add a charm, add a second one, or leave it well alone.',
    metals: [gold14(), silver(), rose14(), white14()],
    stock: [58, 1], tags: ['layering', 'everyday', 'unisex'], flags: ['bestseller'],
  },
  {
    name: 'Sundial Diamond Bangle', sub: 'bangles', price: 1980, created: '2025-04-28', by: 'mara',
    text: 'A slim oval bangle with one diamond at noon. It opens at six, on a hinge you have to look for.',
    metals: [gold14(), gold18(), rose18()], stones: [labDiamond(0.7), labDiamond(1), diamond(0.6)],
    stock: [9, 0], tags: ['minimalist', 'solitaire', 'gift'], flags: ['newArrival'],
  },
  {
    name: 'Open Water Sapphire Line', sub: 'tennis-bracelets', price: 3480, created: '2025-03-01',
    text: 'Sapphires in four blues, sorted by eye on a north-facing table. The order took two days; wearing it takes none.',
    metals: [white18(), platinum(), white14()], stones: [sapphire(1, 'round'), labSapphire(1, 'round'), labSapphire(0.8, 'round', 'teal')],
    stock: [4, 0], tags: ['color', 'ocean', 'evening'], flags: ['limitedEdition'], collection: 'Shoreline',
  },
  {
    name: 'Good Luck Charm Bracelet', sub: 'charm-bracelets', price: 240, created: '2025-06-11', by: 'wren',
    text: 'Starts with a clover, a key and a very small door. The rest of the luck is up to you.',
    metals: [silver(), gold14(), rose14()],
    stock: [66, 4], tags: ['charms', 'gift', 'symbolic'], flags: ['bestseller'],
  },
  {
    name: 'Crimson Thread Bracelet', sub: 'chain-bracelets', price: 520, created: '2025-09-23', by: 'noor',
    text: 'One ruby on a chain as fine as a thread. The old story says it ties you to someone.',
    metals: [rose14(), gold14(), silver()], stones: [labRuby(0.5, 'oval'), ruby(0.5, 'oval')],
    stock: [30, 0], tags: ['romantic', 'color', 'gift'], flags: ['newArrival'], collection: 'Warm Stones',
  },
  {
    name: 'Switchback Cuff', sub: 'bangles', price: 1340, created: '2026-02-19',
    text: 'A cuff that doubles back on itself twice before it lets go. Heavy in the hand, easy on the wrist.',
    metals: [gold18('brushed'), rose18('brushed'), silver('brushed')], stones: [moissanite(0.8, 'baguette'), labDiamond(0.8, 'baguette')],
    stock: [7, 0], tags: ['statement', 'chunky', 'handmade'], flags: ['newArrival', 'featured'],
  },
  {
    name: 'Greenhouse Link Bracelet', sub: 'chain-bracelets', price: 1690, created: '2025-11-04', by: 'noor',
    text: 'Emeralds caught between plain links, like plants seen through panes.',
    metals: [gold14(), gold18(), platinum()], stones: [emerald(0.9), emerald(0.7)],
    stock: [0, 0], status: 'out-of-stock', tags: ['color', 'nature', 'everyday'], collection: 'Warm Stones',
  },
  {
    name: 'Night Market Slider Bracelet', sub: 'chain-bracelets', price: 450, created: '2026-06-02', by: 'lumi',
    text: 'A sliding clasp, five lights and no right size, because it fits every wrist.',
    metals: [rose14(), silver()], stones: [moissanite(0.6), labDiamond(0.5, 'round', 'G', 'SI1')],
    stock: [0, 0], status: 'coming-soon', tags: ['everyday', 'adjustable', 'gift'], flags: ['newArrival'], collection: 'Night School',
  },
  {
    name: 'Archive Rope Bracelet', sub: 'chain-bracelets', price: 610, created: '2024-09-21', by: 'idris',
    text: 'A twisted rope from our very first season, kept on file for repairs and the sentimental.',
    metals: [gold18(), silver()],
    stock: [3, 3], status: 'inactive', tags: ['classic', 'chunky'],
  },
];

/** Pieces that are none of the four kinds: their writers filed them under the catalogue's general category. */
export const OTHER_JEWELRY: readonly CatalogueEntry[] = [
  {
    name: 'Swift Brooch', sub: 'accessories', price: 740, created: '2025-10-27', by: 'theo',
    text: 'A bird in flight for a lapel, a scarf or the strap of a good bag. One small diamond keeps its eye on you.',
    metals: [platinum('satin'), silver('satin'), gold18('satin')], stones: [labDiamond(0.5, 'round', 'G', 'SI1')],
    stock: [11, 0], tags: ['brooch', 'nature', 'unisex'],
  },
  {
    name: 'Ledger Cufflinks', sub: 'accessories', price: 490, created: '2025-12-12',
    text: 'Square, weighty and lined like a fresh page. Engrave the date that matters on the back.',
    metals: [silver('brushed'), rose18('brushed'), platinum('brushed')], stones: [labSapphire(0.5, 'princess'), labRuby(0.5, 'princess')],
    stock: [18, 1], tags: ['engravable', 'unisex', 'gift'],
  },
];
