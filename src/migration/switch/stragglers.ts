import type { mongo } from 'mongoose';

import type { StoredDocument } from '../../../migrations/index.js';
import { idKey } from '../../listing/product-id.js';
import { byIds, PRODUCTS } from '../../storage/collections.js';
import type { DocumentEvent } from '../sync/change-reader.js';
import { distinctIds } from '../sync/change-reader.js';
import { mapStored } from '../sync/map-documents.js';
import { copyByIds } from '../sync/server-copy.js';
import type { CollectionIdentity } from '../run/migration-run.js';

const MAJORITY = { w: 'majority' } as const;
const BYPASS = { bypassDocumentValidation: true, writeConcern: MAJORITY } as const;

type Stored = mongo.Collection<StoredDocument & { _id: unknown }>;

/** Writes that passed the fence (deletes, and those that bypass validation) between the last catch-up and the rename. */
export interface Stragglers {
  /** In their order, with their content. */
  readonly events: readonly DocumentEvent[];
  /** Documents that somebody has written in the new collection since: the newer write counts. */
  readonly newer: readonly unknown[];
}

/** What became of them. */
export interface StragglerResult {
  readonly applied: number;
  readonly conflicts: readonly unknown[];
}

/**
 * Applies stragglers of the old shape to the collection of the new one, which has the name `products` by now and is
 * fenced still. The old collection is gone, so the events are applied to its twin, which was in step with it, and copied
 * and upgraded from there. All of it can be done again after a crash.
 */
export async function applyForward(db: mongo.Db, twin: CollectionIdentity, stragglers: Stragglers): Promise<StragglerResult> {
  const { events, conflicts } = withoutNewer(stragglers);
  const copies: Stored = db.collection(twin.name, { enableUtf8Validation: false });
  for (const event of events) await applyEvent(copies, event);

  const ids = distinctIds(events);
  const inserted = distinctIds(events.filter(({ event }) => event.operationType === 'insert'));
  const products: Stored = db.collection(PRODUCTS, { enableUtf8Validation: false });
  // Only what was inserted may appear: a product that is not there any more was deleted later than it was written.
  await copyByIds(db, { source: twin, target: PRODUCTS, whenNotThere: 'discard' }, ids);
  await copyByIds(db, { source: twin, target: PRODUCTS }, inserted);
  const present = await copies.find(byIds(ids), { projection: { _id: 1 } }).toArray();
  const there = new Set(present.map(({ _id }) => idKey(_id)));
  await products.deleteMany(byIds(ids.filter((id) => !there.has(idKey(id)))), { writeConcern: MAJORITY });
  await mapStored(products, ids, 'up');
  return { applied: events.length, conflicts };
}

/**
 * Applies stragglers of the new shape to the collection of the old one, which has the name `products` again. An event
 * speaks of the new shape's fields, so the document is upgraded in place, changed, and downgraded again.
 */
export async function applyBack(db: mongo.Db, stragglers: Stragglers): Promise<StragglerResult> {
  const { events, conflicts } = withoutNewer(stragglers);
  const products: Stored = db.collection(PRODUCTS, { enableUtf8Validation: false });
  const ids = distinctIds(events);
  await mapStored(products, ids, 'up');
  for (const event of events) await applyEvent(products, event);
  await mapStored(products, ids, 'down');
  return { applied: events.length, conflicts };
}

function withoutNewer({ events, newer }: Stragglers): { readonly events: readonly DocumentEvent[]; readonly conflicts: readonly unknown[] } {
  const overtaken = new Set(newer.map(idKey));
  return { events: events.filter(({ id }) => !overtaken.has(idKey(id))), conflicts: distinctIds(events.filter(({ id }) => overtaken.has(idKey(id)))) };
}

interface UpdateDescription {
  readonly updatedFields?: Readonly<Record<string, unknown>>;
  readonly removedFields?: readonly string[];
  readonly truncatedArrays?: readonly { readonly field: string; readonly newSize: number }[];
}

/** One event, as the change that it was. */
async function applyEvent(collection: Stored, { id, event }: DocumentEvent): Promise<void> {
  const filter = { _id: id } as Record<string, unknown>;
  switch (event.operationType) {
    case 'insert':
    case 'replace':
      await collection.replaceOne(filter, withoutId(event.fullDocument), { upsert: true, ...BYPASS });
      return;
    case 'delete':
      await collection.deleteOne(filter, { writeConcern: MAJORITY });
      return;
    case 'update':
      await applyUpdate(collection, filter, event.updateDescription as unknown as UpdateDescription);
      return;
    default:
  }
}

async function applyUpdate(collection: Stored, filter: Record<string, unknown>, change: UpdateDescription): Promise<void> {
  for (const { field, newSize } of change.truncatedArrays ?? []) {
    await collection.updateOne(filter, { $push: { [field]: { $each: [], $slice: Number(newSize) } } } as mongo.UpdateFilter<StoredDocument & { _id: unknown }>, BYPASS);
  }
  const set = change.updatedFields ?? {};
  const unset = Object.fromEntries((change.removedFields ?? []).map((path) => [path, '']));
  const update = { ...(Object.keys(set).length > 0 ? { $set: set } : {}), ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}) };
  if (Object.keys(update).length > 0) await collection.updateOne(filter, update as mongo.UpdateFilter<StoredDocument & { _id: unknown }>, BYPASS);
}

function withoutId(document: Readonly<Record<string, unknown>> | undefined): StoredDocument & { _id: unknown } {
  const { _id: _, ...rest } = document ?? {};
  return rest as StoredDocument & { _id: unknown };
}
