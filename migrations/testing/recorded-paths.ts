import { isPlainObject } from '../bson-value.js';
import type { StoredDocument } from '../stored-document.js';

/** Everything that was read of a document: dotted paths, with `.*` for the names of all fields of an object. */
export interface Recording {
  readonly document: StoredDocument;
  readonly paths: ReadonlySet<string>;
}

/**
 * A document that records what is read of it, in plain objects and arrays alike. `_bsontype` is not recorded: whether
 * an object has such a field is part of what it is.
 */
export function recording(document: StoredDocument): Recording {
  const paths = new Set<string>();
  return { document: recorded(document, '', paths) as StoredDocument, paths };
}

function recorded(value: unknown, at: string, paths: Set<string>): unknown {
  if (!Array.isArray(value) && (at === '' ? typeof value !== 'object' || value === null : !isPlainObject(value)))
    return value;
  const note = (key: string | symbol): string => {
    const path = at === '' ? String(key) : `${at}.${String(key)}`;
    if (key !== '_bsontype') paths.add(path);
    return path;
  };
  return new Proxy(value as object, {
    get: (target, key, receiver) => {
      // Array methods are recorded through the elements they read.
      const isOfPrototype = !Object.hasOwn(target, key) && key in target;
      if (isOfPrototype) return Reflect.get(target, key, receiver);
      return recorded(Reflect.get(target, key, receiver), note(key), paths);
    },
    has: (target, key) => {
      note(key);
      return Reflect.has(target, key);
    },
    getOwnPropertyDescriptor: (target, key) => {
      const path = note(key);
      const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
      return descriptor === undefined || !('value' in descriptor) || descriptor.configurable !== true
        ? descriptor
        : { ...descriptor, value: recorded(descriptor.value, path, paths) };
    },
    ownKeys: (target) => {
      note('*');
      return Reflect.ownKeys(target);
    },
  });
}

/**
 * The recorded paths that a reader of the given paths would not have: neither in one of them nor on the way to one. Of
 * the lists in `firstElementOf` it has only the first element.
 */
export function unread(
  paths: Iterable<string>,
  sources: readonly string[],
  firstElementOf: readonly string[] = [],
): readonly string[] {
  return [...paths].filter((path) => {
    const isOfOther = firstElementOf.some(
      (list) => path.startsWith(`${list}.`) && !/^0(\.|$)/.test(path.slice(list.length + 1)),
    );
    return (
      isOfOther ||
      !sources.some((source) => path === source || path.startsWith(`${source}.`) || source.startsWith(`${path}.`))
    );
  });
}
