/** The colors of a stone, dark to bright, and how much its facets vary in hue. */
export interface StoneColors {
  readonly ramp: readonly [string, string, string, string];
  /** Colors of single facets, such as an opal's play of color or a moissanite's fire. */
  readonly play: readonly string[];
}

const PLAIN: readonly string[] = [];
const OPAL_PLAY = ['#7fe3d0', '#8fb8ff', '#ffb3c9', '#c9f29b', '#ffd79a', '#b9a4ff'];
const FIRE = ['#bfe6ff', '#ffe3b8', '#f6c9e4', '#c8f3dd'];

const COLORS: Readonly<Record<string, StoneColors>> = {
  diamond: { ramp: ['#5d666f', '#a3b0ba', '#e1e9ee', '#ffffff'], play: PLAIN },
  'lab-diamond': { ramp: ['#54657a', '#98afc4', '#dbe9f4', '#ffffff'], play: PLAIN },
  moissanite: { ramp: ['#5c6672', '#a4b2bc', '#e6edf0', '#ffffff'], play: FIRE },
  emerald: { ramp: ['#03301c', '#0c7a48', '#3fc188', '#c4f7dc'], play: PLAIN },
  'lab-emerald': { ramp: ['#02332b', '#06806a', '#34c7a5', '#c0f8e9'], play: PLAIN },
  ruby: { ramp: ['#56061b', '#a80f36', '#e24367', '#ffc4cf'], play: PLAIN },
  'lab-ruby': { ramp: ['#540529', '#a90d4b', '#e43f83', '#ffc3dc'], play: PLAIN },
  sapphire: { ramp: ['#0a1a5c', '#1f3fae', '#4f7ae6', '#c5d6ff'], play: PLAIN },
  'lab-sapphire': { ramp: ['#12125c', '#2c2fb4', '#5d68ee', '#cdd2ff'], play: PLAIN },
  topaz: { ramp: ['#6e3403', '#cf7a1c', '#f7b955', '#fff0cf'], play: PLAIN },
  amethyst: { ramp: ['#2b0a4c', '#6a2aa3', '#a869e2', '#ead3ff'], play: PLAIN },
  pearl: { ramp: ['#a4988c', '#d9d0c6', '#f5f0ea', '#ffffff'], play: PLAIN },
  opal: { ramp: ['#93a9b8', '#cfdfe6', '#eef6f7', '#ffffff'], play: OPAL_PLAY },
  other: { ramp: ['#4d6690', '#9db6dc', '#dce8fa', '#ffffff'], play: PLAIN },
};

/** Words in a stated color that change a stone's look. */
const STATED: readonly (readonly [type: RegExp, words: RegExp, ramp: StoneColors['ramp']])[] = [
  [/sapphire/, /cornflower|light|ceylon/, ['#16307c', '#3c68cf', '#7ba4f4', '#dbe8ff']],
  [/sapphire/, /pink|padparadscha/, ['#6b1240', '#cf3f7f', '#f58ab2', '#ffdcea']],
  [/sapphire/, /yellow/, ['#6b4a02', '#d1a012', '#f6d552', '#fff6c9']],
  [/sapphire|topaz/, /teal|green/, ['#043d40', '#0d7f80', '#45c0ba', '#c9f6ee']],
  [/topaz/, /london/, ['#062a44', '#14587d', '#3d93b8', '#c3e6f3']],
  [/topaz/, /blue|sky|swiss/, ['#0b4a6e', '#2792c4', '#6fcaf0', '#dcf5ff']],
  [/topaz/, /pink|imperial/, ['#6e2010', '#d0603c', '#f79f78', '#ffe3d3']],
  [/ruby/, /pigeon/, ['#4a0010', '#9c0620', '#dd2f45', '#ffb9bd']],
  [/emerald/, /bluish/, ['#013a35', '#057a6c', '#2fbfa9', '#bff5ea']],
  [/diamond/, /yellow|canary/, ['#6b5a10', '#cdb02c', '#f6e468', '#fffbd6']],
  [/diamond/, /pink/, ['#6f3a4a', '#cf8a9d', '#f7c6d2', '#fff1f4']],
  [/diamond/, /blue/, ['#2f4a6b', '#7ba0cb', '#c4dcf4', '#f6fbff']],
  [/diamond/, /black/, ['#08090b', '#1f2328', '#4a525b', '#aab4bf']],
  [/diamond/, /champagne|cognac|brown/, ['#4d3520', '#a67f57', '#dcbf98', '#fbf0df']],
  [/pearl/, /black|tahiti|gr[ae]y/, ['#1e2529', '#49565c', '#87979b', '#e0ece8']],
  [/pearl/, /pink|rose/, ['#a5857f', '#dcc0b8', '#f7e6df', '#fffaf8']],
  [/pearl/, /gold|cream|champagne/, ['#9c8457', '#dcc79b', '#f8edd2', '#fffdf5']],
  [/other/, /green/, ['#1f4d31', '#5a9a70', '#a9d8b4', '#eafbee']],
  [/other/, /pink|peach/, ['#7a4148', '#cd8f8c', '#f3cbbf', '#fff4ee']],
];

/** The colors of a stone by its type and, if stated, its color. */
export function stoneColors(type: string, color = ''): StoneColors {
  const usual = COLORS[Object.hasOwn(COLORS, type) ? type : 'other'];
  const word = color.slice(0, 100).toLowerCase();
  const stated = STATED.find(([types, words]) => types.test(type) && words.test(word))?.[2];
  const { ramp, play } = usual ?? { ramp: ['#4d6690', '#9db6dc', '#dce8fa', '#ffffff'], play: PLAIN };
  return { ramp: stated ?? ramp, play };
}
