import { types } from 'node:util';

import { mongo } from 'mongoose';

/**
 * Whether two decoded documents agree in every value, every type and the order of their fields. Stricter than equality
 * of content, which ignores the order of fields and the types of numbers.
 */
export function identical(a: unknown, b: unknown): boolean {
  // A patched document shares what the patch leaves alone, so most comparisons end here.
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => identical(item, b[index]))
    );
  }
  if (isFields(a) !== isFields(b)) return false;
  return isFields(a) ? sameFields(a, b) : sameScalar(a, b);
}

function sameFields(a: object, b: object): boolean {
  const left = Object.keys(a);
  const right = Object.keys(b);
  const one = a as Readonly<Record<string, unknown>>;
  const other = b as Readonly<Record<string, unknown>>;
  return (
    left.length === right.length && left.every((key, index) => key === right[index] && identical(one[key], other[key]))
  );
}

/** An object made of fields: not a date, not bytes, not one of the driver's classes. */
function isFields(value: object): boolean {
  if (types.isDate(value) || types.isRegExp(value) || ArrayBuffer.isView(value)) return false;
  return !('_bsontype' in value) || Object.hasOwn(value, '_bsontype');
}

function sameScalar(a: object, b: object): boolean {
  if (types.isDate(a) || types.isDate(b))
    return types.isDate(a) && types.isDate(b) && Object.is(a.getTime(), b.getTime());
  return (
    mongo.BSON.EJSON.stringify({ a }, { relaxed: false }) === mongo.BSON.EJSON.stringify({ a: b }, { relaxed: false })
  );
}
