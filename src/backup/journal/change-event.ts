import { FENCE_TITLE } from '../../database/fence-title.js';
import { withIdFirst } from './apply-diff.js';
import { elementsOf, type RawElement } from './raw-bson.js';

/** A change stream event, parsed from its bytes; the documents in it stay bytes. */
export interface ChangeEvent {
  /** The event's bytes as the server sent them. */
  readonly bytes: Buffer;
  /** `insert`, `update`, `replace`, `delete`, or an event of the whole collection: `rename`, `drop`, `modify`, … */
  readonly kind: string;
  readonly time: bigint;
  /** UUID of the collection, in hexadecimal. */
  readonly uuid: string;
  readonly collection: string;
  /** For a rename: the new name, and the UUID of the collection that it replaced. */
  readonly to: string;
  readonly dropped: string;
  /** For a document event: the `_id`, with its type. */
  readonly id: RawElement | undefined;
  /** For `insert` and `replace`: the document as stored. */
  readonly document: Buffer | undefined;
  /** For `update`: the change in the oplog's format; see `apply-diff.ts`. */
  readonly diff: Buffer | undefined;
  /** For events of the whole collection: the operation's parameters. */
  readonly description: Buffer | undefined;
}

type Fields = ReadonlyMap<string, RawElement>;

/** Parses an event. */
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

/** The title of the fence that a `modify` event set; `undefined` if it set none. */
export function fenceOf({ description }: ChangeEvent): string | undefined {
  const schema = fieldsOf(fieldsOf(description).get('validator')?.value).get('$jsonSchema')?.value;
  const title = textOf(fieldsOf(schema).get('title'));
  return title.startsWith(FENCE_TITLE) ? title : undefined;
}

/** A collection's UUID as text, for comparing events. */
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
