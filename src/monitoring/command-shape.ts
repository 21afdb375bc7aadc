import { createHash } from 'node:crypto';
import { mongo } from 'mongoose';

/**
 * What to keep of a command's part besides its operators and fields: `nothing` (every value becomes its type),
 * `directions` (numbers and flags: 1, -1), `names` (of indexes, fields and locales). None of it is document data.
 */
type Keep = 'nothing' | 'directions' | 'names';

/** The commands that are covered, and the parts that make up their shape. Other parts vary from call to call. */
const PARTS: Readonly<Record<string, Readonly<Record<string, Keep>>>> = {
  find: {
    filter: 'nothing',
    projection: 'directions',
    sort: 'directions',
    hint: 'names',
    min: 'nothing',
    max: 'nothing',
    collation: 'names',
  },
  aggregate: { pipeline: 'nothing', hint: 'names', collation: 'names' },
  count: { query: 'nothing', hint: 'names' },
  distinct: { key: 'names', query: 'nothing', hint: 'names' },
  update: { updates: 'nothing' },
  delete: { deletes: 'nothing' },
  findAndModify: { query: 'nothing', sort: 'directions', update: 'nothing', remove: 'names', upsert: 'names' },
  insert: {},
  getMore: {},
};

/** Limits on the size of a shape. */
interface Bounds {
  readonly depth: number;
  readonly fields: number;
  readonly items: number;
}

/** Tried from the largest to the smallest, until the shape is short enough. */
const BOUNDS: readonly Bounds[] = [
  { depth: 12, fields: 60, items: 20 },
  { depth: 5, fields: 12, items: 4 },
  { depth: 3, fields: 4, items: 2 },
];
const LONGEST_SHAPE = 4_000;
const LONGEST_NAME = 120;
const MAX_ITEMS_READ = 1_000;

/** A command without its values. */
export interface CommandShape {
  /** The same for commands that differ only in values. */
  readonly key: string;
  readonly command: string;
  readonly collection: string;
  /** JSON, at most 4,000 characters. */
  readonly shape: string;
}

/** Whether commands with this name are covered. */
export function hasShape(commandName: string): boolean {
  return Object.hasOwn(PARTS, commandName);
}

/**
 * The shape of a command: its operators, fields, order and hint, with each value replaced by its type. It contains
 * field names but never values, so it can be stored and shown. Pure.
 */
export function shapeOf(commandName: string, command: Readonly<Record<string, unknown>>): CommandShape {
  const name = commandName === 'getMore' ? command['collection'] : command[commandName];
  const collection = typeof name === 'string' ? name.slice(0, LONGEST_NAME) : '(none)';
  const shape =
    BOUNDS.map((bounds) => JSON.stringify(partsOf(commandName, command, bounds))).find(
      (json) => json.length <= LONGEST_SHAPE,
    ) ?? '{}';
  const key = createHash('sha256')
    .update(JSON.stringify([commandName, collection, shape]))
    .digest('hex')
    .slice(0, 24);
  return { key, command: commandName, collection, shape };
}

function partsOf(
  commandName: string,
  command: Readonly<Record<string, unknown>>,
  bounds: Bounds,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(PARTS[commandName] ?? {}).flatMap(([part, keep]) => {
      const value = command[part];
      if (value === undefined) return [];
      return [
        [
          part,
          keep === 'nothing' || typeof value !== 'object' || value === null
            ? shaped(value, keep, bounds)
            : structureOf(value, keep, bounds),
        ],
      ];
    }),
  );
}

/** A part whose direct entries are kept; deeper levels may be expressions with values. */
function structureOf(value: object, keep: Keep, bounds: Bounds): unknown {
  return Object.fromEntries(fieldsOf(value, bounds, (inner) => shaped(inner, keep, bounds)));
}

function shaped(value: unknown, keep: Keep, bounds: Bounds): unknown {
  if (typeof value !== 'object' || value === null || isBson(value))
    return isKept(value, keep) ? value : `?${typeOf(value)}`;
  if (bounds.depth === 0) return '…';
  const within = { ...bounds, depth: bounds.depth - 1 };
  if (!Array.isArray(value))
    return Object.fromEntries(fieldsOf(value, bounds, (inner) => shaped(inner, 'nothing', within)));
  // Fifty ids become one item, and types are sorted where order has no meaning; stages and alternatives keep their
  // order.
  const shapes = new Map(
    value
      .slice(0, MAX_ITEMS_READ)
      .map((item) => shaped(item, 'nothing', within))
      .map((shape) => [JSON.stringify(shape), shape]),
  );
  const items = [...shapes.values()];
  return (items.every((item) => typeof item === 'string') ? items.sort() : items).slice(0, bounds.items);
}

function fieldsOf(value: object, { fields }: Bounds, shape: (inner: unknown) => unknown): [string, unknown][] {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const kept = entries
    .slice(0, fields)
    .map(([name, inner]): [string, unknown] => [name.slice(0, LONGEST_NAME), shape(inner)]);
  return entries.length > fields ? [...kept, ['…', entries.length - fields]] : kept;
}

function isKept(value: unknown, keep: Keep): boolean {
  if (keep === 'nothing') return false;
  return (
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    (keep === 'names' && typeof value === 'string' && value.length <= LONGEST_NAME)
  );
}

function isBson(value: object): boolean {
  return (
    value instanceof mongo.BSON.BSONValue ||
    value instanceof Date ||
    value instanceof RegExp ||
    ArrayBuffer.isView(value)
  );
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof mongo.BSON.BSONValue) return value._bsontype.toLowerCase();
  if (value instanceof Date) return 'date';
  if (value instanceof RegExp) return 'regex';
  return typeof value === 'object' ? 'binary' : typeof value;
}
