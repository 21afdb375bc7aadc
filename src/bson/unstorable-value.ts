import { isExactDouble, withoutTrailing } from './decimal-literal.js';

/** A value in a file that would be stored as a different one. */
export class UnstorableValueError extends Error {
  /**
   * @param path the field, dotted
   * @param problem what is wrong with its value, as the rest of a sentence that starts with the field's name
   */
  constructor(
    readonly path: string,
    readonly problem: string,
  ) {
    super(`${path} ${problem}`);
  }
}

type Fields = Readonly<Record<string, unknown>>;

const INT32 = { least: -(2n ** 31n), most: 2n ** 31n - 1n };
const INT64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };
/** The limits of a JavaScript date, in milliseconds. */
const DATE_LIMIT = 8_640_000_000_000_000n;
const UINT32_MOST = 2 ** 32 - 1;
const LONGEST_SHOWN = 80;

/** Extended JSON keywords whose parser would change a value that it cannot represent, and what they may contain. */
const WORDS: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  $date: dateProblem,
  $numberInt: (value) => integerProblem(value, INT32, '32 bits'),
  $numberLong: (value) => integerProblem(value, INT64, '64 bits'),
  $numberDouble: doubleProblem,
  $binary: binaryProblem,
  $timestamp: timestampProblem,
  $code: (value) => (typeof value === 'string' ? undefined : 'is not a string'),
  $undefined: () => 'is of the deprecated type "undefined", which would be stored as null',
};

/**
 * Refuses a value that the extended JSON parser would store as a different one: invalid dates (`0000-00-00` becomes
 * 1970), integers that overflow, numbers that are rounded.
 * @param value the text as parsed by `JSON.parse`
 * @param inexact the key that marks a number, kept as text, that no BSON type can hold as written
 * @throws UnstorableValueError
 */
export function refuseUnstorable(value: unknown, inexact: string, path = ''): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value as Fields)) {
    if (key === inexact)
      throw new UnstorableValueError(
        path,
        `${shown(item)} has more digits than a number can store, or is too large or too small`,
      );
    const problem = Object.hasOwn(WORDS, key) ? WORDS[key]?.(item) : undefined;
    if (problem !== undefined) throw new UnstorableValueError(path, `${shown(item)} ${problem}`);
    refuseUnstorable(item, inexact, path === '' ? key : `${path}.${key}`);
  }
}

const ISO_DATE = /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.(\d+))?)?(?:Z|[+-]\d\d:?\d\d))?$/;
const MILLISECOND_DIGITS = 3;

function dateProblem(value: unknown): string | undefined {
  if (typeof value === 'string') return isoDateProblem(value);
  const milliseconds = typeof value === 'number' ? String(value) : isFields(value) ? value.$numberLong : undefined;
  if (typeof milliseconds !== 'string' || !/^-?\d+$/.test(milliseconds)) return undefined; // refused by the parser
  const instant = BigInt(milliseconds);
  return instant < -DATE_LIMIT || instant > DATE_LIMIT
    ? 'is beyond the dates that this service can store (the years -271821 to 275760)'
    : undefined;
}

function isoDateProblem(value: string): string | undefined {
  const [, year, month, day, fraction = ''] = ISO_DATE.exec(value) ?? [];
  if (year === undefined)
    return 'is not an ISO 8601 date; write it as 2025-01-31 or 2025-01-31T10:00:00Z, with its time zone';
  const date = new Date(Date.UTC(0, 0, 1));
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const isDay = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  if (!isDay || Number.isNaN(Date.parse(value))) return 'is a date that does not exist';
  return /[1-9]/.test(fraction.slice(MILLISECOND_DIGITS))
    ? 'is finer than a millisecond, which is what a date can store'
    : undefined;
}

function integerProblem(value: unknown, { least, most }: typeof INT64, size: string): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^-?\d+$/.test(text)) return 'is not an integer';
  if (typeof value === 'number' && size === '64 bits') return 'has to be a text';
  return BigInt(text) < least || BigInt(text) > most ? `does not fit into ${size}` : undefined;
}

function doubleProblem(value: unknown): string | undefined {
  if (typeof value === 'number' || value === 'NaN' || value === 'Infinity' || value === '-Infinity') return undefined;
  if (typeof value !== 'string' || !/^-?\d+(?:\.\d*)?(?:e[-+]?\d+)?$/i.test(value)) return 'is not a number';
  return isExactDouble(value) ? undefined : 'has more digits than a double can store, or is too large or too small';
}

function binaryProblem(value: unknown): string | undefined {
  if (!isFields(value) || typeof value.base64 !== 'string') return undefined; // refused by the parser
  const sent = withoutTrailing('=', value.base64.replaceAll('-', '+').replaceAll('_', '/'));
  if (withoutTrailing('=', Buffer.from(sent, 'base64').toString('base64')) !== sent) return 'is not valid base64';
  return typeof value.subType === 'string' && /^[\da-f]{1,2}$/i.test(value.subType)
    ? undefined
    : 'has no subType from 00 to ff';
}

function timestampProblem(value: unknown): string | undefined {
  if (!isFields(value)) return 'is not a timestamp';
  const isWord = (part: unknown): boolean => Number.isInteger(part) && Number(part) >= 0 && Number(part) <= UINT32_MOST;
  return isWord(value.t) && isWord(value.i) ? undefined : 'is not a timestamp of two 32-bit integers';
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)) ?? '';
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
