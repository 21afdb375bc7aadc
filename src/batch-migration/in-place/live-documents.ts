import { setTimeout as sleep } from 'node:timers/promises';

import { idKey } from '../../listing/product-id.js';
import { byIds } from '../../database/collections.js';
import type { Refused } from '../mapping/mapped-documents.js';
import { patchesOf } from '../sync/map-documents.js';
import type { RawDocument } from '../verify/compare-documents.js';
import { decode } from '../../collection-swap/stored-bytes.js';
import type { LiveOptions, Stored, Write } from '../sync/live-writes.js';
import { isMapped, NOT_WRITABLE, writeGuarded } from '../sync/live-writes.js';
import { mapLocked } from './locked-document.js';
import { rawDocuments } from '../../database/raw-replies.js';

/** The outcome for documents that others may write at the same time. */
export interface LiveOutcome {
  /** Documents that no longer have the other shape, no matter who changed them. */
  readonly changed: readonly unknown[];
  /** Documents that the mapping or the database refuses. */
  readonly refused: readonly Refused[];
  /** Documents that others changed between every read and write; they are left for later. */
  readonly left: readonly unknown[];
}

const USUAL_TRIES = 4;
const PAUSE_MS = 10;
/** A guard that misses this often while the document does not change by a single byte will never match. */
const MAX_VAIN_TRIES = 2;

/** A document to change, as it was read. */
interface Wanted extends Write {
  readonly bytes: RawDocument;
  /** How often its guard missed although the document had not changed. */
  readonly inVain: number;
}

/**
 * Upgrades or downgrades documents of a collection that others write at the same time. Each write is a compare-and-set
 * on every value that the mapping read, so nobody's change is overwritten. A document that was changed in between is
 * read and tried again a few times, and then locked if requested. Idempotent.
 */
export async function mapLive(collection: Stored, ids: readonly unknown[], options: LiveOptions): Promise<LiveOutcome> {
  const changed = new Map<string, unknown>();
  const refused = new Map<string, Refused>();
  const refuse = (entries: readonly Refused[]): void => {
    for (const entry of entries) refused.set(idKey(entry.id), entry);
  };
  let open = await guardedRounds(collection, ids, options, { changed, refuse });
  if (options.lockBy !== undefined) {
    for (const id of open)
      refuse([await mapLocked(options.lockBy, collection, id, options)].filter((entry) => entry !== undefined));
    open = [];
  }
  const left = new Set(open.map(idKey));
  return {
    changed: [...changed].filter(([key]) => !left.has(key) && !refused.has(key)).map(([, id]) => id),
    refused: [...refused.values()],
    left: open,
  };
}

interface Notes {
  /** Documents that needed a change. */
  readonly changed: Map<string, unknown>;
  readonly refuse: (entries: readonly Refused[]) => void;
}

/**
 * Reads and writes until everything is written or the rounds are used up; returns the documents that were changed by
 * others in every round.
 */
async function guardedRounds(
  collection: Stored,
  ids: readonly unknown[],
  options: LiveOptions,
  { changed, refuse }: Notes,
): Promise<readonly unknown[]> {
  const { tries = USUAL_TRIES } = options;
  let wanted = new Map<string, Wanted>();
  let open = ids;
  for (let round = 0; open.length > 0; round += 1) {
    const found = await readWanted(collection, open, options, wanted);
    refuse(found.refused);
    wanted = found.wanted;
    for (const [key, { document }] of wanted) changed.set(key, document['_id']);
    open = [...wanted.values()].map(({ document }) => document['_id']);
    if (round === tries || wanted.size === 0) break;
    if (round > 0) await sleep(PAUSE_MS * Math.random() * round);
    const { matched, rejected } = await writeGuarded(collection, [...wanted.values()], options);
    refuse(rejected);
    if (matched + rejected.length === wanted.size) return [];
    const gone = new Set(rejected.map(({ id }) => idKey(id)));
    open = open.filter((id) => !gone.has(idKey(id)));
  }
  return open;
}

/** Reads documents again, without those that do not need a change or no longer do. */
async function readWanted(
  collection: Stored,
  ids: readonly unknown[],
  { direction }: LiveOptions,
  before: ReadonlyMap<string, Wanted>,
): Promise<{ wanted: Map<string, Wanted>; refused: readonly Refused[] }> {
  const raw = await rawDocuments(collection.find(byIds(ids)));
  const documents = new Map(raw.map((bytes) => [decode(bytes), bytes]));
  const { patches, refused } = await patchesOf(
    [...documents.keys()].filter((document) => !isMapped(document, direction)),
    direction,
  );
  const wanted = new Map<string, Wanted>();
  const vain: Refused[] = [];
  for (const [document, patch] of patches) {
    const key = idKey(document['_id']);
    const bytes = documents.get(document) ?? new Uint8Array();
    const last = before.get(key);
    const inVain = last !== undefined && Buffer.compare(last.bytes, bytes) === 0 ? last.inVain + 1 : 0;
    if (inVain >= MAX_VAIN_TRIES) vain.push({ id: document['_id'], findings: [NOT_WRITABLE] });
    else wanted.set(key, { document, patch, bytes, inVain });
  }
  return { wanted, refused: [...refused, ...vain] };
}
