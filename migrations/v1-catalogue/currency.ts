import { getAt } from '../document-path.js';
import type { Target } from '../document-version.js';
import { success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';
import { DEFAULT_CURRENCY } from '../defaults.js';

/** `pricing.currency`: the first value of three letters, in upper case. */
export function currency(document: StoredDocument): Outcome<readonly Target[]> {
  const path = 'pricing.currency';
  const value = [getAt(document, path), document.currency].map(currencyCode).find((code) => code !== undefined);
  return value === undefined
    ? success(
        [{ path, value: DEFAULT_CURRENCY }],
        [{ path, problem: `No three-letter currency; using "${DEFAULT_CURRENCY}"` }],
      )
    : success([{ path, value }]);
}

function currencyCode(value: unknown): string | undefined {
  const code = typeof value === 'string' ? value.trim().toUpperCase() : '';
  return /^[A-Z]{3}$/.test(code) ? code : undefined;
}
