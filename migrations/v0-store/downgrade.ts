import { isPresent, numberOf } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { Change, Target } from '../document-version.js';
import type { StoredDocument } from '../stored-document.js';
import { listedSubcategory, pluralCategory } from '../v1-catalogue/category.js';
import { typeOf } from './category.js';
import { adjustedItems } from './inventory.js';

/** Fields that both shapes keep at one place, or that this shape's own upgrade reads first. */
const SAME = [
  'name', 'description', 'seo.slug', 'slug', 'images', 'imageUrl', 'media.primary', 'currency', 'tags',
  'metadata.featured', 'metadata.bestseller', 'metadata.newArrival', 'metadata.tags', 'metadata.primaryMetal',
  'materials', 'gemstones', 'customization.materials', 'customization.gemstones',
];

/** Changes of v1 fields said in v0 fields; what this shape has no place for is left to the chain, which keeps it aside. */
export function downgrade(changes: readonly Change[], document: StoredDocument): readonly Target[] {
  return changes.flatMap((change) => ('value' in change ? placed(change, changes, document) : []));
}

function placed({ path, value }: Target, changes: readonly Change[], document: StoredDocument): readonly Target[] {
  if (SAME.includes(path)) return [{ path, value }];
  switch (path) {
    case 'category': return categoryPlaced(value, changes, document);
    case 'subcategory': return [{ path, value }];
    case 'pricing.basePrice': return [{ path: 'basePrice', value }];
    case 'pricing.currency': return [{ path: 'currency', value }];
    case 'metadata.status': return [{ path: isPresent(getAt(document, path)) ? path : 'status', value }];
    case 'inventory.available': {
      const items = adjustedItems(document.inventory, numberOf(value) ?? 0);
      return items === undefined ? [] : [{ path: 'inventory', value: items }];
    }
    default: return [];
  }
}

/** A document without a category of its own says it by its type. */
function categoryPlaced(value: unknown, changes: readonly Change[], document: StoredDocument): readonly Target[] {
  const type = pluralCategory(document.category) === undefined ? typeOf(value, subcategoryAfter(changes, document)) : undefined;
  return [type === undefined ? { path: 'category', value } : { path: 'type', value: type }];
}

function subcategoryAfter(changes: readonly Change[], document: StoredDocument): unknown {
  const change = changes.find(({ path }) => path === 'subcategory');
  return change !== undefined && 'value' in change ? change.value : listedSubcategory(document.subcategory);
}
