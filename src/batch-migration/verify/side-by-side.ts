import type { mongo } from 'mongoose';

import { idKey } from '../../listing/product-id.js';
import { byIds } from '../../database/collections.js';
import { rawDocuments } from '../../database/raw-replies.js';
import { IN_SNAPSHOT, inSnapshot, type Snapshot } from '../../database/snapshot.js';
import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import type { StoredBytes } from '../../collection-swap/stored-bytes.js';
import { areLarge, idElement, idOf, idRange, MAX_KEY, takePage } from '../../collection-swap/stored-bytes.js';
import type { RawDocument } from './compare-documents.js';

/** Documents per range; fewer if they are large. */
export const RANGE_SIZE = 250;
/** If a range of a copy has more than this, the rest is not read: by then it is clear that there are too many. */
const MAX_IN_COPY = 2 * RANGE_SIZE;
/** Ranges that are being read while one is compared. Each takes three replies, which arrive one after the other. */
const READ_AHEAD = 2;

/** The documents with one `_id`: the source's, then each copy's. */
export interface Row {
  readonly id: unknown;
  readonly documents: readonly (RawDocument | undefined)[];
}

/** Some documents in `_id` order. */
export interface Range {
  readonly rows: readonly Row[];
  /** How many of them are in the source. */
  readonly compared: number;
}

/** The end of a range. */
interface Bound {
  /** The `_id` of the first document after it; empty if there is none. */
  readonly next: readonly unknown[];
  readonly areLarge: boolean;
}

/** A range that is being read. */
class Reading {
  readonly range: Promise<Range>;
  /** Known before the copies have been read. */
  readonly bound: Promise<Bound>;
  /** Settled when the range is no longer needed. */
  readonly released: Promise<undefined>;
  release!: () => void;

  /** @param read calls back as soon as it knows the bound */
  constructor(read: (onBound: (bound: Bound) => void) => Promise<Range>) {
    let onBound!: (bound: Bound) => void;
    const bound = new Promise<Bound>((resolve) => {
      onBound = resolve;
    });
    this.range = read(onBound);
    // If it fails before the bound is known, whoever waits for the bound has to learn of it.
    this.bound = Promise.race([bound, this.range.then(() => bound)]);
    this.bound.catch(() => undefined); // so does whoever waits for the range
    this.released = new Promise((resolve) => {
      this.release = () => {
        resolve(undefined);
      };
    });
  }
}

/** Reads a collection and its copies side by side, each range of `_id`s in one snapshot. */
export class SideBySide {
  constructor(
    private readonly db: mongo.Db,
    private readonly source: CollectionIdentity,
    private readonly copies: readonly CollectionIdentity[],
  ) {}

  /** Everything, in `_id` order. The next ranges are read while one is used, but large ones only one at a time. */
  async *all(): AsyncGenerator<Range> {
    const ahead: Promise<Reading | undefined>[] = [Promise.resolve(this.read([]))];
    for (;;) {
      while (ahead.length <= READ_AHEAD) ahead.push(this.readAfter(ahead.at(-1)));
      const reading = await ahead.shift();
      if (reading === undefined) return;
      yield await reading.range;
      reading.release();
    }
  }

  /**
   * Documents by their `_id`s. If they are too large to be held together, only some of those that the source has.
   */
  chosen(ids: readonly unknown[]): Promise<readonly Row[]> {
    return inSnapshot(this.db.client, async (snapshot) => {
      const { documents, next } = await takePage(this.find(this.source, byIds(ids), snapshot, {}), ids.length);
      const compared = next.length === 0 ? ids : documents.map(({ id }) => id);
      const copies = await Promise.all(
        this.copies.map((collection) => allOf(this.find(collection, byIds(compared), snapshot, {}))),
      );
      return rowsByKey(compared, [documents, ...copies]);
    });
  }

  private read(from: readonly unknown[]): Reading {
    return new Reading((onBound) => this.range(from, onBound));
  }

  /** The range after another one, as soon as that one's bound is known; `undefined` if there is none. */
  private readAfter(before: Promise<Reading | undefined> | undefined): Promise<Reading | undefined> {
    const following = (async () => {
      const reading = await before;
      if (reading === undefined) return undefined;
      const { next, areLarge: isAlone } = await reading.bound;
      if (isAlone) await reading.released;
      return next.length === 0 ? undefined : this.read(next);
    })();
    following.catch(() => undefined); // awaited in its turn
    return following;
  }

  /**
   * The source's next documents, and everything that the copies hold within the same bounds, including what the source
   * does not have. If the read has to be restarted, it keeps its bound, since the next range begins there.
   */
  private range(from: readonly unknown[], onBound: (bound: Bound) => void): Promise<Range> {
    let bound: Bound | undefined;
    return inSnapshot(this.db.client, async (snapshot) => {
      let documents: readonly StoredBytes[];
      if (bound === undefined) {
        const page = await this.page(from, snapshot);
        documents = page.documents;
        bound = { next: page.next, areLarge: areLarge(documents) };
        onBound(bound);
      } else {
        const { filter, options } = idRange(from, bound.next);
        documents = await allOf(this.find(this.source, filter, snapshot, options));
      }
      const { filter, options, lacksMaxKey } = idRange(from, bound.next);
      const rest = async (collection: CollectionIdentity): Promise<readonly StoredBytes[]> =>
        lacksMaxKey ? allOf(this.find(collection, byIds([MAX_KEY]), snapshot, {})) : [];
      const source = [...documents, ...(await rest(this.source))];
      const copies = await Promise.all(
        this.copies.map(async (collection) => [
          ...(await allOf(this.find(collection, filter, snapshot, { ...options, limit: MAX_IN_COPY }))),
          ...(await rest(collection)),
        ]),
      );
      return { rows: rowsOf([source, ...copies]), compared: source.length };
    });
  }

  private page(from: readonly unknown[], snapshot: Snapshot): ReturnType<typeof takePage> {
    const { filter, options } = idRange(from, []);
    const cursor = this.find(this.source, filter, snapshot, { ...options, limit: RANGE_SIZE + 1 });
    return takePage(cursor, RANGE_SIZE);
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
