import type { mongo } from 'mongoose';

import type { StoredDocument } from '../../../migrations/index.js';
import { idKey } from '../../listing/product-id.js';
import { byIds, PRODUCTS } from '../../database/collections.js';
import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import type { DocumentEvent } from '../../collection-swap/change-reader.js';
import { mapStored } from '../sync/map-documents.js';
import { idOf } from '../../collection-swap/stored-bytes.js';
import { replaceWithin } from '../sync/write-copies.js';
import { rawDocuments } from '../../database/raw-replies.js';

type Stored = mongo.Collection<StoredDocument & { _id: unknown }>;

/**
 * Writes to some products that got past a fence (deletes, and writes that bypass validation) between the last catch-up
 * and the rename.
 */
export interface LateWrites {
  readonly ids: readonly unknown[];
  /** In order, with their content. */
  readonly events: readonly DocumentEvent[];
}

/** Applies late writes to the collection that now has the name `products`, as part of a transaction. */
export type ApplyWithin = (session: mongo.ClientSession, db: mongo.Db, stragglers: LateWrites) => Promise<void>;

/**
 * Applies late writes in the old shape to the new collection. The old collection is gone, so the events are applied to
 * the rollback copy, which was in sync with it, and copied and upgraded from there.
 */
export function forwardInto(next: CollectionIdentity, twin: CollectionIdentity): ApplyWithin {
  return async (session, db, { ids, events }) => {
    const copies = stored(db, twin.name);
    await applyEvents(session, copies, events);
    const documents = (await rawDocuments(copies.find(byIds(ids), { session }))).map((bytes) => ({
      id: idOf(bytes),
      bytes,
    }));
    const there = new Set(documents.map(({ id }) => idKey(id)));
    const gone = ids.filter((id) => !there.has(idKey(id)));
    const products = stored(db, PRODUCTS);
    if (gone.length > 0) await products.deleteMany(byIds(gone), { session });
    await replaceWithin(session, db, { ...next, name: PRODUCTS }, documents);
    await mapStored(products, ids, 'up', session);
  };
}

/**
 * Applies late writes in the new shape to the old collection, which has the name `products` again. An event refers to
 * the fields of the new shape, so the document is upgraded, changed and downgraded again.
 */
export const backward: ApplyWithin = async (session, db, { ids, events }) => {
  const products = stored(db, PRODUCTS);
  await mapStored(products, ids, 'up', session);
  await applyEvents(session, products, events);
  await mapStored(products, ids, 'down', session);
};

function stored(db: mongo.Db, name: string): Stored {
  return db.collection(name, { enableUtf8Validation: false });
}

interface UpdateDescription {
  readonly updatedFields?: Readonly<Record<string, unknown>>;
  readonly removedFields?: readonly string[];
  readonly truncatedArrays?: readonly { readonly field: string; readonly newSize: number }[];
}

async function applyEvents(
  session: mongo.ClientSession,
  collection: Stored,
  events: readonly DocumentEvent[],
): Promise<void> {
  for (const event of events) await applyEvent(session, collection, event);
}

/** Applies one event as the change that it was. */
async function applyEvent(
  session: mongo.ClientSession,
  collection: Stored,
  { id, event }: DocumentEvent,
): Promise<void> {
  const filter = { _id: id } as Record<string, unknown>;
  switch (event.operationType) {
    case 'insert':
    case 'replace':
      await collection.replaceOne(filter, withoutId(event.fullDocument), {
        upsert: true,
        bypassDocumentValidation: true,
        session,
      });
      return;
    case 'delete':
      await collection.deleteOne(filter, { session });
      return;
    case 'update':
      for (const update of updatesOf(event.updateDescription as unknown as UpdateDescription))
        await collection.updateOne(filter, update, { bypassDocumentValidation: true, session });
      return;
    default:
  }
}

function updatesOf({
  updatedFields = {},
  removedFields = [],
  truncatedArrays = [],
}: UpdateDescription): mongo.UpdateFilter<StoredDocument & { _id: unknown }>[] {
  const truncations = truncatedArrays.map(({ field, newSize }) => ({
    $push: { [field]: { $each: [], $slice: Number(newSize) } },
  }));
  const unset = Object.fromEntries(removedFields.map((path) => [path, '']));
  const changes = {
    ...(Object.keys(updatedFields).length > 0 ? { $set: updatedFields } : {}),
    ...(removedFields.length > 0 ? { $unset: unset } : {}),
  };
  return [...truncations, ...(Object.keys(changes).length > 0 ? [changes] : [])] as mongo.UpdateFilter<
    StoredDocument & { _id: unknown }
  >[];
}

function withoutId(document: Readonly<Record<string, unknown>> | undefined): StoredDocument & { _id: unknown } {
  const { _id: _, ...rest } = document ?? {};
  return rest as StoredDocument & { _id: unknown };
}
