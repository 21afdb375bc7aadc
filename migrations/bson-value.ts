/** A plain object as decoded from a BSON document; never an array, a date, a buffer or a BSON class. */
export type PlainObject = Readonly<Record<string, unknown>>;

/** Neither missing nor null. A stored `undefined` counts as missing. */
export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/**
 * Whether a value is a plain object. An object with a stored field called `_bsontype` is not: the driver would take it
 * for one of its own classes and refuse to write it, so the mapping never looks inside it.
 */
export function isPlainObject(value: unknown): value is PlainObject {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Most values are objects of this realm; only others need a closer look.
  if (prototype === Object.prototype) return !Object.hasOwn(value, '_bsontype');
  if (Array.isArray(value) || '_bsontype' in value) return false;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The name of a value's BSON class (`ObjectId`, `Int32`, ...); `undefined` for everything else. */
export function bsonClass(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('_bsontype' in value)) return undefined;
  // The classes define it on their prototype; an own field of that name is user data.
  return Object.hasOwn(value, '_bsontype') ? undefined : String(value._bsontype);
}

const NUMBER_CLASSES: readonly string[] = ['Int32', 'Double', 'Long', 'Decimal128'];

/**
 * A finite number of one of the BSON number types, as a JavaScript number; `undefined` for anything else, text
 * included.
 */
export function numberOf(value: unknown): number | undefined {
  // Adding 0 turns -0 into 0.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : undefined;
  const isNumber = typeof value === 'bigint' || NUMBER_CLASSES.includes(bsonClass(value) ?? '');
  const number = isNumber ? Number(String(value)) : NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** Like `numberOf`, but also accepts a plain decimal string such as `99.90`. */
export function finiteNumber(value: unknown): number | undefined {
  if (typeof value !== 'string') return numberOf(value);
  return /^-?\d+(?:\.\d+)?$/.test(value) ? numberOf(Number(value)) : undefined;
}

/** A non-blank string, unchanged; `undefined` for anything else. */
export function nonBlank(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** The fields of an object that hold non-blank strings, in the order of the keys. */
export function textsOf<K extends string>(object: PlainObject, keys: readonly K[]): Partial<Record<K, string>> {
  const texts: Partial<Record<K, string>> = {};
  for (const key of keys) {
    const text = Object.hasOwn(object, key) ? nonBlank(object[key]) : undefined;
    if (text !== undefined) texts[key] = text;
  }
  return texts;
}

/** The first element of an array if it is a plain object or a non-blank string. */
export function firstOf(value: unknown): PlainObject | string | undefined {
  return Array.isArray(value) ? objectOrText(value[0]) : undefined;
}

/** The value if it is a plain object or a non-blank string. */
export function objectOrText(value: unknown): PlainObject | string | undefined {
  return isPlainObject(value) ? value : nonBlank(value);
}

/**
 * Equality of content over decoded BSON. Numbers compare by value whatever their type (except that a Decimal128 only
 * equals another Decimal128), objects compare their fields in any order, everything else by type and value.
 */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isSimple(a) || isSimple(b)) return false;
  if (typeof a === 'number' && typeof b === 'number') return Number.isNaN(a) && Number.isNaN(b);
  const left = scalarKey(a);
  const right = scalarKey(b);
  if (left !== undefined || right !== undefined) return left === right;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && equalItems(a, b);
  return bsonClass(a) === bsonClass(b) && isPlainObject(a) === isPlainObject(b) && equalFields(a, b);
}

/** Whether a value equals nothing but itself. */
function isSimple(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || value === undefined || value === null;
}

function equalItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) {
    if (!deepEqual(a[index], b[index])) return false;
  }
  return true;
}

function equalFields(a: object, b: object): boolean {
  const left = definedFields(a);
  return (
    left.length === definedFields(b).length &&
    left.every(([key, value]) => Object.hasOwn(b, key) && deepEqual(value, (b as PlainObject)[key]))
  );
}

function definedFields(object: object): [string, unknown][] {
  return Object.entries(object).filter(([, value]) => value !== undefined);
}

/**
 * A key that two scalars share exactly when they are equal; `undefined` for values that must be compared recursively.
 */
function scalarKey(value: unknown): string | undefined {
  switch (typeof value) {
    case 'number':
      return `number ${value === 0 ? 0 : value}`;
    case 'bigint':
      return `number ${value}`;
    case 'object':
      return value === null ? 'null' : objectKey(value);
    default:
      return `${typeof value} ${String(value)}`;
  }
}

function objectKey(value: object): string | undefined {
  const name = bsonClass(value);
  switch (name) {
    case 'Int32':
    case 'Double':
    case 'Long':
      return `number ${normalZero(String(value))}`;
    case 'Decimal128':
    case 'ObjectId':
    case 'Timestamp':
      return `${name} ${String(value)}`;
    case undefined:
      break;
    default:
      return undefined;
  }
  if (isDate(value)) return `date ${value.getTime()}`;
  if (value instanceof RegExp) return `regex ${String(value)}`;
  return ArrayBuffer.isView(value)
    ? `bytes ${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
    : undefined;
}

function normalZero(text: string): string {
  return Number(text) === 0 ? '0' : text;
}

/**
 * Whether the driver can encode a decoded value again: it mistakes an object with a stored field called `_bsontype` for
 * one of its own classes and throws.
 */
export function isWritable(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isWritable);
  if (isPlainObject(value)) return Object.values(value).every(isWritable);
  return typeof value !== 'object' || value === null || !Object.hasOwn(value, '_bsontype');
}

/** A value without its `undefined` fields, which an encoder would turn into null. */
export function definedOnly(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, definedOnly);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => (field === undefined ? [] : [[key, definedOnly(field)]])),
  );
}

/** Whether a value is a date. Checks the brand, so that a date of another realm counts too. */
export function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}
