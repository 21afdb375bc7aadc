import type { mongo } from 'mongoose';
import { setImmediate as yieldToOthers } from 'node:timers/promises';

import type { Finding, Outcome, Patch, StoredDocument } from '../../../migrations/index.js';
import { downgrade, recognise, toCopyGuard, toUpdatePipeline, upgradeToLatest } from '../../../migrations/index.js';
import { BsonWriter } from '../../bson/bson-writer.js';
import { idKey } from '../../listing/product-id.js';
import { byIds } from '../../database/collections.js';
import { downgradeBytes, upgradeBytes } from '../../products/upgrade-bytes.js';
import { COVERED_BY_POSITION } from '../../collection-swap/server-copy.js';
import type { StoredBytes } from '../../collection-swap/stored-bytes.js';

/** Which way documents are mapped. */
export type Direction = 'up' | 'down';

/** A document that stays as it is, and why. */
export interface Refused {
  readonly id: unknown;
  readonly findings: readonly Finding[];
}

/** What became of some documents. */
export interface MappedDocuments {
  readonly ids: readonly unknown[];
  readonly refused: readonly Refused[];
}

/** Mapping holds the processor; others wait no longer than this for their turn. */
const TURN_MS = 8;
const WRITTEN_TOGETHER = 100;

/** A patch for each document, and what is refused. Gives way to other work in between. */
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

/** What stored documents become. */
export interface MappedBytes {
  /** As they are to be written; what is refused as it is. */
  readonly documents: readonly StoredBytes[];
  readonly refused: readonly Refused[];
  /** Documents that only the server can map exactly. */
  readonly onServer: readonly StoredBytes[];
}

/**
 * Maps documents by their bytes: what the mapping leaves alone stays byte for byte. Gives way to other work in between.
 */
export async function mapBytes(stored: readonly StoredBytes[], direction: Direction): Promise<MappedBytes> {
  const documents: StoredBytes[] = [];
  const refused: Refused[] = [];
  const onServer: StoredBytes[] = [];
  const map = direction === 'up' ? upgradeBytes : downgradeBytes;
  const writer = new BsonWriter();
  let turn = performance.now();
  for (const document of stored) {
    const mapped = map(document.bytes, writer);
    if (mapped.kind === 'refused') refused.push({ id: document.id, findings: mapped.findings });
    if (mapped.kind === 'server') onServer.push(document);
    else documents.push({ id: document.id, bytes: mapped.kind === 'document' ? mapped.bytes : document.bytes });
    if (performance.now() - turn > TURN_MS) {
      await yieldToOthers();
      turn = performance.now();
    }
  }
  return { documents, refused, onServer };
}

function patchOf(document: StoredDocument, direction: Direction): Outcome<Patch | null> {
  const outcome = direction === 'up' ? upgradeToLatest(document) : downgrade(document);
  return outcome.ok ? { ...outcome, value: outcome.value.patch } : outcome;
}

type Stored = mongo.Collection<StoredDocument & { _id: unknown }>;

/**
 * Upgrades or downgrades documents of a collection that nobody else writes, by patch, on the server. What the mapping
 * refuses stays as it is and is told. While the server writes some documents, the next ones are mapped; not so as a
 * part of a transaction (`session`), which does one thing at a time.
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
    written.catch(() => undefined); // it is awaited below
    if (session !== undefined) await written;
    writing.push(written);
  }
  const unwritten = await Promise.all(writing);
  return { ids, refused: [...refused, ...unwritten.flat()] };
}

/** Documents as they are now: what has just been copied is not the majority's yet. */
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
  // A guard refuses what cannot be written exactly; rare, so it is found out by looking again.
  return matchedCount === updates.length ? [] : unwrittenOf(collection, [...patches.keys()], direction, session);
}

/** Of documents that had a patch, those that still have one. */
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
  problem: 'Document holds fields that cannot be changed exactly, such as two of one name in an object',
};

/** A downgraded document may have a way further down, so only one that kept its version counts as not written. */
function isUnchanged(document: StoredDocument, before: readonly StoredDocument[]): boolean {
  const old = before.find((other) => idKey(other['_id']) === idKey(document['_id']));
  return old !== undefined && recognise(old)?.version === recognise(document)?.version;
}
