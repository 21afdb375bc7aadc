import { mongo } from 'mongoose';

import type { Content, Patch } from '../../../migrations/index.js';
import { definedOnly, isPlainKey } from '../../../migrations/index.js';
import { BsonWriter } from './bson-writer.js';

const { BSON } = mongo;

const OBJECT = 0x03;
const ARRAY = 0x04;
/** The most that MongoDB stores in one document. https://www.mongodb.com/docs/manual/reference/limits/ */
const LARGEST_DOCUMENT = 16 * 1_048_576;

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
  private readonly writer: BsonWriter;
  private readonly objects = new Map<number, ReadonlyMap<string, Element>>();

  constructor(stored: Uint8Array) {
    this.bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
    // The old values are kept beside the new ones.
    this.writer = new BsonWriter(2 * stored.byteLength);
  }

  apply({ set, unset }: Patch): Uint8Array {
    const edits = new Map<string, Edit>();
    for (const { path, content } of set) plan(edits, path.split('.'), { content });
    for (const path of unset) plan(edits, path.split('.'), 'removed');
    this.writer.document(() => { this.edited(0, edits); });
    return this.writer.finish();
  }

  /** The object that begins at an offset, with its edits: fields that are there keep their place, new ones follow in their order. */
  private edited(offset: number, edits: ReadonlyMap<string, Edit>): void {
    const there = this.fieldsAt(offset);
    for (const [name, element] of there) {
      const edit = edits.get(name);
      if (edit === undefined) this.writer.bytes(this.bytes.subarray(element.start, element.end));
      else if (edit !== 'removed' && 'fields' in edit) this.writer.object(name, () => { this.edited(within(element, OBJECT), edit.fields); });
      else {
        this.requireOrdinary(element);
        if (edit !== 'removed') this.content(name, edit.content);
      }
    }
    for (const [name, edit] of edits) if (!there.has(name)) this.added(name, edit);
  }

  private added(name: string, edit: Edit): void {
    if (edit === 'removed') return;
    if ('content' in edit) this.content(name, edit.content);
    else if (sets(edit)) this.writer.object(name, () => { for (const [key, field] of edit.fields) this.added(key, field); });
  }

  private content(name: string, content: Content): void {
    const { writer } = this;
    if ('literal' in content) {
      if (content.literal === undefined) throw new NotExact('Nothing to write');
      writer.value(name, definedOnly(content.literal));
    } else if ('stored' in content) {
      const element = this.at(content.stored);
      this.requireOrdinary(element);
      writer.name(element.type, name);
      writer.bytes(this.bytes.subarray(element.value, element.end));
    } else if ('items' in content) {
      writer.array(name, () => { for (const [index, item] of content.items.entries()) this.content(String(index), item); });
    } else {
      writer.object(name, () => { for (const [key, field] of content.fields) this.content(key, field); });
    }
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

/** Whether anything is set: an object is not made for the sake of removals. */
function sets(edit: Edit): boolean {
  return edit !== 'removed' && ('content' in edit || [...edit.fields.values()].some(sets));
}

function within({ type, value }: Element, wanted: number): number {
  if (type !== wanted) throw new NotExact('Something else stands in the way');
  return value;
}
