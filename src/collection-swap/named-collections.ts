import type { mongo } from 'mongoose';

import { FENCE_TITLE } from '../database/fence-title.js';
import { PRODUCTS } from '../database/collections.js';
import { inShortWaits } from '../database/short-waits.js';
import { uuidText } from './change-reader.js';
import type { CollectionIdentity, Validation } from './collection-identity.js';
import { isIndexBuildRunning } from './server-errors.js';

const MAJORITY = { w: 'majority' } as const;
const INDEX_BUILD_PAUSE_MS = 500;

interface CollectionInfo {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly info: { readonly uuid: mongo.UUID };
}

/** A collection with its options; `null` if there is none with that name. */
export interface FoundCollection extends CollectionIdentity {
  readonly options: Readonly<Record<string, unknown>>;
}

/** The collection with a given name. */
export async function findCollection(db: mongo.Db, name: string): Promise<FoundCollection | null> {
  return firstOf(db, { name });
}

/** The collection with a given UUID, whatever its current name. */
export async function findByUuid(db: mongo.Db, uuid: mongo.UUID): Promise<FoundCollection | null> {
  return firstOf(db, { 'info.uuid': uuid });
}

/** Whether a collection named `products` exists. */
export async function isLive(db: mongo.Db, collection: CollectionIdentity | null): Promise<boolean> {
  return collection !== null && uuidText((await findCollection(db, PRODUCTS))?.uuid) === uuidText(collection.uuid);
}

/** A collection's validation rules; a fence counts as none. */
export function validationOf({ options }: FoundCollection): Validation {
  const validator = (options['validator'] ?? {}) as Readonly<Record<string, unknown>>;
  if (fenceTitle(options) !== undefined) return { validator: {}, validationLevel: 'strict', validationAction: 'error' };
  return {
    validator,
    validationLevel: String(options['validationLevel'] ?? 'strict'),
    validationAction: String(options['validationAction'] ?? 'error'),
  };
}

/** The title of a collection's fence; `undefined` if it has none. */
export function fenceTitle(options: Readonly<Record<string, unknown>>): string | undefined {
  const title = (options['validator'] as { $jsonSchema?: { title?: unknown } } | undefined)?.$jsonSchema?.title;
  return typeof title === 'string' && title.startsWith(FENCE_TITLE) ? title : undefined;
}

/** A validator that no document satisfies. */
export function fence(title: string): Readonly<Record<string, unknown>> {
  return { $jsonSchema: { title, required: ['__fence__'] } };
}

/**
 * Creates a collection that refuses all writes except those that bypass validation on purpose. If it exists, left by a
 * crashed attempt, it is used as it is.
 */
export async function createFenced(
  db: mongo.Db,
  name: string,
  title: string,
  options: Readonly<Record<string, unknown>>,
): Promise<CollectionIdentity> {
  if ((await findCollection(db, name)) === null)
    await db.createCollection(name, { ...options, validator: fence(title), writeConcern: MAJORITY });
  const made = await findCollection(db, name);
  if (made === null) throw new Error(`Collection ${name} disappeared right after it was created`);
  return { name, uuid: made.uuid };
}

/** Renames a collection. Does nothing if it has the name already; waits for a running index build. */
export async function renameTo(
  db: mongo.Db,
  { uuid }: CollectionIdentity,
  name: string,
): Promise<CollectionIdentity | null> {
  for (;;) {
    const found = await findByUuid(db, uuid);
    if (found === null || found.name === name) return found === null ? null : { name, uuid };
    try {
      await rename(db, found, name);
    } catch (error) {
      if (!isIndexBuildRunning(error)) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, INDEX_BUILD_PAUSE_MS);
      });
    }
  }
}

/**
 * Renames once, only if the collection still has the given UUID, and replaces only a collection with the given UUID.
 */
export async function rename(
  db: mongo.Db,
  from: CollectionIdentity,
  to: string,
  over?: mongo.UUID,
  maxTimeMS = 5_000,
): Promise<void> {
  await db.client.db('admin').command({
    renameCollection: `${db.databaseName}.${from.name}`,
    to: `${db.databaseName}.${to}`,
    collectionUUID: from.uuid,
    ...(over === undefined ? {} : { dropTarget: over }),
    maxTimeMS,
    writeConcern: MAJORITY,
  });
}

/** Drops a migration's collection, identified by UUID rather than name. Never drops the live one. */
export async function dropCollection(db: mongo.Db, collection: CollectionIdentity | null): Promise<void> {
  if (collection === null) return;
  const found = await findByUuid(db, collection.uuid);
  if (found !== null && found.name !== PRODUCTS) await db.dropCollection(found.name, { writeConcern: MAJORITY });
}

/** Changes a collection's validation if it still has that UUID. */
export async function setValidation(
  db: mongo.Db,
  { name, uuid }: CollectionIdentity,
  validation: Validation,
  maxTimeMS: number,
): Promise<void> {
  await db.command({ collMod: name, collectionUUID: uuid, ...validation, maxTimeMS, writeConcern: MAJORITY });
}

/** The same, in short waits that hold up no writer for long. */
export function changeValidation(db: mongo.Db, collection: CollectionIdentity, validation: Validation): Promise<void> {
  return inShortWaits((maxTimeMS) => setValidation(db, collection, validation, maxTimeMS));
}

async function firstOf(db: mongo.Db, filter: Record<string, unknown>): Promise<FoundCollection | null> {
  const [found] = (await db.listCollections(filter).toArray()) as unknown as CollectionInfo[];
  return found === undefined ? null : { name: found.name, uuid: found.info.uuid, options: found.options };
}
