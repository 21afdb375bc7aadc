/** Schemas for admin API routes. */
export type Schema = Readonly<Record<string, unknown>>;

export const integer: Schema = { type: 'integer' };
export const TIME: Schema = { type: 'string', format: 'date-time' };

/** A value that may be `null`. */
export const orNull = (schema: Schema): Schema => ({ ...schema, nullable: true });

/** An object whose members are all required. */
export function whole(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', required: Object.keys(properties), properties };
}

/** Pagination of a list. */
export const CURSOR_PAGE: Schema = whole({
  limit: integer,
  nextCursor: orNull({ type: 'string', description: 'Pass it as cursor to get the next page' }),
});
