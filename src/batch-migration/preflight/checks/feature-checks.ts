import { messageOf } from '../../../errors/message-of.js';
import { passed, failed } from '../check.js';
import type { CheckFinding, PreflightCheck, PreflightContext } from '../check.js';
import { adminDb, collectionInfo } from '../database-facts.js';
import { withScratch } from '../scratch.js';
import { mongo } from 'mongoose';

const UUID_MISMATCH = 361;
const EVENT_WITHIN_MS = 10_000;

/** The server's features, tried out on scratch collections. */
export const FEATURE_CHECKS: readonly PreflightCheck[] = [
  { name: 'rename-compare-and-swap', severity: 'warning', run: tryRename },
  { name: 'change-stream', severity: 'blocker', run: tryChangeStream },
];

/**
 * Renames one scratch collection over another, first with a wrong UUID for the target, which the server must refuse.
 */
async function tryRename({ collections }: PreflightContext): Promise<CheckFinding> {
  const { db } = collections;
  return withScratch(db, 2, async ([source = '', target = '']) => {
    await db.collection(source).insertOne({ from: 'source' });
    await db.collection(target).insertOne({ from: 'target' });
    const [sourceUuid, targetUuid] = await Promise.all([uuidOf(collections, source), uuidOf(collections, target)]);
    const rename = (dropTarget: unknown): Promise<mongo.Document> =>
      adminDb(collections).command({
        renameCollection: `${db.databaseName}.${source}`,
        to: `${db.databaseName}.${target}`,
        dropTarget,
        collectionUUID: sourceUuid,
      });
    const refusal: unknown = await rename(sourceUuid).catch((error: unknown) => error);
    const isRefused = (refusal as { readonly code?: unknown }).code === UUID_MISMATCH;
    const untouched = await db.collection(source).countDocuments({ from: 'source' });
    if (!isRefused || untouched !== 1) return withoutSwap('a wrong UUID was not refused');
    try {
      await rename(targetUuid);
    } catch (error) {
      return withoutSwap(messageOf(error));
    }
    const renamed = await uuidOf(collections, target);
    return renamed?.toString('hex') === sourceUuid?.toString('hex')
      ? passed('Renames check the UUID of the collection', { compareAndSwapRename: true })
      : withoutSwap('the collection was not renamed');
  });
}

function withoutSwap(why: string): CheckFinding {
  return failed(
    `The server does not rename by UUID (${why})`,
    'The migration checks the UUIDs right before the rename instead, under the fence; make sure that nobody ' +
      'else renames or drops collections meanwhile',
    { compareAndSwapRename: false },
  );
}

async function uuidOf(collections: PreflightContext['collections'], name: string): Promise<mongo.Binary | undefined> {
  return (await collectionInfo(collections, name))?.uuid;
}

/** Opens a change stream on the database and waits for it to report a validator that is set on a scratch collection. */
async function tryChangeStream({ collections: { db }, signal }: PreflightContext): Promise<CheckFinding> {
  return withScratch(db, 1, async ([name = '']) => {
    await db.createCollection(name);
    const stream = db.watch([{ $match: { operationType: 'modify', 'ns.coll': name } }], {
      showExpandedEvents: true,
      maxAwaitTimeMS: 200,
    });
    try {
      await stream.tryNext();
      await db.command({ collMod: name, validator: { trial: true } });
      for (const until = performance.now() + EVENT_WITHIN_MS; performance.now() < until;) {
        signal?.throwIfAborted();
        if ((await stream.tryNext()) !== null) return passed('The change stream reports writes and validators');
      }
      return failed(
        'The change stream did not report a changed validator',
        'Set the feature compatibility version to 6.0 or newer: without this event, the position of the write ' +
          'fence in the stream is not known',
      );
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof mongo.MongoServerError)) throw error;
      return failed(
        `The change stream cannot be opened: ${error.message}`,
        'It needs a replica set, and the privileges find and changeStream on the database',
      );
    } finally {
      await stream.close();
    }
  });
}
