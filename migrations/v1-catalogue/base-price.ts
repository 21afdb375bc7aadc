import { finiteNumber, isPresent, numberOf } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { Target } from '../document-version.js';
import { failure, success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';

const SOURCES = ['pricing.basePrice', 'basePrice', 'price'] as const;

/**
 * `pricing.basePrice`: the first price present, in its own BSON type, or as a number if it is a decimal string. A bad
 * price never falls through to another field: there is no telling which of the two is meant.
 */
export function basePrice(document: StoredDocument): Outcome<readonly Target[]> {
  const path = 'pricing.basePrice';
  const from = SOURCES.find((source) => isPresent(getAt(document, source)));
  if (from === undefined) return failure({ path, problem: 'No price' });

  const value = getAt(document, from);
  const amount = finiteNumber(value);
  if (amount === undefined || amount < 0)
    return failure({ path, problem: `${from} is not a finite number of at least 0` });
  return success([numberOf(value) === undefined ? { path, value: amount } : { path, value, from }]);
}
