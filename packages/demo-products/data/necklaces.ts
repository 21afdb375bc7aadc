import { Double } from 'mongodb';

import type { CatalogueEntry } from './entry.js';
import {
  diamond, emerald, gold14, gold18, labDiamond, labEmerald, labRuby, labSapphire, moissanite, platinum, rose14, rose18, sapphire,
  silver, white14, white18,
} from './options.js';

/** Necklaces in the catalogue shape. */
export const NECKLACES: readonly CatalogueEntry[] = [
  {
    name: 'Dewpoint Diamond Pendant', sub: 'pendants', price: 690, created: '2024-09-14', by: 'wren',
    text: 'A single drop of light on a whisper of chain. It sits just below the collarbone and stays there.',
    metals: [gold14(), white14(), rose14()], stones: [labDiamond(0.5), labDiamond(0.75), moissanite(0.75)],
    stock: [42, 4], tags: ['minimalist', 'everyday', 'gift'], flags: ['featured', 'bestseller'], collection: 'First Light',
  },
  {
    name: 'Longshore Cable Chain', sub: 'chains', price: 310, created: '2024-10-11', by: 'idris',
    text: 'Fifty-five centimeters of honest links, soldered shut one by one. Wear it bare or hang a memory on it.',
    metals: [silver(), gold14(), rose14(), white14()],
    stock: [75, 2], tags: ['layering', 'unisex', 'everyday'], flags: ['bestseller'],
  },
  {
    name: 'Meridian Bar Necklace', sub: 'pendants', price: 420, created: '2025-01-09',
    text: 'A horizontal bar with room for twelve letters. Coordinates fit. So do most first names.',
    metals: [rose14('satin'), gold14('satin'), silver('satin')],
    stock: [33, 0], tags: ['engravable', 'minimalist', 'gift'],
    // Written by an importer that knew only one picture.
    replaced: { media: undefined, imageUrl: '/images/products/meridian-bar-necklace.jpg' },
  },
  {
    name: 'Evergreen Emerald Drop', sub: 'pendants', price: 1390, created: '2025-02-25', by: 'noor',
    text: 'A lab-grown emerald that hangs by a thread of gold and swings when you laugh.',
    metals: [gold18(), gold14(), platinum()], stones: [labEmerald(0.9, 'pear'), emerald(0.8, 'pear'), labEmerald(0.6, 'pear')],
    stock: [12, 1], tags: ['color', 'nature', 'statement'], flags: ['featured'], collection: 'Warm Stones',
  },
  {
    name: 'Ribbon of Ice Collar', sub: 'statement-necklaces', price: 5890, created: '2024-11-18',
    text: 'Thirty-eight diamonds laid as if they had been spilled and liked where they landed.',
    metals: [platinum(), white18()], stones: [diamond(1, 'round', 'F', 'VS1'), labDiamond(1, 'round', 'D', 'VVS2')],
    stock: [2, 0], tags: ['statement', 'evening', 'collar'], flags: ['limitedEdition'], collection: 'Halcyon',
  },
  {
    name: 'Soft Focus Choker', sub: 'chokers', price: 480, created: '2025-05-29', by: 'lumi',
    text: 'A flat snake chain that reads as a line of light. Close to the neck, never tight.',
    metals: [gold14(), silver()], stones: [moissanite(0.5), labDiamond(0.5)],
    stock: [29, 3], tags: ['layering', 'evening', 'minimalist'], flags: ['newArrival'],
  },
  {
    name: 'Blue Hour Sapphire Pendant', sub: 'pendants', price: 980, created: '2025-03-14',
    text: 'The twenty minutes after sunset, set in white gold. The bail is hidden, so the stone seems to float.',
    metals: [white14(), white18(), platinum(), silver()], stones: [labSapphire(0.8), sapphire(0.7, 'oval'), labSapphire(1)],
    stock: [17, 0], tags: ['color', 'romantic', 'gift'], collection: 'Halcyon',
  },
  {
    name: 'Tandem Linked Rings Necklace', sub: 'pendants', price: 560, created: '2025-06-06', by: 'theo',
    text: 'Two rings, two metals, one knot you cannot undo without a saw. For sisters, best friends and second weddings.',
    metals: [rose18(), white18(), gold18()],
    stock: [20, 0], tags: ['mixed-metal', 'gift', 'romantic'],
    // A seed override gave the price alone: the currency went with the rest.
    replaced: { pricing: { basePrice: new Double(560) } },
  },
  {
    name: 'Cinder Ruby Lariat', sub: 'statement-necklaces', price: 1720, created: '2025-09-02',
    text: 'An open chain you thread through itself, ending in a lab-grown ruby. Dress it up, or let it fall down your back.',
    metals: [gold18(), rose18(), gold14()], stones: [labRuby(1, 'pear'), labRuby(0.75, 'pear'), labDiamond(0.8, 'pear')],
    stock: [8, 1], tags: ['statement', 'evening', 'color'], flags: ['newArrival'], collection: 'Warm Stones',
  },
  {
    name: 'Station to Station Necklace', sub: 'chains', price: 1150, created: '2025-07-24', by: 'wren',
    text: 'Seven bezel-set diamonds spaced like stops on a night train. Long enough to double.',
    metals: [gold14(), white14(), rose14()], stones: [labDiamond(0.7, 'round', 'F', 'VS2'), labDiamond(1, 'round', 'F', 'VS2'), moissanite(0.7)],
    stock: [16, 0], tags: ['layering', 'everyday', 'bezel'], flags: ['bestseller'],
  },
  {
    name: 'Little Oracle Coin Pendant', sub: 'pendants', price: 275, created: '2026-02-08', by: 'noor',
    text: 'A hand-carved owl, struck in silver and darkened so every feather shows.',
    metals: [silver('oxidized'), gold14('satin')],
    stock: [52, 0], tags: ['coin', 'symbolic', 'layering'], flags: ['newArrival'],
    replaced: { metadata: { featured: false, tags: ['coin', 'symbolic'] } },
  },
  {
    name: 'Paper Moon Pendant', sub: 'pendants', price: 830, created: '2025-11-13',
    text: 'A crescent of pavé on one side, smooth gold on the other. Flip it with your mood.',
    metals: [rose14(), gold14(), platinum()], stones: [labDiamond(0.5, 'round', 'G', 'SI1'), labDiamond(0.8, 'round', 'G', 'SI1'), labSapphire(0.5, 'round')],
    stock: [0, 0], status: 'out-of-stock', tags: ['celestial', 'reversible', 'gift'], collection: 'Night School',
  },
  {
    name: 'Harbor Light Solitaire Pendant', sub: 'pendants', price: 2150, created: '2026-04-19', by: 'mara',
    text: 'A one-carat oval in a platinum claw no thicker than a pencil line.',
    metals: [platinum(), gold18(), white18()], stones: [labDiamond(1, 'oval', 'D', 'VVS1'), diamond(0.9, 'oval'), moissanite(1, 'oval')],
    stock: [10, 0], tags: ['solitaire', 'classic', 'anniversary'], flags: ['newArrival', 'featured'],
  },
  {
    name: 'Afterparty Curb Choker', sub: 'chokers', price: 760, created: '2024-12-20', by: 'idris',
    text: 'Chunky curb links with one stone hidden in the clasp. Turn it round when the music gets good.',
    metals: [gold14(), silver(), white14()], stones: [moissanite(0.6), labRuby(0.6, 'round')],
    stock: [5, 0], status: 'inactive', tags: ['statement', 'unisex', 'chunky'],
  },
];
