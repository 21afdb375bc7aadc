/** Five tones of a metal, dark to bright. */
export type Tones = readonly [string, string, string, string, string];

/** Surfaces of a metal. */
export type Surface = 'polished' | 'matte' | 'hammered' | 'textured' | 'milgrain' | 'oxidized';

const GOLD: Tones = ['#5f3f0c', '#a87a22', '#d9ae4c', '#f4dd96', '#fffbe6'];
const DEEP_GOLD: Tones = ['#603a04', '#b07a12', '#e3ae36', '#f9da7c', '#fff8d6'];
const PALE_GOLD: Tones = ['#5f4a1e', '#a88a44', '#d8bd72', '#f3e4ae', '#fffdf0'];
const ROSE: Tones = ['#6b3326', '#b56f5a', '#dd9f8a', '#f6d0c1', '#fff3ee'];
const WHITE_GOLD: Tones = ['#514d45', '#95918a', '#c9c5bc', '#ece9e1', '#fffefa'];
const PLATINUM: Tones = ['#4a5158', '#8b949c', '#bfc7cd', '#e6ebee', '#ffffff'];
const SILVER: Tones = ['#4b4e52', '#96999d', '#cfd2d4', '#f0f2f3', '#ffffff'];
const TITANIUM: Tones = ['#2c3036', '#5a626b', '#868f98', '#b3bcc4', '#e8eef2'];
const STEEL: Tones = ['#38414a', '#72808c', '#a9b6c0', '#d5dee5', '#fafdff'];
const BRASS: Tones = ['#4d4410', '#8f8026', '#c4b44a', '#e6dc8b', '#fcf9dc'];
const COPPER: Tones = ['#4f1d0b', '#9c4a22', '#cf7a48', '#efb088', '#ffe9da'];
const PEWTER: Tones = ['#43454a', '#797c82', '#a7aab0', '#d0d3d7', '#f4f5f7'];

/** The tones of a metal; higher-karat gold is deeper. An unknown or unstated metal is plain gray. */
export function metalTones(type: string): Tones {
  if (type.endsWith('rose-gold')) return ROSE;
  if (type.endsWith('white-gold')) return WHITE_GOLD;
  if (type.endsWith('gold')) return /^(9|10)k/.test(type) ? PALE_GOLD : /^(18|22|24)k/.test(type) ? DEEP_GOLD : GOLD;
  const others: Readonly<Record<string, Tones>> = {
    platinum: PLATINUM,
    silver: SILVER,
    titanium: TITANIUM,
    'stainless-steel': STEEL,
    brass: BRASS,
    copper: COPPER,
  };
  return (Object.hasOwn(others, type) ? others[type] : undefined) ?? PEWTER;
}

const SURFACES: readonly (readonly [pattern: RegExp, surface: Surface])[] = [
  [/hammer|planish/, 'hammered'],
  [/milgrain|beaded/, 'milgrain'],
  [/oxidi[sz]ed|blackened|antique|patina/, 'oxidized'],
  [/textur|bark|florentine|engrav|organic/, 'textured'],
  [/brush|satin|matt|sand|frost|ice/, 'matte'],
];

/** The surface described by a finish; unknown finishes are polished. */
export function surfaceOf(finish: string): Surface {
  const word = finish.slice(0, 100).toLowerCase();
  return SURFACES.find(([pattern]) => pattern.test(word))?.[1] ?? 'polished';
}
