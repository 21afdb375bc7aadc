/** Schemas that routes of the admin API are described with. */
export type Schema = Readonly<Record<string, unknown>>;

export const integer: Schema = { type: 'integer' };
export const TIME: Schema = { type: 'string', format: 'date-time' };

/** A value that may be `null`. */
export const orNull = (schema: Schema): Schema => ({ ...schema, nullable: true });

/** An object all of whose members are always there. */
export function whole(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', required: Object.keys(properties), properties };
}

/** How a list goes on. */
export const CURSOR_PAGE: Schema = whole({
  limit: integer,
  nextCursor: orNull({ type: 'string', description: 'Give it as cursor for the next page' }),
});
