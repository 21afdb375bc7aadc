import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mongo } from 'mongoose';

import { arbitraryDocuments } from '../../../migrations/testing/arbitrary-document.js';
import { BsonWriter } from '../../bson/bson-writer.js';
import { downgradeBytes, upgradeBytes } from '../../products/upgrade-bytes.js';
import { mapPacked } from './map-packed.js';
import { pack, unpack } from './packed-documents.js';

it('maps packed documents as it maps single ones', () => {
  fc.assert(
    fc.property(
      fc.array(arbitraryDocuments, { maxLength: 5 }),
      fc.constantFrom('up' as const, 'down' as const),
      (documents, direction) => {
        const stored = documents.map((document) => mongo.BSON.serialize(document as mongo.Document));
        const map = direction === 'up' ? upgradeBytes : downgradeBytes;
        const alone = stored.map((bytes) => map(bytes, new BsonWriter()));

        const reply = mapPacked({ direction, documents: pack(stored) });
        expect(
          unpack(reply.documents).map((bytes, index) =>
            Buffer.from(bytes.length === 0 ? (stored[index] ?? []) : bytes),
          ),
        ).toEqual(alone.map((one, index) => Buffer.from(one.kind === 'document' ? one.bytes : (stored[index] ?? []))));
        expect(reply.refused).toEqual(
          alone.flatMap((one, index) => (one.kind === 'refused' ? [{ index, findings: one.findings }] : [])),
        );
        expect(reply.onServer).toEqual(alone.flatMap(({ kind }, index) => (kind === 'server' ? [index] : [])));
      },
    ),
    { numRuns: 300 },
  );
});
