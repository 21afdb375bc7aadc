import { firstOf, isPlainObject, nonBlank } from '../bson-value.js';
import { getAt } from '../document-path.js';
import { success } from '../outcome.js';
import { PLACEHOLDER_IMAGE } from '../defaults.js';
/** `primaryImage`, from wherever the writer put it. */
export function primaryImage(document) {
    const path = 'primaryImage';
    const place = imagePlace(document);
    return place === undefined
        ? success([{ path, value: PLACEHOLDER_IMAGE }], [{ path, problem: 'No image, taken as the placeholder' }])
        : success([{ path, value: imageAt(document, place) }]);
}
/** The first place that has an image; `undefined` where none has. */
export function imagePlace(document) {
    const places = ['media.primary', ...positions(document.images), 'images.primary', 'imageUrl'];
    return places.find((place) => imageAt(document, place) !== undefined);
}
function imageAt(document, place) {
    if (typeof place === 'string')
        return nonBlank(getAt(document, place));
    const item = Array.isArray(document.images) ? document.images[place] : undefined;
    return nonBlank(isPlainObject(item) ? item.url : item);
}
/** The image that is marked as primary, then the first one. */
function positions(images) {
    if (!Array.isArray(images))
        return [];
    const marked = images.findIndex((image) => isPlainObject(image) && image.isPrimary === true);
    const first = firstOf(images) === undefined ? [] : [0];
    return marked === -1 ? first : [marked, ...first];
}
