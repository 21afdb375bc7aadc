import type { StoneType } from '../vocabulary.js';
import { wordPattern } from './words.js';

/** A stone as a text names it; whether it was grown in a laboratory is told elsewhere. */
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

/** Behind a stone's word, with a blank or hyphen between, these make it a color: "ruby-red", "sapphire blue". */
const COLOR_WORDS = 'red|blue|green|pink|purple|violet|yellow|orange|white|black|gr[ae]y|brown|colou?r(?:ed)?|hued?';
/** Behind a stone's word, "cut" makes it a shape: "emerald-cut". */
const NOT_A_STONE = String.raw`(?![\s_-]*cut(?!\p{L})|[\s_-](?:${COLOR_WORDS})(?!\p{L}))`;

/** Each stone's word, as a group of its own. */
const EACH_WORD = STONE_WORDS.map(([word]) => `(${word})`).join('|');

/** One pattern for all stones; the group that matched tells which. */
const ANY_STONE = new RegExp(String.raw`(?<!\p{L})(?:${EACH_WORD})(?!\p{L})${NOT_A_STONE}`, 'giu');

/** What only looks like one of the stones. */
const SIMULANT = wordPattern('zirconias?|cz|crystals?|glass|simulated|simulants?');

/** A text that is nothing but a stone's word, with or without a word for its origin. */
const STONE_ALONE = new RegExp(String.raw`^\s*(?:lab(?:[\s_-]?(?:grown|created))?[\s_-]+)?(?:${EACH_WORD})\s*$`, 'iu');

/** The stone that a text is the word of, as the writers' own list of types has it. */
export function listedStone(text: string): NamedStone | undefined {
  return stoneOf(STONE_ALONE.exec(text));
}

/** The last stone that a text names: "ruby-red moissanite" and "emerald cut ruby" end on what the stone is. */
export function lastStoneIn(text: string): NamedStone | undefined {
  return stoneOf([...text.matchAll(ANY_STONE)].at(-1));
}

/** Every stone that a text names. */
export function stonesNamedIn(text: string): readonly NamedStone[] {
  return [...new Set([...text.matchAll(ANY_STONE)].flatMap((match) => stoneOf(match) ?? []))];
}

/** Whether a text speaks of an imitation. */
export function namesSimulant(text: string): boolean {
  return SIMULANT.test(text);
}

function stoneOf(match: RegExpMatchArray | null | undefined): NamedStone | undefined {
  const index = match?.slice(1).findIndex((group) => group !== undefined) ?? -1;
  return STONE_WORDS[index]?.[1];
}
