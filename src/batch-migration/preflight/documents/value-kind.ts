import { types } from 'node:util';

import type { StoredDocument } from '../../../../migrations/index.js';

/** The kind of a field's value, as far as it matters to the mapping. */
export type ValueKind =
  | 'missing'
  | 'null'
  | 'undefined'
  | 'text'
  | 'blank text'
  | 'number'
  | 'not a finite number'
  | 'boolean'
  | 'date'
  | 'object'
  | 'array'
  | 'other'
  /** The path leads through something that is not an object. */
  | 'unreachable';

/** The kind of a decoded value. */
export function kindOf(value: unknown): ValueKind {
  switch (typeof value) {
    case 'string':
      return value.trim() === '' ? 'blank text' : 'text';
    case 'number':
      return Number.isFinite(value) ? 'number' : 'not a finite number';
    case 'bigint':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'undefined':
      return 'undefined';
    case 'object':
      return value === null ? 'null' : objectKind(value);
    default:
      return 'other';
  }
}

function objectKind(value: object): ValueKind {
  if (Array.isArray(value)) return 'array';
  if (types.isDate(value)) return 'date';
  if (types.isRegExp(value) || ArrayBuffer.isView(value)) return 'other';
  if (!('_bsontype' in value)) return 'object';
  if (Object.hasOwn(value, '_bsontype')) return 'other';
  if (!['Long', 'Int32', 'Double', 'Decimal128'].includes(String(value._bsontype))) return 'other';
  return numberIn(value) === undefined ? 'not a finite number' : 'number';
}

/** A finite number of any BSON number type. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'bigint' && (typeof value !== 'object' || value === null))
    return undefined;
  if (
    typeof value === 'object' &&
    !(['Long', 'Int32', 'Double', 'Decimal128'] as unknown[]).includes(
      (value as { readonly _bsontype?: unknown })._bsontype,
    )
  )
    return undefined;
  const number = Number(String(value));
  return Number.isFinite(number) ? number : undefined;
}

/** The value at a path through objects, and its kind. */
export function lookAt(
  document: StoredDocument,
  keys: readonly string[],
): { readonly kind: ValueKind; readonly value: unknown } {
  let value: unknown = document;
  for (const key of keys) {
    if (value === undefined || value === null) return { kind: 'missing', value: undefined };
    if (kindOf(value) !== 'object') return { kind: 'unreachable', value: undefined };
    if (!Object.hasOwn(value as object, key)) return { kind: 'missing', value: undefined };
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return { kind: kindOf(value), value };
}
