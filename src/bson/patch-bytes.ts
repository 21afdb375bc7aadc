import { mongo } from 'mongoose';

import type { Content, PatchContent } from '../../migrations/index.js';
import { isPlainKey } from '../../migrations/index.js';
import { BSON_TYPE, UnreadableBytes } from './bson-types.js';
import { BsonWriter } from './bson-writer.js';
import type { RawElement } from './raw-elements.js';
import { byName, rawElements } from './raw-elements.js';

const { BSON } = mongo;

/** MongoDB's maximum document size. https://www.mongodb.com/docs/manual/reference/limits/ */
const LARGEST_DOCUMENT = 16 * 1_048_576;

/**
 * Applies the patch to a stored document's bytes, with the same result, byte for byte, as `toUpdatePipeline` on the
 * server. Whatever the patch leaves alone or copies is never decoded. `null` if only the server can decide: an object
 * to change or replace has two fields with the same name, a path does not exist, or the document would be too large.
 * @param writer where the new document is written; many documents may share one
 */
export function patchBytes(stored: Uint8Array, patch: PatchContent, writer = new BsonWriter()): Uint8Array | null {
  try {
    const bytes = new BytePatch(stored, writer).apply(patch);
    return bytes.length > LARGEST_DOCUMENT ? null : bytes;
  } catch (error) {
    if (error instanceof NotExact || error instanceof UnreadableBytes || error instanceof BSON.BSONError) return null;
    throw error;
  }
}

/** The patched bytes cannot be guaranteed to equal the server's. */
class NotExact extends Error {}

/** The edit of a field: new content, removal, or edits further down. */
type Edit = { readonly content: Content } | 'removed' | { readonly fields: Map<string, Edit> };

class BytePatch {
  private readonly bytes: Buffer;
  private readonly objects = new Map<number, ReadonlyMap<string, RawElement>>();

  constructor(
    stored: Uint8Array,
    private readonly writer: BsonWriter,
  ) {
    this.bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  }

  apply({ set, unset }: PatchContent): Uint8Array {
    const edits = new Map<string, Edit>();
    for (const { path, content } of set) plan(edits, path, { content });
    for (const path of unset) plan(edits, path, 'removed');
    // The old values are kept alongside the new ones.
    this.writer.start(2 * this.bytes.length);
    this.writer.document(() => {
      this.edited(0, edits);
    });
    return this.writer.finish();
  }

  /**
   * Writes the object that starts at an offset, with its edits. Existing fields keep their position; new ones are
   * appended in order.
   */
  private edited(offset: number, edits: ReadonlyMap<string, Edit>): void {
    const there = this.fieldsAt(offset);
    // Unedited bytes between two edits are copied in one piece.
    let kept = offset + 4;
    let end = kept;
    for (const element of there.values()) {
      end = element.end;
      const edit = edits.get(element.name);
      if (edit === undefined) continue;
      this.writer.copy(this.bytes, kept, element.start);
      kept = element.end;
      this.replaced(element, edit);
    }
    this.writer.copy(this.bytes, kept, end);
    for (const [name, edit] of edits) if (!there.has(name)) this.added(name, edit);
  }

  private replaced(element: RawElement, edit: Edit): void {
    if (edit !== 'removed' && 'fields' in edit) {
      this.writer.object(element.name, () => {
        this.edited(within(element, BSON_TYPE.object), edit.fields);
      });
      return;
    }
    this.requireOrdinary(element);
    if (edit !== 'removed') this.content(element.name, edit.content);
  }

  private added(name: string, edit: Edit): void {
    if (edit === 'removed') return;
    if ('content' in edit) this.content(name, edit.content);
    else if (sets(edit))
      this.writer.object(name, () => {
        for (const [key, field] of edit.fields) this.added(key, field);
      });
  }

  private content(name: string, content: Content): void {
    const { writer } = this;
    if ('literal' in content) {
      if (content.literal === undefined) throw new NotExact('Nothing to write');
      writer.value(name, content.literal);
    } else if ('stored' in content) {
      const element = this.at(content.stored);
      this.requireOrdinary(element);
      writer.name(element.type, name);
      writer.copy(this.bytes, element.value, element.end);
    } else if ('items' in content) {
      writer.array(name, () => {
        for (const [index, item] of content.items.entries()) this.content(String(index), item);
      });
    } else {
      writer.object(name, () => {
        for (const [key, field] of content.fields) this.content(key, field);
      });
    }
  }

  /** The element at a path: names lead through objects, numbers are array positions. */
  private at(place: readonly (string | number)[]): RawElement {
    let element: RawElement | undefined;
    let offset = 0;
    for (const [step, key] of place.entries()) {
      if (element !== undefined) offset = within(element, typeof key === 'number' ? BSON_TYPE.array : BSON_TYPE.object);
      else if (step > 0) throw new NotExact('Nothing at the place');
      element = typeof key === 'number' ? rawElements(this.bytes, offset)[key] : this.fieldsAt(offset).get(key);
    }
    if (element === undefined) throw new NotExact('Nothing at the place');
    return element;
  }

  /**
   * Of two fields with the same name, decoding shows the last and the server the first, so such an object is rejected.
   */
  private fieldsAt(offset: number): ReadonlyMap<string, RawElement> {
    const known = this.objects.get(offset);
    if (known !== undefined) return known;
    const fields = byName(rawElements(this.bytes, offset));
    if (fields === undefined) throw new NotExact('Two fields of one name');
    this.objects.set(offset, fields);
    return fields;
  }

  /**
   * Requires objects without duplicate field names, like the guard of an update, so that the same documents can be
   * patched both ways; and arrays whose elements are numbered consecutively, as the server would write them.
   */
  private requireOrdinary({ type, value }: RawElement): void {
    if (type === BSON_TYPE.array) {
      for (const [index, item] of rawElements(this.bytes, value).entries()) {
        if (item.name !== String(index)) throw new NotExact('An array with other numbers');
        this.requireOrdinary(item);
      }
    } else if (type === BSON_TYPE.object) {
      for (const field of this.fieldsAt(value).values()) {
        if (field.type === BSON_TYPE.object && !isPlainKey(field.name))
          throw new NotExact('An object in a field that no path leads to');
        this.requireOrdinary(field);
      }
    }
  }
}

function plan(edits: Map<string, Edit>, path: string, edit: Edit): void {
  const dot = path.indexOf('.');
  if (dot === -1) {
    edits.set(path, edit);
    return;
  }
  const name = path.slice(0, dot);
  const known = edits.get(name);
  const fields =
    known !== undefined && known !== 'removed' && 'fields' in known ? known.fields : new Map<string, Edit>();
  edits.set(name, { fields });
  plan(fields, path.slice(dot + 1), edit);
}

/** Whether anything is set: removals alone do not create an object. */
function sets(edit: Edit): boolean {
  return edit !== 'removed' && ('content' in edit || [...edit.fields.values()].some(sets));
}

function within({ type, value }: RawElement, wanted: number): number {
  if (type !== wanted) throw new NotExact('Another value is in the way');
  return value;
}
