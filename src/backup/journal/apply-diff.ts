import { BSON } from 'mongodb';
import { documentOf, elementOf, elementsOf, type RawElement } from './raw-bson.js';

/** The change does not fit the document: it was made from a different one. */
export class DiffMismatchError extends Error {}

const { object: OBJECT, array: ARRAY } = BSON.BSONType;

type Change =
  | { readonly kind: 'delete' | 'move' }
  | { readonly kind: 'update'; readonly element: RawElement }
  | { readonly kind: 'sub'; readonly diff: Buffer };

/**
 * Applies an update in the oplog's format to a document's bytes, as every secondary does; untouched fields keep their
 * bytes and position. The form: `d` removed fields, `u` updated fields, `i` inserted fields (placed at the end even if
 * the name existed before), `s<field>` a change within an object or array; in an array, marked by `a`, `l` is the new
 * length, and `u<index>` and `s<index>` change items.
 */
export function applyDiff(document: Buffer, diff: Buffer): Buffer {
  return withIdFirst(applyToObject(document, diff));
}

/** The server stores `_id` first, wherever an update puts it. */
export function withIdFirst(document: Buffer): Buffer {
  const elements = elementsOf(document);
  const at = elements.findIndex(({ name }) => name === '_id');
  const id = elements[at];
  return at < 1 || id === undefined
    ? document
    : documentOf([id.bytes, ...elements.filter((_, index) => index !== at).map(({ bytes }) => bytes)]);
}

function applyToObject(document: Buffer, diff: Buffer): Buffer {
  const { changes, added } = readObjectDiff(diff);
  const parts: Buffer[] = [];
  const replaced = new Set<string>();
  for (const element of elementsOf(document)) {
    const change = changes.get(element.name);
    if (change === undefined) parts.push(element.bytes);
    else if (change.kind === 'sub') parts.push(changedElement(element, element.name, change.diff));
    else if (change.kind === 'update') {
      parts.push(change.element.bytes);
      replaced.add(element.name);
    }
  }
  for (const [name, change] of changes) {
    if (change.kind === 'sub' && !elementsOf(document).some((element) => element.name === name))
      throw new DiffMismatchError(`${name} is not there`);
  }
  return documentOf([...parts, ...added.filter(({ name }) => !replaced.has(name)).map(({ bytes }) => bytes)]);
}

function readObjectDiff(diff: Buffer): {
  readonly changes: ReadonlyMap<string, Change>;
  readonly added: readonly RawElement[];
} {
  const changes = new Map<string, Change>();
  const added: RawElement[] = [];
  for (const { name, value } of elementsOf(diff)) {
    switch (name) {
      case 'd':
        for (const field of elementsOf(value)) changes.set(field.name, { kind: 'delete' });
        break;
      case 'u':
        for (const field of elementsOf(value)) changes.set(field.name, { kind: 'update', element: field });
        added.push(...elementsOf(value));
        break;
      case 'i':
        for (const field of elementsOf(value)) changes.set(field.name, { kind: 'move' });
        added.push(...elementsOf(value));
        break;
      default:
        if (!name.startsWith('s')) throw new DiffMismatchError(`the change has a part ${name} of an unknown kind`);
        changes.set(name.slice(1), { kind: 'sub', diff: value });
    }
  }
  return { changes, added };
}

function changedElement({ type, value }: RawElement, name: string, diff: Buffer): Buffer {
  const isArrayDiff = elementsOf(diff).some((element) => element.name === 'a');
  if (type !== (isArrayDiff ? ARRAY : OBJECT))
    throw new DiffMismatchError(`${name} is not an ${isArrayDiff ? 'array' : 'object'}`);
  return elementOf(type, name, isArrayDiff ? applyArrayDiff(value, diff) : applyToObject(value, diff));
}

function applyArrayDiff(array: Buffer, diff: Buffer): Buffer {
  const items = elementsOf(array).map(({ bytes }) => bytes);
  const before = elementsOf(array);
  for (const element of elementsOf(diff)) {
    const { name, type, value } = element;
    if (name === 'a') continue;
    if (name === 'l') {
      resize(items, value.readInt32LE());
      continue;
    }
    const index = Number(name.slice(1));
    if (!/^[us]\d+$/.test(name))
      throw new DiffMismatchError(`the change of an array has a part ${name} of an unknown kind`);
    if (name.startsWith('u')) {
      resize(items, Math.max(items.length, index));
      items[index] = elementOf(type, String(index), value);
    } else {
      const old = before[index];
      if (old === undefined) throw new DiffMismatchError(`item ${index} is not there`);
      items[index] = changedElement(old, old.name, value);
    }
  }
  return documentOf(items);
}

/** Items without a value become null. */
function resize(items: Buffer[], length: number): void {
  for (let index = items.length; index < length; index += 1)
    items.push(elementOf(BSON.BSONType.null, String(index), Buffer.alloc(0)));
  items.length = length;
}
