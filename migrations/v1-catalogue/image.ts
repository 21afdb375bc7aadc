import { firstOf, isPlainObject, nonBlank } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { Target } from '../document-version.js';
import { success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';
import { PLACEHOLDER_IMAGE } from '../defaults.js';

/** Where a document keeps its primary image; a number is a position in `images`. */
export type ImagePlace = 'media.primary' | number | 'images.primary' | 'imageUrl';

/** `primaryImage`, from wherever the writer put it. */
export function primaryImage(document: StoredDocument): Outcome<readonly Target[]> {
  const path = 'primaryImage';
  const place = imagePlace(document);
  return place === undefined
    ? success([{ path, value: PLACEHOLDER_IMAGE }], [{ path, problem: 'No image; using the placeholder' }])
    : success([{ path, value: imageAt(document, place) }]);
}

/** The first place that has an image; `undefined` if none has. */
export function imagePlace(document: StoredDocument): ImagePlace | undefined {
  const places: readonly ImagePlace[] = ['media.primary', ...positions(document.images), 'images.primary', 'imageUrl'];
  return places.find((place) => imageAt(document, place) !== undefined);
}

function imageAt(document: StoredDocument, place: ImagePlace): string | undefined {
  if (typeof place === 'string') return nonBlank(getAt(document, place));
  const item: unknown = Array.isArray(document.images) ? document.images[place] : undefined;
  return nonBlank(isPlainObject(item) ? item.url : item);
}

/** The image marked as primary, then the first one. */
function positions(images: unknown): readonly number[] {
  if (!Array.isArray(images)) return [];
  const marked = images.findIndex((image: unknown) => isPlainObject(image) && image.isPrimary === true);
  const first = firstOf(images) === undefined ? [] : [0];
  return marked === -1 ? first : [marked, ...first];
}
