import type { mongo } from 'mongoose';
import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { idKey } from '../../listing/product-id.js';
import { byIds } from '../../database/collections.js';
import { rawDocuments } from '../../database/raw-replies.js';
import { IN_SNAPSHOT, inSnapshot, type Snapshot } from '../../database/snapshot.js';
import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import type { StoredBytes } from '../../collection-swap/stored-bytes.js';
import { areLarge, idElement, idOf, idRange, MAX_KEY, takePage } from '../../collection-swap/stored-bytes.js';
import type { Comparison, RawDocument } from './compare-documents.js';

/** A copy, and the comparison that it must pass. */
export interface Copy {
  readonly collection: CollectionIdentity;
  readonly compare: Comparison;
}

/** A document with a wrong copy. */
export interface Mismatch {
  readonly id: unknown;
  readonly collection: string;
  readonly problem: string;
}

/** Documents per comparison; fewer if they are large. */
const CHUNK = 250;
/** If a range of a copy has more than this, the rest is not read: by then it is clear that there are too many. */
const MAX_IN_COPY = 2 * CHUNK;
const TURN_MS = 8;

/** The documents with one `_id`: the source's, then each copy's. */
interface Row {
  readonly id: unknown;
  readonly documents: readonly (RawDocument | undefined)[];
}

/** Some documents in `_id` order, and the `_id` of the first one after them; empty if there is none. */
interface Range {
  readonly rows: readonly Row[];
  /** How many of them are in the source. */
  readonly compared: number;
  readonly areLarge: boolean;
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
   * Compares everything. While the source is being written, a finding is only a suspicion: the document may have been
   * written between the last catch-up and the comparison. `afterChunk` is the place to catch up.
   */
  async all(
    afterChunk: (compared: number) => Promise<void>,
  ): Promise<{ readonly compared: number; readonly suspects: Mismatch[] }> {
    const suspects: Mismatch[] = [];
    let compared = 0;
    for (let range: Promise<Range> | undefined = this.range([]); range !== undefined;) {
      const found: Range = await range;
      // While these are compared, the database reads the next ones, unless they are large.
      const isLast = found.next.length === 0;
      range = isLast || found.areLarge ? undefined : this.range(found.next);
      range?.catch(() => undefined); // awaited in the next turn
      suspects.push(...(await this.compare(found.rows)));
      if (!isLast) range ??= this.range(found.next);
      compared += found.compared;
      await afterChunk(compared);
    }
    return { compared, suspects };
  }

  /** Compares some documents, each chunk in one snapshot. */
  async some(ids: readonly unknown[]): Promise<Mismatch[]> {
    const mismatches: Mismatch[] = [];
    for (const left = new Map(ids.map((id) => [idKey(id), id])); left.size > 0;) {
      const rows = await this.chosen([...left.values()].slice(0, CHUNK));
      mismatches.push(...(await this.compare(rows)));
      for (const { id } of rows) left.delete(idKey(id));
    }
    return mismatches;
  }

  /**
   * The source's next documents, and everything that the copies hold within the same bounds, including what the source
   * does not have.
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
      return { rows: rowsOf([source, ...copies]), compared: source.length, areLarge: areLarge(source), next };
    });
  }

  /**
   * Documents by their `_id`s. If they are too large to be compared together, only some of those that the source has.
   */
  private chosen(ids: readonly unknown[]): Promise<readonly Row[]> {
    return inSnapshot(this.db.client, async (snapshot) => {
      const { documents, next } = await takePage(this.find(this.source, byIds(ids), snapshot, {}), ids.length);
      const compared = next.length === 0 ? ids : documents.map(({ id }) => id);
      const copies = await Promise.all(
        this.copies.map(({ collection }) => allOf(this.find(collection, byIds(compared), snapshot, {}))),
      );
      return rowsByKey(compared, [documents, ...copies]);
    });
  }

  /** Yields to other work in between. */
  private async compare(rows: readonly Row[]): Promise<Mismatch[]> {
    const mismatches: Mismatch[] = [];
    let turn = performance.now();
    for (const { id, documents } of rows) {
      this.copies.forEach(({ collection, compare }, index) => {
        const problem = compare(documents[0], documents[index + 1], id);
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
  ): mongo.FindCursor {
    return this.db
      .collection(name)
      .find(filter, { ...IN_SNAPSHOT, ...options, sort: { _id: 1 }, batchSize: MAX_IN_COPY, session });
  }
}

async function allOf(cursor: mongo.FindCursor): Promise<StoredBytes[]> {
  return (await rawDocuments(cursor)).map((bytes) => ({ id: idOf(bytes), bytes }));
}

/** The documents of several collections, each in `_id` order, grouped by `_id`. */
function rowsOf(collections: readonly (readonly StoredBytes[])[]): readonly Row[] {
  return (
    rowsSideBySide(collections) ??
    rowsByKey(
      collections.flatMap((documents) => documents.map(({ id }) => id)),
      collections,
    )
  );
}

/** A shortcut if all hold the same `_id`s, as they nearly always do; then no keys are needed. */
function rowsSideBySide(collections: readonly (readonly StoredBytes[])[]): readonly Row[] | undefined {
  const [first = [], ...others] = collections;
  const isSame = others.every(
    (documents) =>
      documents.length === first.length &&
      documents.every(({ bytes }, index) => beginsWithSameId(bytes, first[index]?.bytes)),
  );
  return isSame
    ? first.map(({ id }, index) => ({ id, documents: collections.map((documents) => documents[index]?.bytes) }))
    : undefined;
}

function beginsWithSameId(one: RawDocument, other: RawDocument | undefined): boolean {
  const [id, otherId] = [idElement(one), other && idElement(other)];
  return id !== undefined && otherId !== undefined && Buffer.compare(id, otherId) === 0;
}

function rowsByKey(ids: readonly unknown[], collections: readonly (readonly StoredBytes[])[]): readonly Row[] {
  const keyed = collections.map((documents) => new Map(documents.map(({ id, bytes }) => [idKey(id), bytes])));
  const distinct = new Map(ids.map((id) => [idKey(id), id]));
  return Array.from(distinct, ([key, id]) => ({ id, documents: keyed.map((documents) => documents.get(key)) }));
}
