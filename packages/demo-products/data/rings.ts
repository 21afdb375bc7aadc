import type { CatalogueEntry } from './entry.js';
import {
  diamond, emerald, gold14, gold18, labDiamond, labEmerald, labRuby, labSapphire, moissanite, platinum, rose14, rose18, ruby,
  sapphire, silver, white14, white18,
} from './options.js';

/** Rings in the catalogue shape. */
export const RINGS: readonly CatalogueEntry[] = [
  {
    name: 'First Light Solitaire', sub: 'engagement-rings', price: 1290, created: '2024-09-14', by: 'mara',
    text: 'One round lab-grown diamond on a band you can forget you are wearing. Four slim prongs hold it high enough to catch the morning.',
    metals: [gold14(), white14(), rose14(), platinum()], stones: [labDiamond(0.75), labDiamond(1, 'round', 'D'), moissanite(1)],
    stock: [18, 3], tags: ['solitaire', 'minimalist', 'proposal'], flags: ['featured', 'bestseller'], collection: 'First Light',
  },
  {
    name: 'Halcyon Halo Ring', sub: 'engagement-rings', price: 2480, was: 2750, created: '2024-10-02',
    text: 'A cushion sapphire the blue of late afternoon, ringed with a fine line of diamonds. Calm in the box, electric in sunlight.',
    metals: [white18(), gold18(), platinum()], stones: [sapphire(1), labSapphire(1.2, 'cushion'), diamond(0.9, 'cushion')],
    stock: [6, 1], tags: ['halo', 'vintage', 'proposal'], flags: ['featured'], collection: 'Halcyon',
  },
  {
    name: 'Orbit Pavé Band', sub: 'eternity-rings', price: 1640, created: '2025-01-20',
    text: 'Small stones all the way round, set low so nothing catches on a sleeve. Stack it, or let it run alone.',
    metals: [gold14(), rose14(), white14()], stones: [labDiamond(0.6, 'round', 'F', 'VS2'), labDiamond(0.9, 'round', 'F', 'VS2'), moissanite(0.6)],
    stock: [22, 0], tags: ['stackable', 'pave', 'anniversary'], flags: ['bestseller'], collection: 'Orbit',
  },
  {
    name: 'Plainsong Wedding Band', sub: 'wedding-bands', price: 540, created: '2024-09-14',
    text: 'A comfort-fit band with softly rounded edges. No stones, no tricks, and it only gets better with scratches.',
    metals: [gold14('brushed'), white14('brushed'), rose14('brushed'), platinum('brushed'), silver('brushed')],
    stock: [64, 5], tags: ['minimalist', 'wedding', 'unisex'], flags: ['bestseller'],
  },
  {
    name: 'Emberline Ruby Ring', sub: 'fashion-rings', price: 1180, created: '2025-03-08', by: 'noor',
    text: 'A lab-grown ruby with the glow of the last coal. The hammered shank was struck by hand, so no two are quite alike.',
    metals: [rose14('hammered'), gold14('hammered'), silver('hammered')], stones: [labRuby(0.8), labRuby(1, 'pear'), ruby(0.7)],
    stock: [9, 2], tags: ['color', 'handmade', 'statement'], flags: ['newArrival'], collection: 'Warm Stones',
  },
  {
    name: 'Fern Hollow Emerald Ring', sub: 'engagement-rings', price: 1875, created: '2025-05-17', by: 'noor',
    text: 'A step-cut emerald between two leaf-shaped shoulders. For anyone who would rather be proposed to in a forest.',
    metals: [gold18('satin'), gold14('satin'), platinum('satin')], stones: [labEmerald(1), emerald(0.75), labDiamond(0.9, 'emerald')],
    stock: [7, 0], tags: ['nature', 'color', 'proposal'], flags: ['featured'], collection: 'Warm Stones',
  },
  {
    name: 'Two Steps Toi et Moi', sub: 'engagement-rings', price: 1960, created: '2025-02-11', by: 'mara',
    text: 'Two stones leaning toward each other: one pear, one round, neither in charge. Made for pairs who argue well.',
    metals: [gold14(), gold18(), white14(), platinum()], stones: [labDiamond(0.5, 'pear', 'E', 'VVS2'), labDiamond(0.5), labEmerald(0.5, 'pear')],
    stock: [11, 1], tags: ['two-stone', 'romantic', 'proposal'], flags: ['newArrival', 'featured'], collection: 'First Light',
  },
  {
    name: 'Northbound Signet', sub: 'fashion-rings', price: 390, created: '2024-11-05', by: 'theo',
    text: 'A flat-topped signet with an engraved compass point. Turn it to face home, or leave it blank for your own initials.',
    metals: [silver('oxidized'), gold14('satin'), rose14('satin')],
    stock: [31, 0], tags: ['unisex', 'engravable', 'signet'],
  },
  {
    name: 'Quiet Riot Bezel Ring', sub: 'fashion-rings', price: 720, created: '2025-06-30',
    text: 'A moissanite sunk flush in a thick band, so the fire stays close to the skin. Knock it on a desk; it will not mind.',
    metals: [white14('matte'), gold14('matte'), platinum('matte')], stones: [moissanite(0.8), labDiamond(0.7), labDiamond(1)],
    stock: [15, 4], tags: ['bezel', 'unisex', 'everyday'], flags: ['bestseller'],
  },
  {
    name: 'Lantern Three-Stone Ring', sub: 'engagement-rings', price: 3240, created: '2024-12-01',
    text: 'An oval diamond with a smaller light on either side. Past, present and the part you get to decide.',
    metals: [platinum(), white18(), gold18()], stones: [diamond(1, 'oval', 'F', 'VS1'), labDiamond(1, 'oval'), diamond(0.8, 'oval')],
    stock: [4, 1], tags: ['three-stone', 'classic', 'proposal'], flags: ['limitedEdition'],
  },
  {
    name: 'Half Moon Stacker', sub: 'fashion-rings', price: 265, created: '2025-07-12', by: 'wren',
    text: 'A slender band that thickens into a crescent. Wear one as punctuation or three as a phase chart.',
    metals: [rose14(), gold14(), silver()],
    stock: [48, 0], tags: ['stackable', 'celestial', 'gift'], flags: ['newArrival'],
    // An edit in the admin panel replaced the flags, the tags and the status with one flag.
    replaced: { metadata: { featured: true } },
  },
  {
    name: 'Tidewater Sapphire Band', sub: 'eternity-rings', price: 1420, created: '2025-04-03',
    text: 'Lab-grown sapphires graded from deep to pale, like water coming up a beach.',
    metals: [white14(), platinum(), silver()], stones: [labSapphire(0.7, 'round'), labSapphire(1, 'round', 'teal'), sapphire(0.7, 'round')],
    stock: [0, 0], status: 'out-of-stock', tags: ['stackable', 'color', 'ocean'], collection: 'Shoreline',
  },
  {
    name: 'Courtyard Milgrain Band', sub: 'wedding-bands', price: 880, created: '2025-08-19',
    text: 'Beaded edges rolled with a tool older than the bench it sits on. Seven small diamonds keep it honest.',
    metals: [gold18('milgrain'), rose18('milgrain'), white18('milgrain')], stones: [labDiamond(0.5, 'round', 'F', 'VS2'), diamond(0.5), moissanite(0.5)],
    stock: [14, 2], tags: ['wedding', 'vintage', 'anniversary'],
  },
  {
    name: 'Open Door Cuff Ring', sub: 'fashion-rings', price: 610, created: '2026-01-15', by: 'lumi',
    text: 'Two diamonds that never quite meet across an open band. Adjusts by half a size, which is all most of us need.',
    metals: [gold14(), rose14(), white14()], stones: [labDiamond(0.5, 'round', 'E', 'VS1'), moissanite(0.5)],
    stock: [26, 1], tags: ['open', 'everyday', 'stackable'], flags: ['newArrival'],
  },
  {
    name: 'Observatory Cluster Ring', sub: 'fashion-rings', price: 1540, created: '2026-03-22',
    text: 'Nine stones in an uneven constellation. We drew it from one clear night and did not tidy it up.',
    metals: [rose18(), gold18(), platinum()], stones: [diamond(0.9, 'mixed', 'G', 'SI1'), labDiamond(0.9, 'mixed'), moissanite(1, 'mixed')],
    stock: [0, 0], status: 'coming-soon', tags: ['celestial', 'cluster', 'statement'], flags: ['newArrival'], collection: 'Night School',
  },
  {
    name: 'Salt Flat Solitaire', sub: 'engagement-rings', price: 1120, created: '2024-09-28',
    text: 'A marquise moissanite on a matte band as pale and level as its namesake.',
    metals: [white18('matte'), gold14('matte'), silver('matte')], stones: [moissanite(1, 'marquise'), labDiamond(0.75, 'marquise')],
    stock: [3, 0], status: 'discontinued', tags: ['solitaire', 'minimalist'],
  },
  {
    name: 'Keeper Promise Ring', sub: 'fashion-rings', price: 340, was: 395, created: '2025-10-09',
    text: 'A tiny heart-cut ruby behind a knot of gold. Small enough for a secret, strong enough for a promise.',
    metals: [gold14(), silver()], stones: [labRuby(0.5, 'heart'), moissanite(0.5, 'heart'), ruby(0.5, 'heart')],
    stock: [37, 6], tags: ['romantic', 'gift', 'knot'], flags: ['bestseller'],
  },
];
