import { isPlainObject, isPresent, numberOf } from './bson-value.js';
import { recognise } from './chain.js';
import type { Finding } from './outcome.js';
import type { StoredDocument } from './stored-document.js';

/** The maximum length of a quoted marker value, in characters. */
const LONGEST_VALUE = 60;

/** Why no version recognizes a document, as far as its content shows; never empty. */
export function whyUnrecognised(document: StoredDocument): readonly Finding[] {
  const foreign = foreignVersion(document);
  if (foreign.length > 0) return foreign;
  const nested = Object.entries(document)
    .filter(([, value]) => Array.isArray(value) && value.some(isRecognisable))
    .map(([key]) => key);
  const hint =
    nested.length === 0
      ? ''
      : `; an array of products stands in \`${nested.join('` and `')}\`: did you mean its elements?`;
  const lacks = 'Document has no schemaVersion, no pricing.basePrice and no basePrice';
  return [{ path: 'pricing.basePrice', problem: `${lacks}, so it has no known version${hint}` }];
}

/**
 * Whether a document's `schemaVersion` is unknown to this catalog, and which version the document would be without it.
 */
export function foreignVersion(document: StoredDocument): readonly Finding[] {
  const { schemaVersion, ...rest } = document;
  if (!isPresent(schemaVersion) || recognise(document) !== undefined) return [];
  const without = recognise(rest as StoredDocument);
  const otherwise =
    without === undefined
      ? 'it matches no version without it either'
      : `without it, it is of version ${without.version} (${without.name})`;
  return [
    {
      path: 'schemaVersion',
      problem: `schemaVersion ${quoted(schemaVersion)} is not a version of this catalog; ${otherwise}`,
    },
  ];
}

function isRecognisable(value: unknown): boolean {
  return isPlainObject(value) && recognise(value as StoredDocument) !== undefined;
}

function quoted(value: unknown): string {
  const text =
    typeof value === 'string'
      ? JSON.stringify(value)
      : String(numberOf(value) ?? (typeof value === 'boolean' ? value : 'of another type'));
  return text.slice(0, LONGEST_VALUE);
}
