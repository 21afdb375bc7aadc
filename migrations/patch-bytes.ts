import { mongo } from 'mongoose';

import { definedOnly } from './bson-value.js';
import { isPlainKey } from './document-path.js';
import type { Content, Patch } from './patch.js';

const { BSON } = mongo;

const OBJECT = 0x03;
const ARRAY = 0x04;
/** The most that MongoDB stores in one document. https://www.mongodb.com/docs/manual/reference/limits/ */
const LARGEST_DOCUMENT = 16 * 1_048_576;
const END = Buffer.alloc(1);

/**
 * A stored document's bytes as the patch makes them: what `toUpdatePipeline` makes of it on the server, byte for byte.
 * What the patch leaves alone or copies is never decoded. `null` where only the server can tell: an object that is changed
 * or replaced has two fields of one name, a place is not there, or the document would be too large.
 */
export function patchBytes(stored: Uint8Array, patch: Patch): Uint8Array | null {
  try {
    const bytes = new BytePatch(stored).apply(patch);
    return bytes.length > LARGEST_DOCUMENT ? null : bytes;
  } catch (error) {
    if (error instanceof NotExact || error instanceof BSON.BSONError) return null;
    throw error;
  }
}

/** The bytes cannot be patched so that they are certainly what the server would make. */
class NotExact extends Error {}

/** An element in the document's bytes. */
interface Element {
  readonly type: number;
  /** Where its type stands. */
  readonly start: number;
  /** Where its value begins and ends. */
  readonly value: number;
  readonly end: number;
}

/** What is to become of a field: another content, nothing, or changes further down. */
type Edit = { readonly content: Content } | 'removed' | { readonly fields: Map<string, Edit> };

class BytePatch {
  private readonly bytes: Buffer;
  private readonly objects = new Map<number, ReadonlyMap<string, Element>>();

  constructor(stored: Uint8Array) {
    this.bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  }

  apply({ set, unset }: Patch): Buffer {
    const edits = new Map<string, Edit>();
    for (const { path, content } of set) plan(edits, path.split('.'), { content });
    for (const path of unset) plan(edits, path.split('.'), 'removed');
    return this.edited(0, edits);
  }

  /** The object that begins at an offset, with its edits: fields that are there keep their place, new ones follow in their order. */
  private edited(offset: number, edits: ReadonlyMap<string, Edit>): Buffer {
    const parts: Buffer[] = [];
    const there = this.fieldsAt(offset);
    for (const [name, element] of there) {
      const edit = edits.get(name);
      if (edit === undefined) parts.push(this.bytes.subarray(element.start, element.end));
      else if (edit !== 'removed' && 'fields' in edit) parts.push(...named(OBJECT, name, [this.edited(within(element, OBJECT), edit.fields)]));
      else {
        this.requireOrdinary(element);
        if (edit !== 'removed') parts.push(...this.encoded(name, edit.content));
      }
    }
    for (const [name, edit] of edits) if (!there.has(name)) parts.push(...this.added(name, edit));
    return toDocument(parts);
  }

  private added(name: string, edit: Edit): readonly Buffer[] {
    if (edit === 'removed') return [];
    if ('content' in edit) return this.encoded(name, edit.content);
    const parts = [...edit.fields].flatMap(([key, field]) => this.added(key, field));
    return parts.length === 0 ? [] : named(OBJECT, name, [toDocument(parts)]);
  }

  private encoded(name: string, content: Content): readonly Buffer[] {
    if ('literal' in content) return [literal(name, content.literal)];
    if ('stored' in content) {
      const element = this.at(content.stored);
      this.requireOrdinary(element);
      return named(element.type, name, [this.bytes.subarray(element.value, element.end)]);
    }
    if ('items' in content) return named(ARRAY, name, [toDocument(content.items.flatMap((item, index) => this.encoded(String(index), item)))]);
    return named(OBJECT, name, [toDocument(content.fields.flatMap(([key, field]) => this.encoded(key, field)))]);
  }

  /** The element at a place: names lead through objects, numbers to positions in arrays. */
  private at(place: readonly (string | number)[]): Element {
    let element: Element | undefined;
    let offset = 0;
    for (const [step, key] of place.entries()) {
      if (element !== undefined) offset = within(element, typeof key === 'number' ? ARRAY : OBJECT);
      else if (step > 0) throw new NotExact('Nothing at the place');
      element = typeof key === 'number' ? this.elementsFrom(offset)[key]?.[1] : this.fieldsAt(offset).get(key);
    }
    if (element === undefined) throw new NotExact('Nothing at the place');
    return element;
  }

  /** Decoding shows the last of two fields of one name, the server the first: such an object is not looked into. */
  private fieldsAt(offset: number): ReadonlyMap<string, Element> {
    const known = this.objects.get(offset);
    if (known !== undefined) return known;
    const elements = this.elementsFrom(offset);
    const fields = new Map(elements);
    if (fields.size < elements.length) throw new NotExact('Two fields of one name');
    this.objects.set(offset, fields);
    return fields;
  }

  private elementsFrom(offset: number): readonly (readonly [name: string, element: Element])[] {
    return Array.from(BSON.onDemand.parseToElements(this.bytes, offset), ([type, nameOffset, nameLength, value, length]) => [
      this.bytes.toString('utf8', nameOffset, nameOffset + nameLength), { type, start: nameOffset - 1, value, end: value + length },
    ] as const);
  }

  /**
   * Objects without two fields of one name, as the guard of an update asks for, so that the same documents can be patched
   * in both ways; and arrays whose elements are numbered one by one, which is how the server would write them.
   */
  private requireOrdinary({ type, value }: Element): void {
    if (type === ARRAY) {
      for (const [index, [name, item]] of this.elementsFrom(value).entries()) {
        if (name !== String(index)) throw new NotExact('An array with other numbers');
        this.requireOrdinary(item);
      }
    } else if (type === OBJECT) {
      for (const [name, field] of this.fieldsAt(value)) {
        if (field.type === OBJECT && !isPlainKey(name)) throw new NotExact('An object in a field that no path leads to');
        this.requireOrdinary(field);
      }
    }
  }
}

function plan(edits: Map<string, Edit>, [name = '', ...rest]: readonly string[], edit: Edit): void {
  if (rest.length === 0) {
    edits.set(name, edit);
    return;
  }
  const known = edits.get(name);
  const fields = known !== undefined && known !== 'removed' && 'fields' in known ? known.fields : new Map<string, Edit>();
  edits.set(name, { fields });
  plan(fields, rest, edit);
}

function within({ type, value }: Element, wanted: number): number {
  if (type !== wanted) throw new NotExact('Something else stands in the way');
  return value;
}

function literal(name: string, value: unknown): Buffer {
  if (value === undefined) throw new NotExact('Nothing to write');
  const bytes = BSON.serialize({ [name]: definedOnly(value) }, { ignoreUndefined: false });
  return Buffer.from(bytes.buffer, bytes.byteOffset + 4, bytes.byteLength - 5);
}

function named(type: number, name: string, value: readonly Buffer[]): readonly Buffer[] {
  return [Buffer.of(type), Buffer.from(`${name}\0`), ...value];
}

function toDocument(parts: readonly Buffer[]): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32LE(parts.reduce((sum, part) => sum + part.length, 5));
  return Buffer.concat([length, ...parts, END]);
}
