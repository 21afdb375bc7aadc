import { listOf } from '../../admin/api-docs.js';
import { integer, number, orNull, type Schema, text, TIME, whole } from '../../admin/api-schema.js';

/** One entry of `GET /api/admin/slow-queries`. */
export const SLOW_QUERY: Schema = whole({
  key: text,
  command: text,
  collection: text,
  shape: {
    type: 'object',
    additionalProperties: true,
    description: 'The command’s operators and fields; each value is replaced by its type',
  },
  count: integer,
  meanMs: number,
  maxMs: number,
  latestMs: listOf(number),
  firstAt: TIME,
  lastAt: TIME,
  plan: orNull({ type: 'string', description: 'Stages and indexes, from the answer down' }),
  collectionScan: orNull({ type: 'boolean' }),
});
