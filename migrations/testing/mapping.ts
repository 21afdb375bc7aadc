import type { Target } from '../document-version.js';
import type { Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';

type Mapping = (document: StoredDocument) => Outcome<readonly Target[]>;

/** The outcome of a field's mapping in short: its values by path, and the paths of its warnings or failures. */
export function mapped(mapping: Mapping, document: object): Record<string, unknown> {
  const outcome = mapping({ _id: 'prod_1724061000_003', ...document });
  if (!outcome.ok) return { fails: outcome.failures.map(({ path }) => path) };
  const values = Object.fromEntries(outcome.value.map(({ path, value }) => [path, value]));
  return outcome.warnings.length === 0 ? values : { ...values, warns: outcome.warnings.map(({ path }) => path) };
}
