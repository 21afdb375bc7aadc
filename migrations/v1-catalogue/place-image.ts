import { isPlainObject } from '../bson-value.js';
import type { Target } from '../document-version.js';
import type { StoredDocument } from '../stored-document.js';
import { imagePlace } from './image.js';

/** Sets the primary image at the path where the document keeps its own. */
export function imagePlaced(url: string, document: StoredDocument): readonly Target[] {
  const place = imagePlace(document) ?? 'media.primary';
  if (typeof place === 'string') return [{ path: place, value: url }];
  const images: readonly unknown[] = Array.isArray(document.images) ? document.images : [];
  const value = images.map((image, index) =>
    index !== place ? image : isPlainObject(image) ? { ...image, url } : url,
  );
  return [{ path: 'images', value }];
}
