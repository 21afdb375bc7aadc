import { FENCE_TITLE } from '../../database/fence-title.js';
import { withIdFirst } from './apply-diff.js';
import { elementsOf, type RawElement } from './raw-bson.js';

/** An event of the change stream, read from its bytes; what it says of a document stays bytes. */
export interface ChangeEvent {
  /** The event as it came from the server. */
  readonly bytes: Buffer;
  /** `insert`, `update`, `replace`, `delete`, or what was done to a whole collection: `rename`, `drop`, `modify`, … */
  readonly kind: string;
  readonly time: bigint;
  /** Of the collection, as hexadecimal text. */
  readonly uuid: string;
  readonly collection: string;
  /** Of a rename: the new name, and the UUID of the collection that had it. */
  readonly to: string;
  readonly dropped: string;
  /** Of a document's event: the `_id`, with its type. */
  readonly id: RawElement | undefined;
  /** Of `insert` and `replace`: the document as it was stored. */
  readonly document: Buffer | undefined;
  /** Of `update`: the change in the oplog's own form; see `apply-diff.ts`. */
  readonly diff: Buffer | undefined;
  /** Of what was done to a collection: how. */
  readonly description: Buffer | undefined;
}

type Fields = ReadonlyMap<string, RawElement>;

/** Reads an event. */
export function readEvent(bytes: Buffer): ChangeEvent {
  const event = fieldsOf(bytes);
  const description = event.get('operationDescription')?.value;
  const document = event.get('fullDocument')?.value;
  return {
    bytes,
    kind: textOf(event.get('operationType')),
    time: event.get('clusterTime')?.value.readBigUInt64LE() ?? 0n,
    uuid: uuidOf(event.get('collectionUUID')),
    collection: textOf(fieldsOf(event.get('ns')?.value).get('coll')),
    to: textOf(fieldsOf(event.get('to')?.value).get('coll')),
    dropped: uuidOf(fieldsOf(description).get('dropTarget')),
    id: fieldsOf(event.get('documentKey')?.value).get('_id'),
    document: document === undefined ? undefined : withIdFirst(document),
    diff: fieldsOf(event.get('rawUpdateDescription')?.value).get('diff')?.value,
    description,
  };
}

/** The title of the fence that a `modify` has put up; `undefined` where it is none. */
export function fenceOf({ description }: ChangeEvent): string | undefined {
  const schema = fieldsOf(fieldsOf(description).get('validator')?.value).get('$jsonSchema')?.value;
  const title = textOf(fieldsOf(schema).get('title'));
  return title.startsWith(FENCE_TITLE) ? title : undefined;
}

/** A collection's UUID as the text that events are compared by. */
export function uuidText(uuid: { toString(): string } | null | undefined): string {
  return uuid === null || uuid === undefined ? '' : uuid.toString().replaceAll('-', '').toLowerCase();
}

function fieldsOf(document: Buffer | undefined): Fields {
  return new Map(document === undefined ? [] : elementsOf(document).map((element) => [element.name, element]));
}

const STRING_HEAD = 4;
const BINARY_HEAD = 5;

function textOf(element: RawElement | undefined): string {
  return element === undefined ? '' : element.value.toString('utf8', STRING_HEAD, element.value.length - 1);
}

function uuidOf(element: RawElement | undefined): string {
  return element === undefined ? '' : element.value.toString('hex', BINARY_HEAD);
}
