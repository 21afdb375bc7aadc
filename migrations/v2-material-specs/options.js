import { isPlainObject, nonBlank, numberOf } from '../bson-value.js';
import { getAt } from '../document-path.js';
import { firstFilled, text, texts } from './entries.js';
/** The lists that may hold a product's options; upgrades leave them where older writers put them. */
export const MATERIAL_PLACES = ['customization.materials', 'materials'];
export const GEMSTONE_PLACES = ['customization.gemstones', 'gemstones'];
/** The options of the first of the lists that has any usable one. */
export function storedOptions(document, places) {
    return firstFilled(document, places, usable);
}
/** The materials that a product is offered in, as its page lists them. */
export function materialOptions(document) {
    return storedOptions(document, MATERIAL_PLACES).map(material);
}
/** The gemstones that a product is offered with, as its page lists them. */
export function gemstoneOptions(document) {
    return storedOptions(document, GEMSTONE_PLACES).map(gemstone);
}
function usable(item) {
    if (!isPlainObject(item))
        return nonBlank(item);
    return nonBlank(item.name) === undefined && nonBlank(item.type) === undefined ? undefined : item;
}
function material(option) {
    const name = nameOf(option);
    if (typeof option === 'string')
        return { name };
    const priceMultiplier = numberOf(option.priceMultiplier);
    return {
        ...texts(option, ['id', 'type', 'purity', 'finish']),
        name,
        ...(priceMultiplier === undefined ? {} : { priceMultiplier }),
    };
}
function gemstone(option) {
    const name = nameOf(option);
    if (typeof option === 'string')
        return { name, labGrown: false };
    const carat = numberOf(option.carat);
    return {
        ...texts(option, ['id', 'type', 'cut', 'clarity', 'color']),
        name,
        ...(carat !== undefined && carat > 0 ? { carat } : {}),
        labGrown: option.isLabGrown === true || getAt(option, 'sustainability.labGrown') === true,
    };
}
function nameOf(option) {
    return (typeof option === 'string' ? text(option) : (text(option.name) ?? text(option.type))) ?? '';
}
