import { isPlainObject } from './bson-value.js';
import type { PlainObject } from './bson-value.js';
import type { StoredDocument } from './stored-document.js';

/**
 * Dotted paths into a document. They lead through plain objects only: an array, a date or a BSON class on the way means
 * that there is nothing at the path. Documents are never changed: `setAt` and `removeAt` give new ones.
 */
export function getAt(document: PlainObject, path: string): unknown {
  return parentAt(document, path)?.[lastSegment(path)];
}

/** Whether the field exists, whatever it holds (a stored `undefined` included). */
export function hasAt(document: PlainObject, path: string): boolean {
  return parentAt(document, path) !== undefined;
}

/** The document with the value at the path; whatever stands in the way as something other than a plain object gives way to one. */
export function setAt<T extends PlainObject>(document: T, path: string, value: unknown): T {
  const [key = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...document, [key]: value };
  const child: unknown = Object.hasOwn(document, key) ? document[key] : undefined;
  return { ...document, [key]: setAt(isPlainObject(child) ? child : {}, rest.join('.'), value) };
}

/** The document without the field at the path; the same document where there is none. */
export function removeAt<T extends PlainObject>(document: T, path: string): T {
  if (!hasAt(document, path)) return document;
  const [key = '', ...rest] = path.split('.');
  if (rest.length > 0) return { ...document, [key]: removeAt(document[key] as PlainObject, rest.join('.')) };
  const copy: Record<string, unknown> = { ...document };
  delete copy[key];
  return copy as T;
}

/** Every proper prefix of a path, shortest first: `a.b.c` gives `a` and `a.b`. */
export function ancestors(path: string): readonly string[] {
  const segments = path.split('.');
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('.'));
}

/** The path down to the first thing on the way that is not a plain object; the path itself where all are. */
export function resolvedPath(document: PlainObject, path: string): string {
  return ancestors(path).find((prefix) => !isPlainObject(getAt(document, prefix))) ?? path;
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

/** The document with each of the values at its path. */
export function overlay(document: StoredDocument, values: readonly { readonly path: string; readonly value: unknown }[]): StoredDocument {
  return values.reduce((result, { path, value }) => setAt(result, path, value), document);
}

/** The object that holds the field; `undefined` where the field does not exist. */
function parentAt(document: PlainObject, path: string): PlainObject | undefined {
  let parent = document;
  const segments = path.split('.');
  for (const segment of segments.slice(0, -1)) {
    const child: unknown = Object.hasOwn(parent, segment) ? parent[segment] : undefined;
    if (!isPlainObject(child)) return undefined;
    parent = child;
  }
  return Object.hasOwn(parent, lastSegment(path)) ? parent : undefined;
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
