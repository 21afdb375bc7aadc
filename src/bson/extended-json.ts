import { BSON, type Document } from 'mongodb';

import { isExactDouble } from './decimal-literal.js';
import { jsonKeys } from './json-keys.js';
import { refuseUnstorable, UnstorableValueError } from './unstorable-value.js';

/**
 * Every text and number of a JSON text, in order; a key includes its colon. An unterminated text matches to the end, so
 * nothing else is searched for inside it, and the parser refuses it.
 */
const TEXTS_AND_NUMBERS = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"(\s*:)?|\\?$)|-?\d[\d.eE+-]*/g;

/** Whether a text may contain something that `JSON.parse` would lose: an integer-like key, a whole or a long number. */
const MAY_LOSE = /"\d+"\s*:|[:[,]\s*-?(?:[\d.]{16}|\d+\.0|\d+(?:\.\d+)?[eE])/;
/** Whether a text may contain an extended JSON keyword. */
const MAY_HAVE_WORDS = /"\$[a-zA-Z]+"\s*:/;

/** The bounds of the integers that MongoDB can store. */
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n } as const;

const PRIVATE_USE = '\uE000';

/**
 * Parses extended JSON (canonical or relaxed, or plain JSON) to BSON types: 5 becomes an Int32, 5.0 a Double, and
 * 9007199254740993 an exact Long. Keys keep their order, even integer-like ones ("7", "8": sizes), which a plain object
 * would move to the front. Objects with such keys are returned as a Map, which the driver stores like an object.
 * @throws SyntaxError if the text is not JSON
 * @throws BSONError if it is not extended JSON
 * @throws UnstorableValueError for a value that would be stored as a different one, and for a repeated key
 */
export function parseExtendedJson(text: string): unknown {
  const { json, mark, inexact, hasMarks } = markedText(text);
  if (inexact !== undefined || MAY_HAVE_WORDS.test(json)) refuseUnstorable(JSON.parse(json), inexact ?? '');
  const value: unknown = BSON.EJSON.parse(json, { relaxed: false });
  for (const { path, isRepeated } of jsonKeys(text)) {
    if (isRepeated)
      throw new UnstorableValueError(path, 'is given twice in one object; only one of the two could be stored');
  }
  return hasMarks ? unmarked(value, mark) : value;
}

interface MarkedText {
  readonly json: string;
  /** Prefix of integer-like keys, which keeps them in order. */
  readonly mark: string;
  readonly hasMarks: boolean;
  /** The key of a number that no BSON type can hold as written; `undefined` if there is none. */
  readonly inexact?: string;
}

/** Wraps everything in the text that `JSON.parse` would lose. */
function markedText(text: string): MarkedText {
  if (!MAY_LOSE.test(text)) return { json: text, mark: '', hasMarks: false };
  let mark = PRIVATE_USE;
  while (text.includes(mark)) mark += PRIVATE_USE;
  const inexact = `${mark}inexact`;
  let hasMarks = false;
  let hasInexact = false;
  const json = text.replace(TEXTS_AND_NUMBERS, (token, colon: string | undefined) => {
    if (!token.startsWith('"')) {
      const exact = exactNumber(token);
      hasInexact ||= exact === undefined;
      return exact ?? `{"${inexact}":"${token}"}`;
    }
    if (colon === undefined || !/^"\d+"/.test(token)) return token;
    hasMarks = true;
    return `"${mark}${token.slice(1)}`;
  });
  return { json, mark, hasMarks, ...(hasInexact ? { inexact } : {}) };
}

/**
 * The canonical extended JSON of a stored document's bytes, on one line, and whether parsing it gives exactly these
 * bytes (it does not for the few things that extended JSON cannot express, such as BSON's deprecated `undefined`).
 */
export function toExtendedJson(bytes: Uint8Array): { readonly text: string; readonly exact: boolean } {
  const text = BSON.EJSON.stringify(decoded(bytes), { relaxed: false });
  if (givesBack(text, bytes)) return { text, exact: true };
  const ordered = orderedText(bytes, 'object');
  return { text: ordered, exact: givesBack(ordered, bytes) };
}

/**
 * A number's literal, wrapped if JavaScript's only number type would change its type or its last digits; `undefined` if
 * no BSON number can hold it as written. A literal that is not a JSON number is left to the parser.
 */
function exactNumber(literal: string): string | undefined {
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(literal)) return literal;
  if (/^-?\d+$/.test(literal)) {
    if (literal.length < 16) return literal;
    const value = BigInt(literal);
    if (value >= INT64.min && value <= INT64.max) return `{"$numberLong":"${literal}"}`;
    return isExactDouble(literal) ? `{"$numberDouble":"${literal}"}` : undefined;
  }
  if (!isExactDouble(literal)) return undefined;
  return Number.isInteger(Number(literal)) ? `{"$numberDouble":"${literal}"}` : literal;
}

function unmarked(value: unknown, mark: string): unknown {
  if (Array.isArray(value)) return value.map((item) => unmarked(item, mark));
  if (typeof value !== 'object' || value === null || value instanceof Date || '_bsontype' in value) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, unmarked(item, mark)] as const);
  if (!entries.some(([key]) => key.startsWith(mark))) return Object.fromEntries(entries);
  return new Map(entries.map(([key, item]) => [key.startsWith(mark) ? key.slice(mark.length) : key, item]));
}

function decoded(bytes: Uint8Array): Document {
  return BSON.deserialize(bytes, { promoteValues: false, promoteBuffers: false, bsonRegExp: true });
}

function givesBack(text: string, bytes: Uint8Array): boolean {
  try {
    return Buffer.compare(BSON.serialize(parseExtendedJson(text) as Document), bytes) === 0;
  } catch {
    return false;
  }
}

const TYPE_OBJECT = 3;
const TYPE_ARRAY = 4;
const TYPE_DATE = 9;

/** Extended JSON written element by element, in stored order. */
function orderedText(bytes: Uint8Array, kind: 'object' | 'array'): string {
  const parts: string[] = [];
  for (const [type, nameOffset, nameLength, offset, length] of BSON.onDemand.parseToElements(bytes)) {
    const value = bytes.subarray(offset, offset + length);
    const text =
      type === TYPE_OBJECT || type === TYPE_ARRAY
        ? orderedText(value, type === TYPE_ARRAY ? 'array' : 'object')
        : leafText(type, value);
    const name = Buffer.from(bytes.subarray(nameOffset, nameOffset + nameLength)).toString('utf8');
    parts.push(kind === 'array' ? text : `${JSON.stringify(name)}:${text}`);
  }
  return kind === 'array' ? `[${parts.join(',')}]` : `{${parts.join(',')}}`;
}

/** Extended JSON of a single value, obtained from a document that contains nothing else. */
function leafText(type: number, value: Uint8Array): string {
  // The driver decodes a date outside JavaScript's range to an invalid one.
  if (type === TYPE_DATE) return `{"$date":{"$numberLong":"${Buffer.from(value).readBigInt64LE()}"}}`;
  const bytes = Buffer.alloc(value.length + 8);
  bytes.writeInt32LE(bytes.length, 0);
  bytes.writeUInt8(type, 4);
  bytes.write('v\0', 5, 'latin1');
  bytes.set(value, 7);
  const text = BSON.EJSON.stringify(decoded(bytes), { relaxed: false });
  return text.slice('{"v":'.length, -1) || 'null';
}
