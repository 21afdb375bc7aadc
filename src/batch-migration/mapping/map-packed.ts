import type { Finding } from '../../../migrations/index.js';
import { BsonWriter } from '../../bson/bson-writer.js';
import { downgradeBytes, upgradeBytes } from '../../products/upgrade-bytes.js';
import type { Direction } from './mapped-documents.js';
import { pack, type PackedDocuments, unpack } from './packed-documents.js';

/** Documents to be mapped by a thread. */
export interface MappingRequest {
  readonly direction: Direction;
  readonly documents: PackedDocuments;
}

/** The result for the documents of a request, which are named by their position. */
export interface MappingReply {
  /** The mapped documents; empty bytes where nothing is to be changed. */
  readonly documents: PackedDocuments;
  readonly refused: readonly { readonly index: number; readonly findings: readonly Finding[] }[];
  readonly onServer: readonly number[];
}

const UNCHANGED = new Uint8Array();

/** Maps the documents of a request. */
export function mapPacked({ direction, documents }: MappingRequest): MappingReply {
  const map = direction === 'up' ? upgradeBytes : downgradeBytes;
  const writer = new BsonWriter();
  const refused: MappingReply['refused'][number][] = [];
  const onServer: number[] = [];
  const mapped = unpack(documents).map((bytes, index) => {
    const result = map(bytes, writer);
    if (result.kind === 'refused') refused.push({ index, findings: result.findings });
    if (result.kind === 'server') onServer.push(index);
    return result.kind === 'document' && result.bytes !== bytes ? result.bytes : UNCHANGED;
  });
  return { documents: pack(mapped), refused, onServer };
}
