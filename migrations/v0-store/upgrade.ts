import type { Target } from '../document-version.js';
import { success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';
import { category } from './category.js';
import { featured } from './featured.js';
import { inventory } from './inventory.js';
import { pricing } from './pricing.js';
import { status } from './status.js';

/**
 * v0 → v1: the fields that v1 keeps at another path or in another form. Everything that both shapes express alike
 * (name, images, materials, gemstones, currency, tags, ...) stays where it is, and the next step reads it there.
 */
export function upgrade(document: StoredDocument): Outcome<readonly Target[]> {
  return success([
    ...category(document),
    ...pricing(document),
    ...status(document),
    ...inventory(document),
    ...featured(document),
  ]);
}
