import { isPlainObject } from '../bson-value.js';
import type { PlainObject } from '../bson-value.js';
import type { Target } from '../document-version.js';
import type { MaterialSpecs } from '../product.js';
import type { StoredDocument } from '../stored-document.js';
import { metal as metalOf, metalPlace } from '../material-words/metal.js';
import { firstReplaced } from './place-first.js';

type Metal = MaterialSpecs['metal'];

/** Sets the metal at the path where the document names its own; the other fields of that material stay as they are. */
export function metalPlaced(metal: Metal, document: StoredDocument): readonly Target[] {
  const place = metalPlace(document) ?? 'customization.materials';
  if (place === 'metadata.primaryMetal') return [{ path: place, value: displayName(metal.type) }];

  const before = metalOf(document);
  const sameType = before.ok && before.value.type === metal.type;
  return [
    firstReplaced(document, place, (old) =>
      typeof old === 'string' ? displayName(metal.type) : material(old, metal, sameType),
    ),
  ];
}

function material(old: PlainObject, { type, purity, finish, sustainability }: Metal, sameType: boolean): PlainObject {
  // Type, name and id all count when the metal is read, so none of them may still name the old one.
  const named = sameType ? old : { ...old, id: type, type: type.replace(/^\d+k-/, ''), name: displayName(type) };
  const flags = isPlainObject(named.sustainability) ? named.sustainability : {};
  return { ...named, purity, finish, sustainability: { ...flags, ...sustainability } };
}

/** `18k-white-gold` → `18K White Gold`. */
export function displayName(type: string): string {
  const words = type.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return words.join(' ').replace(/^(\d+)k/, '$1K');
}
