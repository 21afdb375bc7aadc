import { setTimeout as sleep } from 'node:timers/promises';
import { mongo } from 'mongoose';

import type { Finding, Patch, StoredDocument } from '../../../migrations/index.js';
import { recognise, toGuard, toUpdatePipeline, VERSIONS } from '../../../migrations/index.js';
import { idKey } from '../../catalog-index/columns.js';
import { isMongoUnavailable } from '../../errors/mongo-unavailable.js';
import { byIds } from '../../storage/collections.js';
import { isFenced, isOvertaken, isRefusedDocument } from '../../storage/database-errors.js';
import { retryWrites } from '../../storage/write-retry.js';
import type { Direction, Refused } from '../sync/map-documents.js';
import { patchesOf } from '../sync/map-documents.js';
import type { RawDocument } from '../verify/compare-documents.js';
import { decode } from '../verify/compare-documents.js';

type Stored = mongo.Collection<StoredDocument & { _id: unknown }>;

/** What became of documents that others write as well. */
export interface LiveOutcome {
  /** Documents that were of the other shape and are not any more, whoever was the first to change them. */
  readonly changed: readonly unknown[];
  /** Documents that mapping or database refuse. */
  readonly refused: readonly Refused[];
  /** Documents that others changed between every read and write: they are left for later. */
  readonly left: readonly unknown[];
}

/** How live documents are mapped. */
export interface LiveOptions {
  readonly direction: Direction;
  /** How often a document that others keep changing is tried. */
  readonly tries?: number;
  /** Called before every write; throws where it must not happen any more. */
  readonly ensureMine?: () => void;
}

const USUAL_TRIES = 4;
const PAUSE_MS = 10;
/** A guard that missed so often, with not a byte changed in between, will never match. */
const MOST_VAIN_TRIES = 2;
const DETAILS_LENGTH = 300;

const NOT_WRITABLE: Finding = { path: '_id', problem: 'Document holds values that cannot be compared or changed exactly, such as two fields of one name in an object' };

/** A document that is to be changed, as it was read. */
interface Wanted {
  readonly document: StoredDocument;
  readonly patch: Patch;
  readonly bytes: RawDocument;
  /** How often its guard missed although it was the same before and after. */
  readonly inVain: number;
}

/**
 * Upgrades or downgrades documents of a collection that others write at the same time: each write happens only if every
 * value that the mapping read is still there, so nobody's change is overwritten. What was overtaken is read and tried
 * again, a few times. Done twice it comes to the same.
 */
export async function mapLive(collection: Stored, ids: readonly unknown[], options: LiveOptions): Promise<LiveOutcome> {
  const { direction, tries = USUAL_TRIES } = options;
  const changed = new Map<string, unknown>();
  const refused = new Map<string, Refused>();
  let wanted = new Map<string, Wanted>();
  let open = ids;
  for (let attempt = 0; open.length > 0; attempt += 1) {
    const found = await readWanted(collection, open, direction, wanted);
    for (const entry of found.refused) refused.set(idKey(entry.id), entry);
    wanted = found.wanted;
    for (const [key, { document }] of wanted) changed.set(key, document['_id']);
    open = [...wanted.values()].map(({ document }) => document['_id']);
    if (attempt === tries || wanted.size === 0) break;
    if (attempt > 0) await sleep(PAUSE_MS * Math.random() * attempt);
    const { matched, rejected } = await write(collection, [...wanted.values()], options);
    for (const entry of rejected) refused.set(idKey(entry.id), entry);
    if (matched + rejected.length === wanted.size) open = [];
    else open = open.filter((id) => !refused.has(idKey(id)));
  }
  const left = new Set(open.map(idKey));
  return { changed: [...changed].filter(([key]) => !left.has(key) && !refused.has(key)).map(([, id]) => id), refused: [...refused.values()], left: open };
}

/** Reads documents anew; those that need no change, or not any more, are left out. */
async function readWanted(collection: Stored, ids: readonly unknown[], direction: Direction, before: ReadonlyMap<string, Wanted>): Promise<{ wanted: Map<string, Wanted>; refused: readonly Refused[] }> {
  const raw = (await collection.find(byIds(ids), { raw: true }).toArray()) as unknown as RawDocument[];
  const documents = new Map(raw.map((bytes) => [decode(bytes), bytes]));
  // A downgraded document may have a way further down, which is not ours to go.
  const candidates = [...documents.keys()].filter((document) => direction === 'up' || isLatest(document));
  const { patches, refused } = await patchesOf(candidates, direction);
  const wanted = new Map<string, Wanted>();
  const vain: Refused[] = [];
  for (const [document, patch] of patches) {
    const key = idKey(document['_id']);
    const bytes = documents.get(document) ?? new Uint8Array();
    const last = before.get(key);
    const inVain = last !== undefined && Buffer.compare(last.bytes, bytes) === 0 ? last.inVain + 1 : 0;
    if (inVain >= MOST_VAIN_TRIES) vain.push({ id: document['_id'], findings: [NOT_WRITABLE] });
    else wanted.set(key, { document, patch, bytes, inVain });
  }
  return { wanted, refused: [...refused, ...vain] };
}

/** Whether a document is of the latest version. */
export function isLatest(document: StoredDocument): boolean {
  return recognise(document) === VERSIONS.at(-1);
}

interface Written {
  readonly matched: number;
  /** Documents that the database refuses, by a validator or a unique index. */
  readonly rejected: readonly Refused[];
}

function write(collection: Stored, wanted: readonly Wanted[], { ensureMine }: LiveOptions): Promise<Written> {
  const updates = wanted.map(({ document, patch }) => {
    const filter: Record<string, unknown> = { _id: document['_id'], ...toGuard(document, patch) };
    return { updateOne: { filter, update: toUpdatePipeline(patch) } };
  });
  return retryWrites(async () => {
    ensureMine?.();
    try {
      const { matchedCount } = await collection.bulkWrite(updates, { ordered: false, writeConcern: { w: 'majority' } });
      return { matched: matchedCount, rejected: [] };
    } catch (error) {
      const rejected = rejectionsOf(error, wanted);
      if (rejected === undefined) throw error;
      return { matched: (error as mongo.MongoBulkWriteError).result.matchedCount, rejected };
    }
  });
}

/** The documents that the database refuses for what they are; `undefined` where the error is one of another kind. */
function rejectionsOf(error: unknown, wanted: readonly Wanted[]): readonly Refused[] | undefined {
  if (!(error instanceof mongo.MongoBulkWriteError)) return undefined;
  const writeErrors = [error.writeErrors].flat();
  const passing = (entry: unknown): boolean => isFenced(entry) || isOvertaken(entry) || isMongoUnavailable(entry);
  if (writeErrors.length === 0 || writeErrors.some(passing)) return undefined;
  return writeErrors.flatMap((entry) => {
    const document = wanted[entry.index]?.document;
    return document === undefined ? [] : [{ id: document['_id'], findings: [{ path: '_id', problem: problemOf(entry) }] }];
  });
}

function problemOf(error: mongo.WriteError): string {
  if (!isRefusedDocument(error)) return `The database refuses the mapped document: ${error.errmsg ?? `error ${error.code}`}`;
  const details = JSON.stringify((error.err.errInfo as { details?: unknown } | undefined)?.details ?? {}).slice(0, DETAILS_LENGTH);
  return `A validator of the collection refuses the mapped document: ${details}`;
}
