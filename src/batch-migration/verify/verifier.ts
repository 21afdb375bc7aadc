import type { mongo } from 'mongoose';
import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { idKey } from '../../listing/product-id.js';
import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import type { StoredBytes } from '../../collection-swap/stored-bytes.js';
import type { Comparison, RawDocument } from './compare-documents.js';
import { RANGE_SIZE, type Row, SideBySide } from './side-by-side.js';

/** A copy, and the comparison that it must pass. */
export interface Copy {
  readonly collection: CollectionIdentity;
  readonly compare: Comparison;
  /**
   * The bytes of correct copies by the `_id`s of their documents, if something else than this thread can provide them.
   * Copies with other bytes are compared all the same.
   */
  readonly expected?: (documents: readonly StoredBytes[]) => Promise<ReadonlyMap<unknown, Uint8Array> | undefined>;
}

/** A document with a wrong copy. */
export interface Mismatch {
  readonly id: unknown;
  readonly collection: string;
  readonly problem: string;
}

const TURN_MS = 8;

/** Compares a collection with its copies, document by document, in both directions. */
export class Verifier {
  private readonly documents: SideBySide;

  constructor(
    db: mongo.Db,
    source: CollectionIdentity,
    private readonly copies: readonly Copy[],
  ) {
    this.documents = new SideBySide(
      db,
      source,
      copies.map(({ collection }) => collection),
    );
  }

  /**
   * Compares everything. While the source is being written, a finding is only a suspicion: the document may have been
   * written between the last catch-up and the comparison. `afterChunk` is the place to catch up.
   */
  async all(
    afterChunk: (compared: number) => Promise<void>,
  ): Promise<{ readonly compared: number; readonly suspects: Mismatch[] }> {
    const suspects: Mismatch[] = [];
    let compared = 0;
    for await (const range of this.documents.all()) {
      suspects.push(...(await this.compare(range.rows)));
      compared += range.compared;
      await afterChunk(compared);
    }
    return { compared, suspects };
  }

  /** Compares some documents, each chunk in one snapshot. */
  async some(ids: readonly unknown[]): Promise<Mismatch[]> {
    const mismatches: Mismatch[] = [];
    for (const left = new Map(ids.map((id) => [idKey(id), id])); left.size > 0;) {
      const rows = await this.documents.chosen([...left.values()].slice(0, RANGE_SIZE));
      mismatches.push(...(await this.compare(rows)));
      for (const { id } of rows) left.delete(idKey(id));
    }
    return mismatches;
  }

  /** Yields to other work in between. */
  private async compare(rows: readonly Row[]): Promise<Mismatch[]> {
    const mismatches: Mismatch[] = [];
    const sources = rows.flatMap(({ id, documents: [bytes] }) => (bytes === undefined ? [] : [{ id, bytes }]));
    const expected = await Promise.all(this.copies.map((copy) => copy.expected?.(sources)));
    let turn = performance.now();
    for (const { id, documents } of rows) {
      this.copies.forEach(({ collection, compare }, index) => {
        const copy = documents[index + 1];
        const isAsExpected = copy !== undefined && isEqual(expected[index]?.get(id), copy);
        const problem = isAsExpected ? undefined : compare(documents[0], copy, id);
        if (problem !== undefined) mismatches.push({ id, collection: collection.name, problem });
      });
      if (performance.now() - turn > TURN_MS) {
        await yieldToOthers();
        turn = performance.now();
      }
    }
    return mismatches;
  }
}

function isEqual(one: RawDocument | undefined, other: RawDocument): boolean {
  return one !== undefined && Buffer.compare(one, other) === 0;
}
