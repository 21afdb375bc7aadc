import type { Target } from '../document-version.js';
import { combine, success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';
import { basePrice } from './base-price.js';
import { category, subcategory } from './category.js';
import { creator } from './creator.js';
import { currency } from './currency.js';
import { description } from './description.js';
import { flags } from './flags.js';
import { primaryImage } from './image.js';
import { inventory } from './inventory.js';
import { materialSpecs } from './material-specs.js';
import { name } from './name.js';
import { slug } from './slug.js';
import { status } from './status.js';
import { tags } from './tags.js';

/** The fields of v2, each computed by its own function. */
const FIELDS: readonly ((document: StoredDocument) => Outcome<readonly Target[]>)[] = [
  name,
  description,
  category,
  subcategory,
  slug,
  primaryImage,
  basePrice,
  currency,
  status,
  inventory,
  flags,
  tags,
  materialSpecs,
  creator,
  () =>
    success([
      { path: 'schemaVersion', value: 2 },
      { path: 'revision', value: 1 },
    ]),
];

/** v1 → v2. */
export function upgrade(document: StoredDocument): Outcome<readonly Target[]> {
  return combine(document, FIELDS);
}
