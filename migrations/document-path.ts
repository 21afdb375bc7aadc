import { isPlainObject } from './bson-value.js';
import type { PlainObject } from './bson-value.js';
import type { StoredDocument } from './stored-document.js';

/**
 * Functions on dotted paths into a document. Paths lead through plain objects only: if there is an array, a date or a
 * BSON class on the way, there is nothing at the path. Documents are never modified: `setAt` and `removeAt` return new
 * ones.
 */
export function getAt(document: PlainObject, path: string): unknown {
  const parts = partsOf(path);
  const { parents, last } = parts;
  if (parts.isInherited) return parentOf(document, parents, last)?.[last];
  // The hottest loop of the mapping. No plain object inherits a field of these names, so the own-property check is
  // skipped.
  let parent = document;
  for (let index = 0; index < parents.length; index++) {
    const child = parent[parents[index] as string];
    if (!isPlainObject(child)) return undefined;
    parent = child;
  }
  return parent[last];
}

/** What `storedValue` returns if there is no field. */
export const ABSENT = Symbol('absent');

/** The value of the field at the path, a stored `undefined` included; `ABSENT` if there is no such field. */
export function storedValue(document: PlainObject, path: string): unknown {
  const { parents, last } = partsOf(path);
  const parent = parentOf(document, parents, last);
  return parent === undefined ? ABSENT : parent[last];
}

/** Whether the field exists, whatever it holds (a stored `undefined` included). */
export function hasAt(document: PlainObject, path: string): boolean {
  return parentAt(document, path) !== undefined;
}

/** The document with the value at the path; anything on the way that is not a plain object is replaced by one. */
export function setAt(document: StoredDocument, path: string, value: unknown): StoredDocument {
  return overlay(document, [{ path, value }]);
}

/** The document without the field at the path; the same document if there is no such field. */
export function removeAt(document: StoredDocument, path: string): StoredDocument {
  return withoutPaths(document, [path]);
}

/** A value to set at a path. */
interface PathValue {
  readonly path: string;
  readonly value: unknown;
}

/**
 * The document with each value set at its path, in order. Copies only the objects that change; returns the same
 * document if nothing does.
 */
export function overlay(document: StoredDocument, values: readonly PathValue[]): StoredDocument {
  const isChanged = values.some(({ path, value }) => {
    const { parents, last } = partsOf(path);
    return !holds(document, parents, last, value);
  });
  return isChanged ? laidInto({ ...document }, values) : document;
}

/** Like `overlay`, but keeps only those fields of the document that have one of the names. */
export function overlayOn(
  document: StoredDocument,
  names: readonly string[],
  values: readonly PathValue[],
): StoredDocument {
  const result: Fields = {};
  for (const name of names) if (Object.hasOwn(document, name)) result[name] = document[name];
  return laidInto(result, values);
}

/** Writes the values into an object that nobody else holds a reference to. */
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

/** Whether this very value is already there. */
function holds(document: PlainObject, parents: readonly string[], last: string, value: unknown): boolean {
  const parent = parentOf(document, parents, last);
  return parent !== undefined && Object.is(parent[last], value);
}

/** The document without the fields at the paths; the same document if it has none of them. */
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

/** A writable copy of the child object; each child is copied once. */
function ownChild(own: Set<unknown>, parent: Fields, key: string): Fields {
  const child: unknown = Object.hasOwn(parent, key) ? parent[key] : undefined;
  if (own.has(child)) return child as Fields;
  const copy: Fields = isPlainObject(child) ? { ...child } : {};
  own.add(copy);
  put(parent, key, copy);
  return copy;
}

/** Defines the field even if it is called `__proto__`, as decoding does. */
function put(fields: Fields, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(fields, key, { value, writable: true, enumerable: true, configurable: true });
  else fields[key] = value;
}

/** Every proper prefix of a path, shortest first: `a.b.c` gives `a` and `a.b`. */
export function ancestors(path: string): readonly string[] {
  return partsOf(path).ancestors;
}

/** The path down to the first thing on the way that is not a plain object; the path itself if there is none. */
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

/** Whether either path equals or contains the other. */
export function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** Whether a field of this name can be part of a path in every update operator and expression. */
export function isPlainKey(key: string): boolean {
  return key !== '' && key !== '__proto__' && !key.startsWith('$') && !/[.\0]/.test(key);
}

/** Whether this is a path of plain keys, at which a value kept in the document may be restored. */
export function isOwnPath(path: unknown): path is string {
  return typeof path === 'string' && path.split('.').every(isPlainKey) && path.split('.')[0] !== '_id';
}

/** The object that holds the field; `undefined` if the field does not exist. */
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
  /** Whether every object inherits a property of one of the names, such as `constructor`. */
  readonly isInherited: boolean;
}

/**
 * Splitting paths took a third of an upgrade's time. The mapping uses few paths, so they are cached; paths that come
 * from odd documents are not.
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
 * The engine's internalized copy of a field name: property lookup with it is several times faster than with a slice of
 * a longer string.
 */
function asFieldName(segment: string): string {
  const [name = segment] = Object.keys({ [segment]: 0 });
  return name;
}
