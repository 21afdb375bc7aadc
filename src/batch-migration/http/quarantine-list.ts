import { Injectable } from '@nestjs/common';
import { mongo } from 'mongoose';

import { NotFoundError } from '../../errors/domain-error.js';
import { idKey, idText, possibleIds } from '../../listing/product-id.js';
import type { QuarantinedDocument } from '../quarantine.js';
import { byIds, Collections } from '../../database/collections.js';
import { whyUnservable } from '../../products/servability.js';
import { idOf } from '../../collection-swap/stored-bytes.js';
import { UnservableDocuments } from '../unservable-documents.js';
import { rawDocuments } from '../../database/raw-replies.js';

/** Selects a part of the quarantine. */
export interface QuarantinePage {
  readonly page: number;
  readonly limit: number;
  readonly direction?: 'up' | 'down' | undefined;
}

/** Placeholder for the run of a document that no run has visited yet. */
const NO_RUN = 'none';

type Entries = mongo.Filter<QuarantinedDocument>;

/**
 * Lists the quarantine. Documents that cannot be served belong to it from the start: those that no import or migration
 * has recorded yet are listed after the others, and are mapped when they are requested.
 */
@Injectable()
export class QuarantineList {
  constructor(
    private readonly collections: Collections,
    private readonly unservable: UnservableDocuments,
  ) {}

  private get entries(): mongo.Collection<QuarantinedDocument> {
    return this.collections.db.collection<QuarantinedDocument>('catalog_quarantine');
  }

  /** A page, each part ordered by product id, and the total number. */
  async list({
    page,
    limit,
    direction,
  }: QuarantinePage): Promise<{ readonly entries: QuarantinedDocument[]; readonly total: number }> {
    const filter = direction === undefined ? {} : { direction };
    const skip = (page - 1) * limit;
    const [entries, kept, unmet] = await Promise.all([
      this.entries.find(filter, { promoteBuffers: false }).sort({ _id: 1 }).skip(skip).limit(limit).toArray(),
      this.entries.countDocuments(filter),
      direction === 'down' ? [] : this.unmet(),
    ]);
    const from = Math.max(0, skip - kept);
    const further = await this.judged(unmet.slice(from, from + limit - entries.length));
    return { entries: [...entries, ...further], total: kept + unmet.length };
  }

  /**
   * The `_id`, of any type, of the quarantined product that a text refers to; throws a `NotFoundError` if there is
   * none.
   */
  async idOf(text: string): Promise<unknown> {
    const named = byIds(possibleIds(text));
    const entry =
      (await this.entries.findOne(named as Entries, { projection: { _id: 1 } })) ??
      (await this.judgedBy(named)).at(0) ??
      null;
    if (entry === null)
      throw new NotFoundError(
        `There is no product ${text} in quarantine; GET /api/admin/quarantine lists those that are`,
      );
    return entry._id;
  }

  /** Products that cannot be served and have no entry yet. */
  private async unmet(): Promise<readonly unknown[]> {
    const ids = await this.unservable.ids();
    if (ids.length === 0) return [];
    const met = await this.entries.find(byIds(ids) as Entries, { projection: { _id: 1 } }).toArray();
    const keys = new Set(met.map(({ _id }) => idKey(_id)));
    return ids
      .filter((id) => !keys.has(idKey(id)))
      .sort((one, other) => (idText(one) ?? idKey(one)).localeCompare(idText(other) ?? idKey(other), 'en'));
  }

  private async judged(ids: readonly unknown[]): Promise<QuarantinedDocument[]> {
    return ids.length === 0 ? [] : this.judgedBy(byIds(ids));
  }

  private async judgedBy(filter: object): Promise<QuarantinedDocument[]> {
    const documents = await rawDocuments(this.collections.products.find(filter, { sort: { _id: 1 } }));
    const now = new Date();
    return documents.flatMap((bytes) => {
      const findings = whyUnservable(bytes);
      if (findings === undefined) return [];
      return [
        {
          _id: idOf(bytes),
          runId: NO_RUN,
          direction: 'up' as const,
          findings,
          attempts: 1,
          firstAt: now,
          lastAt: now,
          raw: new mongo.Binary(bytes),
        },
      ];
    });
  }
}
