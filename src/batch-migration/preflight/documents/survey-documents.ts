import { setImmediate } from 'node:timers/promises';

import { mongo } from 'mongoose';
import { toCopyGuard } from '../../../../migrations/index.js';
import { isSnapshotGone } from '../../../database/database-errors.js';
import { byIds } from '../../../database/collections.js';
import { rawRepliesAhead } from '../../../database/raw-replies.js';
import type { ProductCollection } from '../../../query-performance/probe-reads.js';
import type { DocumentReport } from './document-report.js';
import type { Suspect } from './document-survey.js';
import { DocumentSurvey } from './document-survey.js';
import { PassInterruptedError } from './pass-interrupted.error.js';

/** How the pass over all documents is observed and stopped. */
export interface SurveyOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called about every thousand documents. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Unique indexes that the upgraded documents must satisfy. */
  readonly uniqueIndexes?: readonly mongo.IndexDescriptionInfo[] | undefined;
}

/** The result of a pass. */
export interface Surveyed {
  readonly report: DocumentReport;
  /** `_id`s of documents that differ in the kinds of their values: worth testing an index or a validator on. */
  readonly representativeIds: readonly unknown[];
}

/** Documents per reply. The server also limits a reply to 16 MB, so memory use stays flat. */
const BATCH = 500;
/** Documents between two turns of the event loop. */
const TURN = 100;
/** Limit for the memory of odd documents that are held back until the server is asked about them. */
const MAX_HELD_BYTES = 4 * 1024 * 1024;

/**
 * Reads every document once, in `_id` order and as bytes, and maps it up and down without writing anything. It uses a
 * single cursor, which gets past `_id`s of every type, decodable or not.
 */
export async function surveyDocuments(products: ProductCollection, options: SurveyOptions = {}): Promise<Surveyed> {
  const survey = new DocumentSurvey(options.uniqueIndexes ?? []);
  const started = performance.now();
  const total = await products.estimatedDocumentCount();
  const cursor = products.find({}, { sort: { _id: 1 }, batchSize: BATCH });
  try {
    let suspects: Suspect[] = [];
    let held = 0;
    for await (const reply of rawRepliesAhead(cursor)) {
      for (const bytes of reply) {
        const suspect = survey.add(bytes);
        if (suspect !== undefined) {
          suspects.push(suspect);
          held += bytes.byteLength;
        }
        if (survey.done % TURN !== 0 && held < MAX_HELD_BYTES) continue;
        options.signal?.throwIfAborted();
        suspects = await askServer(products, survey, suspects);
        held = 0;
        if (survey.done % (TURN * 10) === 0) options.onProgress?.(survey.done, Math.max(total, survey.done));
        await setImmediate();
      }
    }
    await askServer(products, survey, suspects);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (isSnapshotGone(error)) throw new PassInterruptedError(survey.done, error);
    throw error;
  } finally {
    await cursor.close();
  }
  options.signal?.throwIfAborted();
  options.onProgress?.(survey.done, survey.done);
  return { report: survey.report((performance.now() - started) / 1000), representativeIds: survey.representativeIds() };
}

/**
 * Asks the server whether the patches of odd documents could be written: it evaluates the condition on the document,
 * but writes nothing.
 */
async function askServer(
  products: ProductCollection,
  survey: DocumentSurvey,
  suspects: readonly Suspect[],
): Promise<Suspect[]> {
  for (const suspect of suspects) {
    const { document, upgraded } = suspect;
    if (upgraded.patch === null) continue;
    const writable = await products
      .findOne({ ...byIds([document._id]), ...toCopyGuard(document, upgraded.patch) }, { projection: { _id: 1 } })
      .catch((error: unknown) => {
        // A condition that the server rejects here could not be evaluated in a migration either.
        if (error instanceof mongo.MongoServerError && !isSnapshotGone(error)) return null;
        throw error;
      });
    if (writable === null) survey.refuse(suspect);
  }
  return [];
}
