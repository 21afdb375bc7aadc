import type { mongo } from 'mongoose';
import { setImmediate as yieldToOthers } from 'node:timers/promises';

import type { Finding, Outcome, Patch, StoredDocument } from '../../../migrations/index.js';
import { downgrade, recognise, toCopyGuard, toUpdatePipeline, upgradeToLatest } from '../../../migrations/index.js';
import { idKey } from '../../listing/product-id.js';
import { byIds } from '../../database/collections.js';
import type { Direction, Refused } from '../mapping/mapped-documents.js';
import { COVERED_BY_POSITION } from '../../collection-swap/server-copy.js';

/** The outcome for some documents. */
export interface MappedDocuments {
  readonly ids: readonly unknown[];
  readonly refused: readonly Refused[];
}

/** Mapping is CPU-bound; other work waits no longer than this for its turn. */
const TURN_MS = 8;
const WRITTEN_TOGETHER = 100;

/** A patch for each document, and the refusals. Yields to other work in between. */
export async function patchesOf(
  documents: readonly StoredDocument[],
  direction: Direction,
): Promise<{ patches: Map<StoredDocument, Patch>; refused: Refused[] }> {
  const patches = new Map<StoredDocument, Patch>();
  const refused: Refused[] = [];
  let turn = performance.now();
  for (const document of documents) {
    const outcome = patchOf(document, direction);
    if (!outcome.ok) refused.push({ id: document['_id'], findings: outcome.failures });
    else if (outcome.value !== null) patches.set(document, outcome.value);
    if (performance.now() - turn > TURN_MS) {
      await yieldToOthers();
      turn = performance.now();
    }
  }
  return { patches, refused };
}

function patchOf(document: StoredDocument, direction: Direction): Outcome<Patch | null> {
  const outcome = direction === 'up' ? upgradeToLatest(document) : downgrade(document);
  return outcome.ok ? { ...outcome, value: outcome.value.patch } : outcome;
}

type Stored = mongo.Collection<StoredDocument & { _id: unknown }>;

/**
 * Upgrades or downgrades documents of a collection that nobody else writes, by patch, on the server. Documents that the
 * mapping refuses stay unchanged and are returned. While the server writes some documents, the next ones are mapped,
 * except as part of a transaction (`session`), which does one thing at a time.
 */
export async function mapStored(
  collection: Stored,
  ids: readonly unknown[],
  direction: Direction,
  session?: mongo.ClientSession,
): Promise<MappedDocuments> {
  if (ids.length === 0) return { ids, refused: [] };
  const documents = await present(collection, ids, session);
  const refused: Refused[] = [];
  const writing: Promise<Refused[]>[] = [];
  for (let start = 0; start < documents.length; start += WRITTEN_TOGETHER) {
    const mapped = await patchesOf(documents.slice(start, start + WRITTEN_TOGETHER), direction);
    refused.push(...mapped.refused);
    const written = write(collection, mapped.patches, direction, session);
    written.catch(() => undefined); // awaited below
    if (session !== undefined) await written;
    writing.push(written);
  }
  const unwritten = await Promise.all(writing);
  return { ids, refused: [...refused, ...unwritten.flat()] };
}

/** The current documents, read locally because fresh copies do not have a majority yet. */
function present(
  collection: Stored,
  ids: readonly unknown[],
  session: mongo.ClientSession | undefined,
): Promise<(StoredDocument & { _id: unknown })[]> {
  return collection
    .find(byIds(ids), session === undefined ? { readConcern: { level: 'local' } } : { session })
    .toArray();
}

/** Writes patches; returns the documents that could not be written exactly. */
async function write(
  collection: Stored,
  patches: ReadonlyMap<StoredDocument, Patch>,
  direction: Direction,
  session: mongo.ClientSession | undefined,
): Promise<Refused[]> {
  if (patches.size === 0) return [];
  const updates = [...patches].map(([document, patch]) => {
    const filter: Record<string, unknown> = { _id: document['_id'], ...toCopyGuard(document, patch) };
    return { updateOne: { filter, update: toUpdatePipeline(patch) } };
  });
  const { matchedCount } = await collection.bulkWrite(updates, {
    ordered: false,
    bypassDocumentValidation: true,
    ...(session === undefined ? { writeConcern: COVERED_BY_POSITION } : { session }),
  });
  // A guard rejects what cannot be written exactly. That is rare, so a second read finds out which ones they are.
  return matchedCount === updates.length ? [] : unwrittenOf(collection, [...patches.keys()], direction, session);
}

/** Of the documents that had a patch, those that still have one. */
async function unwrittenOf(
  collection: Stored,
  documents: readonly StoredDocument[],
  direction: Direction,
  session: mongo.ClientSession | undefined,
): Promise<Refused[]> {
  const now = await present(
    collection,
    documents.map((document) => document['_id']),
    session,
  );
  const { patches } = await patchesOf(
    direction === 'up' ? now : now.filter((document) => isUnchanged(document, documents)),
    direction,
  );
  return [...patches.keys()].map((document) => ({ id: document['_id'], findings: [NOT_WRITABLE] }));
}

const NOT_WRITABLE: Finding = {
  path: '_id',
  problem: 'The document has fields that cannot be changed exactly, such as two of one name in an object',
};

/** A downgraded document may have a further downgrade, so it counts as not written only if it kept its version. */
function isUnchanged(document: StoredDocument, before: readonly StoredDocument[]): boolean {
  const old = before.find((other) => idKey(other['_id']) === idKey(document['_id']));
  return old !== undefined && recognise(old)?.version === recognise(document)?.version;
}
