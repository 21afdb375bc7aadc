import { connect } from 'node:net';
import { once } from 'node:events';

// BSON bytes written by hand: much of what the server stores cannot be encoded from any JavaScript value.
const cstring = (text: string): Buffer => Buffer.from(`${text}\0`);
/** A 32-bit integer. */
export const int32 = (value: number): Buffer => Buffer.from(new Int32Array([value]).buffer);
/** A 64-bit integer. */
export const int64 = (value: bigint): Buffer => Buffer.from(new BigInt64Array([value]).buffer);
/** A 64-bit floating-point number. */
export const double = (value: number): Buffer => Buffer.from(new Float64Array([value]).buffer);
/** A string, possibly of bytes that are not UTF-8. */
export const text = (value: Buffer | string): Buffer =>
  Buffer.concat([int32(Buffer.byteLength(value) + 1), Buffer.from(value), Buffer.from([0])]);
/** A field: type, name, value. */
export const element = (type: number, name: string, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type]), cstring(name), payload]);
/** A document or an array of fields. */
export const object = (...elements: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(elements);
  return Buffer.concat([int32(body.length + 5), body, Buffer.from([0])]);
};

const objectId = Buffer.from('65f0000000000000000000ab', 'hex');

/** Values that decoding and encoding would change, or cannot handle at all: BSON type and bytes. */
const ODD_VALUES: Readonly<Record<string, readonly [type: number, payload: Buffer]>> = {
  'double 5.0': [0x01, double(5)],
  'minus zero': [0x01, double(-0)],
  'signalling NaN': [0x01, Buffer.from('010000000000f07f', 'hex')],
  'small int64': [0x12, int64(5n)],
  'numeric keys': [
    0x03,
    object(element(0x10, '10', int32(1)), element(0x10, '2', int32(2)), element(0x10, 'a', int32(3))),
  ],
  'two fields of one name': [0x03, object(element(0x10, 'a', int32(1)), element(0x10, 'a', int32(2)))],
  'regex flags': [0x0b, Buffer.concat([cstring('a.b'), cstring('imsx')])],
  DBRef: [
    0x03,
    object(element(0x02, '$ref', text('c')), element(0x07, '$id', objectId), element(0x10, 'extra', int32(1))),
  ],
  DBPointer: [0x0c, Buffer.concat([text('c'), objectId])],
  undefined: [0x06, Buffer.alloc(0)],
  symbol: [0x0e, text('sym')],
  'date 2^62': [0x09, int64(2n ** 62n)],
  code: [0x0d, text('return 1')],
  'code with scope': [0x0f, Buffer.concat([int32(4 + 4 + 2 + 5), text('f'), object()])],
  timestamp: [0x11, int64(7n)],
  'empty timestamp within': [0x03, object(element(0x11, 't', int64(0n)))],
  'smallest key': [0xff, Buffer.alloc(0)],
  'largest key': [0x7f, Buffer.alloc(0)],
  'decimal of another cohort': [0x13, Buffer.from('0a000000000000000000000000003e30', 'hex')],
  'old binary': [0x05, Buffer.concat([int32(6), Buffer.from([2]), int32(2), Buffer.from([1, 2])])],
  'unknown binary': [0x05, Buffer.concat([int32(2), Buffer.from([0x90, 1, 2])])],
  boolean: [0x08, Buffer.from([1])],
  'sparse array': [0x04, object(element(0x10, '0', int32(1)), element(0x10, '7', int32(2)))],
  'dollar and dot': [
    0x03,
    object(element(0x10, 'a.b', int32(1)), element(0x10, '$inc', int32(2)), element(0x10, '', int32(3))),
  ],
  __proto__: [0x03, object(element(0x03, '__proto__', object(element(0x10, 'a', int32(1)))))],
  'invalid UTF-8': [0x02, text(Buffer.from([0x61, 0xff, 0x62]))],
  'zero byte in text': [0x02, text('a\0b')],
  _bsontype: [0x03, object(element(0x02, '_bsontype', text('ObjectId')))],
};

/** `_id`s of many BSON types, unordered. */
const IDS: readonly (readonly [type: number, payload: Buffer])[] = [
  [0x02, text('prod_1')],
  [0x10, int32(7)],
  [0x01, double(7.5)],
  [0x12, int64(2n ** 60n)],
  [0x07, objectId],
  [0x03, object(element(0x10, '9', int32(1)), element(0x10, '1', int32(1)))],
  [0x05, Buffer.concat([int32(16), Buffer.from([4]), Buffer.alloc(16, 7)])],
  [0x09, int64(5n)],
  [0x0a, Buffer.alloc(0)],
  [0x08, Buffer.from([0])],
  [0x11, int64(9n)],
  [0xff, Buffer.alloc(0)],
  [0x7f, Buffer.alloc(0)],
  [0x02, text(Buffer.from([0xfe, 0x61]))],
  [0x02, text('')],
];

/** Documents with every oddity, at the top level, in an object and in an array, and with `_id`s of every type. */
export function oddDocuments(): readonly Buffer[] {
  const byValue = Object.entries(ODD_VALUES).map(([name, [type, payload]]) =>
    object(
      element(0x02, '_id', text(name)),
      element(type, 'top', payload),
      element(0x03, 'in', object(element(type, 'field', payload))),
      element(0x04, 'list', object(element(type, '0', payload))),
      element(type, '10', payload),
      element(type, '2', payload),
    ),
  );
  const byId = IDS.map(([type, payload], position) =>
    object(element(type, '_id', payload), element(0x10, 'position', int32(position))),
  );
  const twice = object(
    element(0x02, '_id', text('twice at the top')),
    element(0x10, 'a', int32(1)),
    element(0x02, 'a', text('2')),
  );
  return [...byValue, ...byId, twice];
}

/** Sends documents unchanged over the wire protocol itself, without the driver or the service. */
export async function insertByWire(
  uri: string,
  database: string,
  collection: string,
  documents: readonly Buffer[],
): Promise<void> {
  const command = object(
    element(0x02, 'insert', text(collection)),
    element(0x02, '$db', text(database)),
    element(0x03, 'writeConcern', object(element(0x02, 'w', text('majority')))),
  );
  const sequence = Buffer.concat([cstring('documents'), ...documents]);
  const body = Buffer.concat([
    int32(0),
    Buffer.from([0]),
    command,
    Buffer.from([1]),
    int32(sequence.length + 4),
    sequence,
  ]);
  const { hostname, port } = new URL(uri.replace('mongodb:', 'http:'));
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    socket.write(Buffer.concat([int32(body.length + 16), int32(1), int32(0), int32(2013), body]));
    let reply = Buffer.alloc(0);
    while (reply.length < 4 || reply.length < reply.readInt32LE(0))
      reply = Buffer.concat([reply, (await once(socket, 'data'))[0] as Buffer]);
    const answer = reply.subarray(21).toString('latin1');
    if (answer.includes('errmsg') || answer.includes('writeErrors')) throw new Error(`The server refused: ${answer}`);
  } finally {
    socket.destroy();
  }
}
