import { wordPattern } from './words.js';
/** Metals by the word that names them; where a text has several, the first of this list decides. */
const METAL_WORDS = [
    [wordPattern('platinum'), 'platinum'],
    [wordPattern('gold'), 'gold'],
    [wordPattern('silver|sterling'), 'silver'],
    [wordPattern('titanium'), 'titanium'],
    [wordPattern('steel'), 'stainless-steel'],
    [wordPattern('brass'), 'brass'],
    [wordPattern('copper'), 'copper'],
];
/**
 * Words that make the metal before them a coating; "tone" does so only right behind a metal ("gold-tone", not
 * "two-tone").
 */
const COATING = new RegExp(String.raw `(?<!\p{L})(?:plated|plating|plate|filled|dipped|coated|coating|vermeil|overlay|over)(?!\p{L})` +
    String.raw `|(?<=(?:platinum|gold|silver|copper|brass)[\s-]?)toned?(?!\p{L})`, 'iu');
const VERMEIL = wordPattern('vermeil');
/** The coating metal at the end of a part that another coating word follows ("sterling silver, rhodium | plated"). */
const COATING_METAL = /(?:platinum|gold|silver|titanium|steel|brass|copper|rhodium|ruthenium|palladium)[\s-]*$/iu;
/** What a text says a piece is made of; `undefined` where it names no metal. A coating does not count as the metal. */
export function metalNamedIn(text) {
    if (!COATING.test(text))
        return asStatement(metalIn(text));
    const base = metalIn(baseOf(text));
    if (base !== undefined)
        return { metal: base };
    if (VERMEIL.test(text))
        return { metal: 'silver', assumption: 'names vermeil without its base metal, taken as "silver"' };
    if (metalIn(text) === undefined)
        return undefined;
    return { metal: 'unspecified', assumption: 'names a coating without its base metal, taken as "unspecified"' };
}
/** Every metal that a text says a piece is made of, without its coating. */
export function metalsNamedIn(text) {
    const base = COATING.test(text) ? baseOf(text) : text;
    return METAL_WORDS.filter(([word]) => word.test(base)).map(([, metal]) => metal);
}
/** The part of a text that speaks of the metal itself: all of it, or what stands behind the coating. */
export function baseOf(text) {
    const [head = '', ...behind] = text.split(COATING);
    if (behind.length === 0)
        return head;
    const last = behind.length - 1;
    const bases = behind.map((part, index) => (index === last ? part : part.replace(COATING_METAL, '')));
    return bases.findLast((part) => metalIn(part) !== undefined) ?? '';
}
function metalIn(text) {
    return METAL_WORDS.find(([word]) => word.test(text))?.[1];
}
function asStatement(metal) {
    return metal === undefined ? undefined : { metal };
}
