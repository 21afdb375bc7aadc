import { hash } from 'node:crypto';
import { mongo } from 'mongoose';
import type { ListingFilter } from './filters.js';
import type { SortKey, SortOrder, SortValue } from './sort-orders.js';
import { SORT_PARTS } from './sort-orders.js';

const { EJSON } = mongo.BSON;

/** A position in a listing that a client keeps, and the side of it that is wanted. */
export interface Cursor {
  readonly side: 'after' | 'before';
  readonly key: SortKey;
}

/** The maximum length of a cursor; enough for one with a name of 4,000 characters. */
const MAX_CURSOR_LENGTH = 20_000;

/**
 * A short hash of filter and order, part of every cursor: a cursor used with another filter or order is rejected, since
 * it would lead to a wrong page.
 */
export function listingFingerprint(filter: ListingFilter, sort: SortOrder): string {
  return hash('sha256', stableJson({ filter, sort }), 'base64url').slice(0, 16);
}

/** The opaque text of a cursor. */
export function encodeCursor(cursor: Cursor, fingerprint: string): string {
  const {
    side,
    key: { values, id },
  } = cursor;
  return Buffer.from(JSON.stringify([fingerprint, side === 'after' ? 'a' : 'b', values, idJson(id)])).toString(
    'base64url',
  );
}

/**
 * Extended JSON of an `_id`. The two common types are serialized by hand, since the general serializer is many times
 * slower.
 */
function idJson(id: unknown): unknown {
  if (typeof id === 'string') return id;
  return id instanceof mongo.ObjectId ? { $oid: id.toHexString() } : EJSON.serialize(id, { relaxed: false });
}

/** Parses a cursor: `malformed` if it is not one of ours, `mismatch` if it belongs to another filter or order. */
export function decodeCursor(text: string, fingerprint: string, sort: SortOrder): Cursor | 'malformed' | 'mismatch' {
  const body = parse(text);
  if (!Array.isArray(body) || body.length !== 4) return 'malformed';
  const [hash, side, values, id] = body as readonly unknown[];
  if (typeof hash !== 'string' || (side !== 'a' && side !== 'b') || !isSortValues(values)) return 'malformed';
  if (hash !== fingerprint) return 'mismatch';
  if (values.length !== SORT_PARTS[sort].length || id === undefined || Array.isArray(id)) return 'malformed';
  return { side: side === 'a' ? 'after' : 'before', key: { values, id } };
}

function parse(text: string): unknown {
  if (text.length > MAX_CURSOR_LENGTH || !/^[\w-]+$/.test(text)) return undefined;
  try {
    return EJSON.parse(Buffer.from(text, 'base64url').toString('utf8'), { relaxed: true });
  } catch {
    return undefined;
  }
}

function isSortValues(values: unknown): values is readonly SortValue[] {
  return (
    Array.isArray(values) &&
    values.every(
      (value) => value === null || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value)),
    )
  );
}

/** JSON with sorted keys, so that equal filters give equal text however they are written. */
function stableJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) copy[key] = sorted((value as Record<string, unknown>)[key]);
  return copy;
}
