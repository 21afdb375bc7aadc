import { InvalidInputError } from '../errors/domain-error.js';

/** An opaque cursor for lists sorted by a time, latest first, then by `_id`: continues after this entry. */
export function pageCursor(at: Date, id: string): string {
  return Buffer.from(JSON.stringify([at.getTime(), id])).toString('base64url');
}

/** The filter for entries after a cursor; matches everything without one. Throws if the cursor is invalid. */
export function readPageCursor(cursor: string | undefined, field: string): Record<string, unknown> {
  if (cursor === undefined) return {};
  const place = parse(cursor);
  if (place === undefined)
    throw new InvalidInputError([
      { parameter: 'cursor', value: cursor.slice(0, 80), problem: 'is not a nextCursor of this list' },
    ]);
  const [at, id] = place;
  return { $or: [{ [field]: { $lt: at } }, { [field]: at, _id: { $gt: id } }] };
}

function parse(cursor: string): readonly [Date, string] | undefined {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(place) || place.length !== 2) return undefined;
    const [at, id] = place as readonly unknown[];
    return Number.isSafeInteger(at) && Math.abs(at as number) < 8.64e15 && typeof id === 'string'
      ? [new Date(at as number), id]
      : undefined;
  } catch {
    return undefined;
  }
}
