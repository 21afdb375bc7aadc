import type { mongo } from 'mongoose';
import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { idKey } from '../../listing/product-id.js';
import { byIds } from '../../database/collections.js';
import { IN_SNAPSHOT, inSnapshot, type Snapshot } from '../../database/snapshot.js';
import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import type { StoredBytes } from '../../collection-swap/stored-bytes.js';
import { idOf, idRange, MAX_KEY, takePage } from '../../collection-swap/stored-bytes.js';
import type { Comparison, RawDocument } from './compare-documents.js';

/** A copy and what makes it right. */
export interface Copy {
  readonly collection: CollectionIdentity;
  readonly compare: Comparison;
}

/** A document whose copy is wrong. */
export interface Mismatch {
  readonly id: unknown;
  readonly collection: string;
  readonly problem: string;
}

/** Compared together, or fewer where they are large. */
const CHUNK = 250;
/** More than these in one range of a copy are not all looked at: that some are too many is known by then. */
const MAX_IN_COPY = 2 * CHUNK;
const TURN_MS = 8;

/** What is compared with what: documents by the key of their `_id`. */
interface Documents {
  readonly ids: ReadonlyMap<string, unknown>;
  readonly source: ReadonlyMap<string, StoredBytes>;
  readonly copies: readonly ReadonlyMap<string, StoredBytes>[];
}

/** Some documents in the order of `_id`, and the `_id` of the first one after them; empty where there is none. */
interface Range {
  readonly documents: Documents;
  readonly next: readonly unknown[];
}

/** Compares a collection with its copies, document by document, in both directions. */
export class Verifier {
  constructor(
    private readonly db: mongo.Db,
    private readonly source: CollectionIdentity,
    private readonly copies: readonly Copy[],
  ) {}

  /**
   * Compares everything. While the source is being written, what is found is only suspected: it may have been written
   * between the last catch-up and the comparison. `afterChunk` is where to catch up.
   */
  async all(
    afterChunk: (compared: number) => Promise<void>,
  ): Promise<{ readonly compared: number; readonly suspects: Mismatch[] }> {
    const suspects: Mismatch[] = [];
    let compared = 0;
    for (let range: Promise<Range> | undefined = this.range([]); range !== undefined;) {
      const { documents, next }: Range = await range;
      // While these are compared, the database reads the next ones.
      range = next.length === 0 ? undefined : this.range(next);
      range?.catch(() => undefined); // it is awaited in the next turn
      suspects.push(...(await this.compare(documents)));
      compared += documents.source.size;
      await afterChunk(compared);
    }
    return { compared, suspects };
  }

  /** Compares some documents, those of each chunk at one moment. */
  async some(ids: readonly unknown[]): Promise<Mismatch[]> {
    const mismatches: Mismatch[] = [];
    for (const left = new Map(ids.map((id) => [idKey(id), id])); left.size > 0;) {
      const documents = await this.chosen([...left.values()].slice(0, CHUNK));
      mismatches.push(...(await this.compare(documents)));
      for (const key of documents.ids.keys()) left.delete(key);
    }
    return mismatches;
  }

  /**
   * The source's next documents, and what the copies hold between the same bounds: also what the source does not have.
   */
  private range(from: readonly unknown[]): Promise<Range> {
    return inSnapshot(this.db.client, async (snapshot) => {
      const onwards = idRange(from, []);
      const { documents, next } = await takePage(
        this.find(this.source, onwards.filter, snapshot, { ...onwards.options, limit: CHUNK + 1 }),
        CHUNK,
      );
      const { filter, options, lacksMaxKey } = idRange(from, next);
      const rest = async (collection: CollectionIdentity): Promise<readonly StoredBytes[]> =>
        lacksMaxKey ? allOf(this.find(collection, byIds([MAX_KEY]), snapshot, {})) : [];
      const source = [...documents, ...(await rest(this.source))];
      const copies = await Promise.all(
        this.copies.map(async ({ collection }) => [
          ...(await allOf(this.find(collection, filter, snapshot, { ...options, limit: MAX_IN_COPY }))),
          ...(await rest(collection)),
        ]),
      );
      const keyed = [source, ...copies].map(byKey);
      const [sources = new Map(), ...others] = keyed;
      const ids = new Map<string, unknown>();
      for (const documents of keyed) for (const [key, { id }] of documents) ids.set(key, id);
      return { documents: { ids, source: sources, copies: others }, next };
    });
  }

  /** Documents by their `_id`s. Where they are too large to be compared together, some of those that the source has. */
  private chosen(ids: readonly unknown[]): Promise<Documents> {
    return inSnapshot(this.db.client, async (snapshot) => {
      const { documents, next } = await takePage(this.find(this.source, byIds(ids), snapshot, {}), ids.length);
      const compared = next.length === 0 ? ids : documents.map(({ id }) => id);
      const copies = await Promise.all(
        this.copies.map(async ({ collection }) =>
          byKey(await allOf(this.find(collection, byIds(compared), snapshot, {}))),
        ),
      );
      return { ids: new Map(compared.map((id) => [idKey(id), id])), source: byKey(documents), copies };
    });
  }

  /** Gives way to other work in between. */
  private async compare({ ids, source, copies }: Documents): Promise<Mismatch[]> {
    const mismatches: Mismatch[] = [];
    let turn = performance.now();
    for (const [key, id] of ids) {
      this.copies.forEach(({ collection, compare }, index) => {
        const problem = compare(source.get(key)?.bytes, copies[index]?.get(key)?.bytes, id);
        if (problem !== undefined) mismatches.push({ id, collection: collection.name, problem });
      });
      if (performance.now() - turn > TURN_MS) {
        await yieldToOthers();
        turn = performance.now();
      }
    }
    return mismatches;
  }

  private find(
    { name }: CollectionIdentity,
    filter: Record<string, unknown>,
    { session }: Snapshot,
    options: mongo.FindOptions,
  ): AsyncIterable<unknown> {
    return this.db
      .collection(name)
      .find(filter, { ...IN_SNAPSHOT, ...options, sort: { _id: 1 }, batchSize: MAX_IN_COPY, session, raw: true });
  }
}

async function allOf(cursor: AsyncIterable<unknown>): Promise<StoredBytes[]> {
  const documents: StoredBytes[] = [];
  for await (const bytes of cursor) documents.push({ id: idOf(bytes as RawDocument), bytes: bytes as RawDocument });
  return documents;
}

function byKey(documents: readonly StoredBytes[]): Map<string, StoredBytes> {
  return new Map(documents.map((document) => [idKey(document.id), document]));
}
