import type { mongo } from 'mongoose';
import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { idKey } from '../../listing/product-id.js';
import { byIds } from '../../storage/collections.js';
import { IN_SNAPSHOT, inSnapshot, type Snapshot } from '../../storage/snapshot.js';
import type { CollectionIdentity } from '../run/migration-run.js';
import { nextIds } from '../sync/id-pages.js';
import { idOf } from '../sync/stored-bytes.js';
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

const CHUNK = 500;
const TURN_MS = 8;

/** Compares a collection with its copies, document by document, in both directions. */
export class Verifier {
  constructor(private readonly db: mongo.Db, private readonly source: CollectionIdentity, private readonly copies: readonly Copy[]) {}

  /**
   * Compares everything. While the source is being written, what is found is only suspected: it may have been written
   * between the last catch-up and the comparison. `beforeChunk` is where to catch up.
   */
  async all(beforeChunk: (compared: number) => Promise<void>): Promise<{ readonly compared: number; readonly suspects: Mismatch[] }> {
    const suspects: Mismatch[] = [];
    let compared = 0;
    for await (const ids of this.chunks(this.source)) {
      await beforeChunk(compared);
      suspects.push(...(await this.some(ids)));
      compared += ids.length;
    }
    for (const { collection } of this.copies) {
      for await (const ids of this.chunks(collection)) {
        await beforeChunk(compared);
        suspects.push(...(await this.extra(collection, ids)));
      }
    }
    return { compared, suspects };
  }

  /** Compares some documents, at one moment. */
  async some(ids: readonly unknown[]): Promise<Mismatch[]> {
    const mismatches: Mismatch[] = [];
    for (let start = 0; start < ids.length; start += CHUNK) {
      mismatches.push(...(await this.chunk(ids.slice(start, start + CHUNK))));
    }
    return mismatches;
  }

  private async chunk(ids: readonly unknown[]): Promise<Mismatch[]> {
    const [source, ...copies] = await inSnapshot(this.db.client, async (snapshot) => {
      const first = await this.read(this.source, ids, snapshot);
      return [first, ...(await Promise.all(this.copies.map(({ collection }) => this.read(collection, ids, snapshot))))];
    });
    const mismatches: Mismatch[] = [];
    let turn = performance.now();
    for (const id of ids) {
      const key = idKey(id);
      this.copies.forEach(({ collection, compare }, index) => {
        const problem = compare(source?.get(key), copies[index]?.get(key), id);
        if (problem !== undefined) mismatches.push({ id, collection: collection.name, problem });
      });
      if (performance.now() - turn > TURN_MS) {
        await yieldToOthers();
        turn = performance.now();
      }
    }
    return mismatches;
  }

  /** Documents of a copy that the source does not have. */
  private async extra(copy: CollectionIdentity, ids: readonly unknown[]): Promise<Mismatch[]> {
    const known = await this.db.collection(this.source.name).find(byIds(ids), { projection: { _id: 1 } }).toArray();
    const there = new Set(known.map(({ _id }) => idKey(_id)));
    return ids.filter((id) => !there.has(idKey(id))).map((id) => ({ id, collection: copy.name, problem: 'the copy has a document that the source does not have' }));
  }

  private async *chunks(collection: CollectionIdentity): AsyncGenerator<unknown[]> {
    let after: readonly unknown[] = [];
    for (;;) {
      const ids = await nextIds(this.db, collection, after, CHUNK);
      if (ids.length === 0) return;
      yield ids;
      after = [ids.at(-1)];
    }
  }

  private async read({ name }: CollectionIdentity, ids: readonly unknown[], { session }: Snapshot): Promise<Map<string, RawDocument>> {
    const raw = (await this.db.collection(name).find(byIds(ids), { ...IN_SNAPSHOT, session, raw: true }).toArray()) as unknown as RawDocument[];
    return new Map(raw.map((bytes) => [idKey(idOf(bytes)), bytes]));
  }
}
