import type { StoneType } from '../vocabulary.js';
import { wordPattern } from './words.js';

/** A stone as named in a text; whether it was lab-grown is determined elsewhere. */
export type NamedStone = Exclude<StoneType, `lab-${string}`>;

/** Stones by the word that names them. */
const STONE_WORDS: readonly (readonly [string, NamedStone])[] = [
  ['diamonds?', 'diamond'],
  ['emeralds?', 'emerald'],
  ['rub(?:ys?|ies)', 'ruby'],
  ['sapphires?', 'sapphire'],
  ['moissanites?', 'moissanite'],
  ['pearls?', 'pearl'],
  ['topaz(?:es)?', 'topaz'],
  ['amethysts?', 'amethyst'],
  ['opals?', 'opal'],
];

/** After a stone's word, with a space or hyphen between, these make it a color: "ruby-red", "sapphire blue". */
const COLOR_WORDS = 'red|blue|green|pink|purple|violet|yellow|orange|white|black|gr[ae]y|brown|colou?r(?:ed)?|hued?';
/** After a stone's word, "cut" makes it a shape: "emerald-cut". */
const NOT_A_STONE = String.raw`(?![\s_-]*cut(?!\p{L})|[\s_-](?:${COLOR_WORDS})(?!\p{L}))`;

/** Each stone's word in a group of its own. */
const EACH_WORD = STONE_WORDS.map(([word]) => `(${word})`).join('|');

/** One pattern for all stones; the group that matched tells which. */
const ANY_STONE = new RegExp(String.raw`(?<!\p{L})(?:${EACH_WORD})(?!\p{L})${NOT_A_STONE}`, 'giu');

/** Words for imitations. */
const SIMULANT = wordPattern('zirconias?|cz|crystals?|glass|simulated|simulants?');

/** A text that is just a stone's word, with or without a word for its origin. */
const STONE_ALONE = new RegExp(String.raw`^\s*(?:lab(?:[\s_-]?(?:grown|created))?[\s_-]+)?(?:${EACH_WORD})\s*$`, 'iu');

/** The stone if a text is just its word, as in the writers' own list of types. */
export function listedStone(text: string): NamedStone | undefined {
  return stoneOf(STONE_ALONE.exec(text));
}

/** The last stone that a text names: in "ruby-red moissanite" and "emerald cut ruby" the actual stone comes last. */
export function lastStoneIn(text: string): NamedStone | undefined {
  return stoneOf([...text.matchAll(ANY_STONE)].at(-1));
}

/** Every stone that a text names. */
export function stonesNamedIn(text: string): readonly NamedStone[] {
  return [...new Set([...text.matchAll(ANY_STONE)].flatMap((match) => stoneOf(match) ?? []))];
}

/** Whether a text mentions an imitation. */
export function namesSimulant(text: string): boolean {
  return SIMULANT.test(text);
}

function stoneOf(match: RegExpMatchArray | null | undefined): NamedStone | undefined {
  const index = match?.slice(1).findIndex((group) => group !== undefined) ?? -1;
  return STONE_WORDS[index]?.[1];
}
