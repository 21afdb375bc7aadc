import { connect } from 'node:net';
import { mongo } from 'mongoose';

const int32 = (value: number): Buffer => Buffer.from(new Int32Array([value]).buffer);
const OP_MSG = 2013;

/**
 * The bytes of a document with the fields of several: so it can have two of the same name, which no JavaScript object
 * can.
 */
export function joinedBytes(...parts: readonly object[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(mongo.BSON.serialize(part)).subarray(4, -1)));
  return Buffer.concat([int32(body.length + 5), body, Buffer.from([0])]);
}

/** The bytes of a document with one more field, which holds a document given as bytes. */
export function withObject(document: Buffer, name: string, object: Buffer): Buffer {
  const body = Buffer.concat([document.subarray(4, -1), Buffer.from([3]), Buffer.from(`${name}\0`), object]);
  return Buffer.concat([int32(body.length + 5), body, Buffer.from([0])]);
}

/**
 * Inserts bytes unchanged, which the driver cannot do: a message of the wire protocol with the document next to the
 * command.
 */
export async function insertRaw(
  uri: string,
  { dbName, collectionName }: Pick<mongo.Collection, 'dbName' | 'collectionName'>,
  document: Buffer,
): Promise<void> {
  const command = Buffer.from(mongo.BSON.serialize({ insert: collectionName, $db: dbName }));
  const name = Buffer.from('documents\0');
  const documents = Buffer.concat([Buffer.from([1]), int32(4 + name.length + document.length), name, document]);
  const body = Buffer.concat([int32(0), Buffer.from([0]), command, documents]);
  const { hostname, port } = new URL(uri.replace(/^mongodb:/, 'http:'));
  const socket = connect(Number(port), hostname);
  socket.write(Buffer.concat([int32(16 + body.length), int32(1), int32(0), int32(OP_MSG), body]));
  const reply = await new Promise<Buffer>((resolve, reject) => socket.once('data', resolve).once('error', reject));
  socket.destroy();
  const { ok, n } = mongo.BSON.deserialize(reply.subarray(21));
  if (ok !== 1 || n !== 1) throw new Error('The document was not inserted');
}
