import { isPlainObject } from '../bson-value.js';
import { metal as metalOf, metalPlace } from '../material-words/metal.js';
import { firstReplaced } from './place-first.js';
/** A metal, put where the document names its own: the other fields of that material stay as they are. */
export function metalPlaced(metal, document) {
    const place = metalPlace(document) ?? 'customization.materials';
    if (place === 'metadata.primaryMetal')
        return [{ path: place, value: displayName(metal.type) }];
    const before = metalOf(document);
    const sameType = before.ok && before.value.type === metal.type;
    return [
        firstReplaced(document, place, (old) => typeof old === 'string' ? displayName(metal.type) : material(old, metal, sameType)),
    ];
}
function material(old, { type, purity, finish, sustainability }, sameType) {
    // Type, name and id all count when the metal is read: none of them may go on naming the old one.
    const named = sameType ? old : { ...old, id: type, type: type.replace(/^\d+k-/, ''), name: displayName(type) };
    const flags = isPlainObject(named.sustainability) ? named.sustainability : {};
    return { ...named, purity, finish, sustainability: { ...flags, ...sustainability } };
}
/** `18k-white-gold` → `18K White Gold`. */
export function displayName(type) {
    const words = type.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
    return words.join(' ').replace(/^(\d+)k/, '$1K');
}
