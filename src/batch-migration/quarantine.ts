import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, mongo } from 'mongoose';

import type { Finding, StoredDocument } from '../../migrations/index.js';
import { NO_KNOWN_VERSION, toGuard, toUpdatePipeline, upgradeToLatest } from '../../migrations/index.js';
import { idKey } from '../listing/product-id.js';
import { byIds, Collections } from '../database/collections.js';
import { collectionOf } from '../database/own-records.js';
import { refusable } from '../products/refused-writes.js';
import { whyUnservable } from '../products/servability.js';
import type { Direction, Refused } from './mapping/mapped-documents.js';
import { idOf } from '../collection-swap/stored-bytes.js';
import { type QuarantinedDocument, QuarantinedRecord } from './quarantined-document.schema.js';
import { rawDocuments } from '../database/raw-replies.js';

export type { QuarantinedDocument } from './quarantined-document.schema.js';

/** A fresh copy does not have a majority yet; missing it would lose the document's entry. */
const WRITTEN_JUST_NOW = { level: 'local' } as const;

/** The documents in `catalog_quarantine`: they stay unchanged, and are listed until someone repairs them. */
@Injectable()
export class Quarantine {
  constructor(
    private readonly collections: Collections,
    @InjectModel(QuarantinedRecord.name) private readonly model: Model<QuarantinedRecord>,
  ) {}

  private get entries(): mongo.Collection<QuarantinedDocument> {
    return collectionOf<QuarantinedDocument>(this.model);
  }

  /** Adds documents of a collection, or counts another attempt. */
  async add(runId: string, direction: Direction, source: string, refused: readonly Refused[]): Promise<void> {
    if (refused.length === 0) return;
    const documents = await rawDocuments(
      this.collections.db
        .collection(source)
        .find(byIds(refused.map(({ id }) => id)), { readConcern: WRITTEN_JUST_NOW }),
    );
    const raws = documents.map((bytes) => ({ bytes, id: idOf(bytes) }));
    const updates = refused.flatMap(({ id, findings }) => {
      const raw = raws.find((candidate) => idKey(candidate.id) === idKey(id))?.bytes;
      if (raw === undefined) return [];
      const set = {
        runId: { $literal: runId },
        direction,
        findings: { $literal: isOfNoVersion(findings) ? (whyUnservable(raw) ?? findings) : findings },
        raw: { $literal: new mongo.Binary(raw) },
        lastAt: '$$NOW',
        firstAt: { $ifNull: ['$firstAt', '$$NOW'] },
        attempts: { $add: [{ $ifNull: ['$attempts', 0] }, 1] },
      };
      return [
        {
          updateOne: {
            filter: { _id: id } as mongo.Filter<QuarantinedDocument>,
            update: [{ $set: set }],
            upsert: true,
          },
        },
      ];
    });
    if (updates.length > 0) await this.entries.bulkWrite(updates, { ordered: false, writeConcern: { w: 'majority' } });
  }

  /** Removes documents that have been mapped after all, or that no longer exist. */
  async release(ids: readonly unknown[]): Promise<void> {
    // Nearly always there is nothing to remove, and a read shows that much faster than a write.
    const isThere =
      ids.length > 0 &&
      (await this.entries.findOne(byIds(ids) as mongo.Filter<QuarantinedDocument>, { projection: { _id: 1 } })) !==
        null;
    if (isThere)
      await this.entries.deleteMany(byIds(ids) as mongo.Filter<QuarantinedDocument>, {
        writeConcern: { w: 'majority' },
      });
  }

  /** Number of documents in quarantine. */
  count(): Promise<number> {
    return this.model.countDocuments().exec();
  }

  /** The `_id`s of all documents in quarantine. */
  async ids(): Promise<unknown[]> {
    return (await this.entries.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id);
  }

  /**
   * Tries the mapping on the live document again, e.g. after someone repaired it. Throws a `ConflictError` if a unique
   * index refuses the mapped document, and an `UnprocessableError` if a validator does.
   */
  async retry(id: unknown): Promise<'repaired' | 'still-failing' | 'gone'> {
    const document: StoredDocument | null = await this.collections.products.findOne(byIds([id]));
    if (document === null) {
      await this.release([id]);
      return 'gone';
    }
    const outcome = upgradeToLatest(document);
    const written = outcome.ok && (outcome.value.patch === null || (await this.store(document, outcome.value.patch)));
    if (written) await this.release([id]);
    return written ? 'repaired' : 'still-failing';
  }

  private async store(document: StoredDocument, patch: Parameters<typeof toGuard>[1]): Promise<boolean> {
    const filter: Record<string, unknown> = { _id: document['_id'], ...toGuard(document, patch) };
    const { matchedCount } = await refusable(() =>
      this.collections.products.updateOne(filter, toUpdatePipeline(patch)),
    );
    return matchedCount === 1;
  }
}

/** For an unknown version, the mapping reports nothing more; the document itself tells more. */
function isOfNoVersion(findings: readonly Finding[]): boolean {
  return findings.length === 1 && findings[0]?.path === NO_KNOWN_VERSION.path;
}
