const DIGITS = 4;
const DIGIT_VALUES = 65_536;

/**
 * Sorts rows by a number per row. The sort is stable, and NaN (no number) comes last in both directions. A
 * least-significant-digit radix sort over the bits of the doubles, ten times as fast as a comparison sort.
 * @param numbers the number of each row, indexed by row
 */
export function sortByNumbers(rows: Uint32Array, numbers: Float64Array | Uint8Array, descending: boolean): Uint32Array {
  const keys = sortableBits(rows, numbers, descending);
  let from: Sorted = { rows, keys };
  let to: Sorted = { rows: new Uint32Array(rows.length), keys: new Uint16Array(keys.length) };
  for (let digit = 0; digit < DIGITS; digit++) {
    const starts = startsOf(from.keys, digit);
    if (starts === undefined) continue;
    for (let at = 0; at < from.rows.length; at++) {
      const value = from.keys[at * DIGITS + digit] ?? 0;
      const place = starts[value] ?? 0;
      starts[value] = place + 1;
      to.rows[place] = from.rows[at] ?? 0;
      for (let part = digit + 1; part < DIGITS; part++)
        to.keys[place * DIGITS + part] = from.keys[at * DIGITS + part] ?? 0;
    }
    [from, to] = [to, from];
  }
  return from.rows;
}

interface Sorted {
  readonly rows: Uint32Array;
  /** Four 16-bit digits for each place, least significant first. */
  readonly keys: Uint16Array;
}

/** Start offset of each digit value; `undefined` if all rows have the same digit. */
function startsOf(keys: Uint16Array, digit: number): Uint32Array | undefined {
  const starts = new Uint32Array(DIGIT_VALUES);
  for (let at = digit; at < keys.length; at += DIGITS) {
    const value = keys[at] ?? 0;
    starts[value] = (starts[value] ?? 0) + 1;
  }
  if ((starts[keys[digit] ?? 0] ?? 0) * DIGITS === keys.length) return undefined;
  let sum = 0;
  for (let value = 0; value < DIGIT_VALUES; value++) {
    const count = starts[value] ?? 0;
    starts[value] = sum;
    sum += count;
  }
  return starts;
}

/** The bits of the doubles, transformed to compare as unsigned integers in the requested direction. */
function sortableBits(rows: Uint32Array, numbers: Float64Array | Uint8Array, descending: boolean): Uint16Array {
  const double = new Float64Array(1);
  const bits = new Uint16Array(double.buffer);
  const keys = new Uint16Array(rows.length * DIGITS);
  for (let at = 0; at < rows.length; at++) {
    const number = numbers[rows[at] ?? 0] ?? Number.NaN;
    const place = at * DIGITS;
    if (Number.isNaN(number)) {
      keys.fill(0xffff, place, place + DIGITS);
      continue;
    }
    double[0] = number + 0; // -0 sorts as 0
    const negative = ((bits[DIGITS - 1] ?? 0) & 0x8000) !== 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const sign = digit === DIGITS - 1 ? 0x8000 : 0;
      const ascending = (bits[digit] ?? 0) ^ (negative ? 0xffff : sign);
      keys[place + digit] = descending ? ascending ^ 0xffff : ascending;
    }
  }
  return keys;
}
