import { firstOf, nonBlank, numberOf, textsOf } from '../bson-value.js';
import { getAt } from '../document-path.js';
import { memoised } from '../memoised.js';
import { success } from '../outcome.js';
import { NO_CERTIFICATION } from '../defaults.js';
import { STONE_TYPES } from '../vocabulary.js';
import { lastStoneIn, listedStone, namesSimulant } from './stone-words.js';
import { hasWord, plainWord, wordPattern } from './words.js';
/** The paths that may say a product's stones; the first element of the first usable list counts. */
export const STONE_PLACES = ['customization.gemstones', 'gemstones'];
const LAB = wordPattern('lab');
const OPTIONAL_TEXTS = ['cut', 'clarity', 'color'];
/** `materialSpecs.stone` of a document: its first gemstone; `undefined` where it has none. */
export function stone(document) {
    const place = stonePlace(document);
    const source = place === undefined ? undefined : firstOf(getAt(document, place));
    if (source === undefined)
        return success(undefined);
    const item = typeof source === 'string' ? { name: source } : source;
    const carat = numberOf(item.carat);
    const hasCarat = carat !== undefined && carat > 0;
    const said = saidBy([nonBlank(item.type) ?? '', nonBlank(item.name) ?? '']);
    return success(stoneValue(item, said, hasCarat ? { carat: item.carat } : {}), [
        ...said.problems.map((problem) => ({ path: 'materialSpecs.stone.type', problem })),
        ...(hasCarat ? [] : [{ path: 'materialSpecs.stone.carat', problem: 'Stone states no usable carat, left out' }]),
    ]);
}
/** The stone of a gemstone option, by the same rules as the product's own. */
export function stoneTypeOf(option) {
    const item = typeof option === 'string' ? { name: option } : option;
    const said = saidBy([nonBlank(item.type) ?? '', nonBlank(item.name) ?? '']);
    return listedType(said, isLabGrown(item, said));
}
function isLabGrown(item, { isLab }) {
    return isLab || item.isLabGrown === true || getAt(item, 'sustainability.labGrown') === true;
}
function listedType({ type }, labGrown) {
    return labGrown && isGrown(type) ? `lab-${type}` : type;
}
function stoneValue(item, said, carat) {
    const labGrown = isLabGrown(item, said);
    return {
        type: listedType(said, labGrown),
        ...carat,
        ...textsOf(item, OPTIONAL_TEXTS),
        certification: nonBlank(getAt(item, 'certification.agency')) ?? nonBlank(item.certification) ?? NO_CERTIFICATION,
        sustainability: {
            labGrown,
            conflictFree: getAt(item, 'sustainability.conflictFree') === true,
            traceable: getAt(item, 'sustainability.traceable') === true,
        },
    };
}
/** The first of the places that names a stone. */
export function stonePlace(document) {
    return STONE_PLACES.find((place) => firstOf(getAt(document, place)) !== undefined);
}
const saidBy = memoised(([type = '', name = '']) => ({
    isLab: hasWord([type, name], LAB),
    ...stoneType(type, name),
}));
/** What a gemstone is: its type where that is a stone's word, else the last stone that type or name speaks of. */
function stoneType(type, name) {
    const listed = listedStone(type);
    if (listed !== undefined)
        return { type: listed, problems: nameAgainstType(name, listed) };
    for (const text of [type, name]) {
        if (namesSimulant(text))
            return { type: 'other', problems: [`"${text}" is an imitation, taken as "other"`] };
        const named = lastStoneIn(text);
        if (named !== undefined)
            return { type: named, problems: [] };
    }
    if (plainWord(type) !== 'other')
        return { type: 'other', problems: ['Stone is none of the catalogue, taken as "other"'] };
    // The catalogue's writers had no word for moissanite but "other"; a name that says something else makes that
    // doubtful.
    return {
        type: 'moissanite',
        problems: name === '' ? [] : [`Stone "${name}" of type "other" is taken as moissanite`],
    };
}
function nameAgainstType(name, type) {
    const named = namesSimulant(name) ? 'other' : lastStoneIn(name);
    return named === undefined || named === type
        ? []
        : [`Type says ${type}, the name "${name}" does not: the type is taken`];
}
/** Stones that are listed apart when grown in a laboratory. */
function isGrown(type) {
    return STONE_TYPES.some((listed) => listed === `lab-${type}`);
}
