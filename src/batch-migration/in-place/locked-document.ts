import type { mongo } from 'mongoose';

import type { StoredDocument } from '../../../migrations/index.js';
import { toGuard, toUpdatePipeline } from '../../../migrations/index.js';
import { isDuplicateKey, isRefusedDocument } from '../../database/database-errors.js';
import type { OwnedRun } from '../run/owned-run.js';
import type { Refused } from '../mapping/mapped-documents.js';
import { patchesOf } from '../sync/map-documents.js';
import { decode } from '../../collection-swap/stored-bytes.js';
import { isMapped, type LiveOptions, NOT_WRITABLE, persistently, rejection, type Stored } from '../sync/live-writes.js';
import { rawDocuments } from '../../database/raw-replies.js';

/** A field that exists only within a transaction: no reader and no other writer ever sees it. */
const LOCK = '__catalog_migration';

/**
 * Maps a document that others change so often that a compare-and-set never succeeds. A transaction first writes a field
 * of its own, so that other writers of this document wait, and then reads, maps and writes it. They wait for a few
 * milliseconds. Returns the refusal, or `undefined` if the document has been mapped.
 */
export function mapLocked(
  run: Pick<OwnedRun, 'inTransaction'>,
  collection: Stored,
  id: unknown,
  options: LiveOptions,
): Promise<Refused | undefined> {
  return persistently(async () => {
    options.ensureMine?.();
    try {
      return await run.inTransaction(async (session) => {
        const outcome = await mapWithin(session, collection, id, options);
        if (outcome !== 'written') await session.abortTransaction();
        return typeof outcome === 'string' ? undefined : outcome;
      });
    } catch (error) {
      if (!isRefusedDocument(error) && !isDuplicateKey(error)) throw error;
      return rejection(error as object, id);
    }
  });
}

async function mapWithin(
  session: mongo.ClientSession,
  collection: Stored,
  id: unknown,
  { direction }: LiveOptions,
): Promise<Refused | 'written' | 'nothing to do'> {
  const filter: Record<string, unknown> = { _id: id };
  await collection.updateOne(filter, { $set: { [LOCK]: true } }, { session, bypassDocumentValidation: true });
  const [bytes] = await rawDocuments(collection.find(filter, { session }));
  if (bytes === undefined) return 'nothing to do';
  const { [LOCK]: _, ...rest } = decode(bytes);
  const document = rest as StoredDocument;
  if (isMapped(document, direction)) return 'nothing to do';
  const { patches, refused } = await patchesOf([document], direction);
  if (refused[0] !== undefined) return refused[0];
  const patch = patches.get(document);
  if (patch === undefined) return 'nothing to do';
  const guarded: Record<string, unknown> = { ...filter, ...toGuard(document, patch) };
  const { matchedCount } = await collection.updateOne(
    guarded,
    [...toUpdatePipeline(patch), { $unset: LOCK }] as mongo.Document[],
    { session },
  );
  return matchedCount === 1 ? 'written' : { id, findings: [NOT_WRITABLE] };
}
