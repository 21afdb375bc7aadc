/**
 * Whether two decoded values are the same in every respect that code could observe: types and classes, order of fields,
 * `undefined` fields, minus zero, NaN.
 */
export function identical(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Date) return Object.is(a.getTime(), (b as Date).getTime());
  if (a instanceof RegExp) return String(a) === String(b);
  if (ArrayBuffer.isView(a)) return ArrayBuffer.isView(b) && Buffer.compare(a as Uint8Array, b as Uint8Array) === 0;
  const keys = Object.keys(a);
  const others = Object.keys(b);
  return (
    keys.length === others.length &&
    keys.every((key, index) => key === others[index] && identical(field(a, key), field(b, key)))
  );
}

function field(object: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}
