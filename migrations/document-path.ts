import { isPlainObject } from './bson-value.js';
import type { PlainObject } from './bson-value.js';
import type { StoredDocument } from './stored-document.js';

/**
 * Dotted paths into a document. They lead through plain objects only: an array, a date or a BSON class on the way means
 * that there is nothing at the path. Documents are never changed: `setAt` and `removeAt` give new ones.
 */
export function getAt(document: PlainObject, path: string): unknown {
  const parts = partsOf(path);
  const { parents, last } = parts;
  if (parts.isInherited) return parentOf(document, parents, last)?.[last];
  // The hottest loop of the mapping. No plain object inherits a field of these names, so it need not be asked for its
  // own.
  let parent = document;
  for (let index = 0; index < parents.length; index++) {
    const child = parent[parents[index] as string];
    if (!isPlainObject(child)) return undefined;
    parent = child;
  }
  return parent[last];
}

/** Whether the field exists, whatever it holds (a stored `undefined` included). */
export function hasAt(document: PlainObject, path: string): boolean {
  return parentAt(document, path) !== undefined;
}

/**
 * The document with the value at the path; whatever stands in the way as something other than a plain object gives way
 * to one.
 */
export function setAt(document: StoredDocument, path: string, value: unknown): StoredDocument {
  return overlay(document, [{ path, value }]);
}

/** The document without the field at the path; the same document where there is none. */
export function removeAt(document: StoredDocument, path: string): StoredDocument {
  return withoutPaths(document, [path]);
}

/** A value for a path. */
interface PathValue {
  readonly path: string;
  readonly value: unknown;
}

/**
 * The document with each of the values at its path, one after the other. Only objects in which something changes are
 * copied; the same document comes back where nothing does.
 */
export function overlay(document: StoredDocument, values: readonly PathValue[]): StoredDocument {
  const isChanged = values.some(({ path, value }) => {
    const { parents, last } = partsOf(path);
    return !holds(document, parents, last, value);
  });
  return isChanged ? laidInto({ ...document }, values) : document;
}

/** As `overlay`, on a document that keeps only those of its fields that have one of the names. */
export function overlayOn(
  document: StoredDocument,
  names: readonly string[],
  values: readonly PathValue[],
): StoredDocument {
  const result: Fields = {};
  for (const name of names) if (Object.hasOwn(document, name)) result[name] = document[name];
  return laidInto(result, values);
}

/** Writes the values into an object that nobody else has yet. */
function laidInto(result: Fields, values: readonly PathValue[]): StoredDocument {
  const own = new Set<unknown>();
  for (const { path, value } of values) {
    const { parents, last } = partsOf(path);
    if (parents.length > 0 && holds(result, parents, last, value)) continue;
    let parent = result;
    for (const key of parents) parent = ownChild(own, parent, key);
    put(parent, last, value);
  }
  return result as StoredDocument;
}

/** Whether the very same value stands there already. */
function holds(document: PlainObject, parents: readonly string[], last: string, value: unknown): boolean {
  const parent = parentOf(document, parents, last);
  return parent !== undefined && Object.is(parent[last], value);
}

/** The document without the fields at the paths; the same document where it has none of them. */
export function withoutPaths(document: StoredDocument, paths: readonly string[]): StoredDocument {
  const there = paths.filter((path) => hasAt(document, path));
  if (there.length === 0) return document;
  const result: Fields = { ...document };
  const own = new Set<unknown>([result]);
  for (const path of there) {
    const { parents, last } = partsOf(path);
    delete parents.reduce((parent, key) => ownChild(own, parent, key), result)[last];
  }
  return result as StoredDocument;
}

type Fields = Record<string, unknown>;

/** The child object as a copy that may be written to; each is copied once. */
function ownChild(own: Set<unknown>, parent: Fields, key: string): Fields {
  const child: unknown = Object.hasOwn(parent, key) ? parent[key] : undefined;
  if (own.has(child)) return child as Fields;
  const copy: Fields = isPlainObject(child) ? { ...child } : {};
  own.add(copy);
  put(parent, key, copy);
  return copy;
}

/** Also a field called `__proto__` becomes a field, as it does when it is decoded. */
function put(fields: Fields, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(fields, key, { value, writable: true, enumerable: true, configurable: true });
  else fields[key] = value;
}

/** Every proper prefix of a path, shortest first: `a.b.c` gives `a` and `a.b`. */
export function ancestors(path: string): readonly string[] {
  return partsOf(path).ancestors;
}

/** The path down to the first thing on the way that is not a plain object; the path itself where all are. */
export function resolvedPath(document: PlainObject, path: string): string {
  const { parents, ancestors } = partsOf(path);
  let object = document;
  for (let index = 0; index < parents.length; index++) {
    const key = parents[index] as string;
    const child = Object.hasOwn(object, key) ? object[key] : undefined;
    if (!isPlainObject(child)) return ancestors[index] ?? path;
    object = child;
  }
  return path;
}

/** Whether one of the paths is the other or leads to it. */
export function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** Whether a field of this name can be part of a path in every update operator and expression. */
export function isPlainKey(key: string): boolean {
  return key !== '' && key !== '__proto__' && !key.startsWith('$') && !/[.\0]/.test(key);
}

/** A path of the document itself, made of plain keys: what a value kept in a document may be put back at. */
export function isOwnPath(path: unknown): path is string {
  return typeof path === 'string' && path.split('.').every(isPlainKey) && path.split('.')[0] !== '_id';
}

/** The object that holds the field; `undefined` where the field does not exist. */
function parentAt(document: PlainObject, path: string): PlainObject | undefined {
  const { parents, last } = partsOf(path);
  return parentOf(document, parents, last);
}

function parentOf(document: PlainObject, parents: readonly string[], last: string): PlainObject | undefined {
  let parent = document;
  for (const key of parents) {
    const child: unknown = Object.hasOwn(parent, key) ? parent[key] : undefined;
    if (!isPlainObject(child)) return undefined;
    parent = child;
  }
  return Object.hasOwn(parent, last) ? parent : undefined;
}

interface PathParts {
  readonly parents: readonly string[];
  readonly last: string;
  readonly ancestors: readonly string[];
  /** Whether every object inherits something of one of the names, such as `constructor`. */
  readonly isInherited: boolean;
}

/**
 * Taking paths apart was a third of an upgrade's time; the paths of the mapping are few, those of odd documents are not
 * kept.
 */
const known = new Map<string, PathParts>();
const MAX_KNOWN = 2_000;

function partsOf(path: string): PathParts {
  const found = known.get(path);
  if (found !== undefined) return found;
  const segments = path.split('.').map(asFieldName);
  const ancestorsOf = segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('.'));
  const isInherited = segments.some((segment) => segment in Object.prototype);
  const parts = { parents: segments.slice(0, -1), last: segments.at(-1) ?? '', ancestors: ancestorsOf, isInherited };
  if (known.size < MAX_KNOWN) known.set(path, parts);
  return parts;
}

/**
 * The engine's own copy of a field name: fields are found by it several times faster than by a part of a longer text.
 */
function asFieldName(segment: string): string {
  const [name = segment] = Object.keys({ [segment]: 0 });
  return name;
}
