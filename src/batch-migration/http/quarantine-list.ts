import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';

import { NotFoundError } from '../../errors/domain-error.js';
import { possibleIds } from '../../listing/product-id.js';
import type { QuarantinedDocument } from '../quarantine.js';
import { byIds, Collections } from '../../database/collections.js';

/** Which part of the quarantine is asked for. */
export interface QuarantinePage {
  readonly page: number;
  readonly limit: number;
  readonly direction?: 'up' | 'down' | undefined;
}

/** Looks into the quarantine. */
@Injectable()
export class QuarantineList {
  constructor(private readonly collections: Collections) {}

  private get entries(): mongo.Collection<QuarantinedDocument> {
    return this.collections.db.collection<QuarantinedDocument>('catalog_quarantine');
  }

  /** A page in the order of the products' ids, and how many there are in all. */
  async list({
    page,
    limit,
    direction,
  }: QuarantinePage): Promise<{ readonly entries: QuarantinedDocument[]; readonly total: number }> {
    const filter = direction === undefined ? {} : { direction };
    const [entries, total] = await Promise.all([
      this.entries
        .find(filter, { promoteBuffers: false })
        .sort({ _id: 1 })
        .skip((page - 1) * limit)
        .limit(limit)
        .toArray(),
      this.entries.countDocuments(filter),
    ]);
    return { entries, total };
  }

  /**
   * The `_id`, of whatever type, of the quarantined product that a text names; a `NotFoundError` where there is none.
   */
  async idOf(text: string): Promise<unknown> {
    const entry = await this.entries.findOne(byIds(possibleIds(text)) as mongo.Filter<QuarantinedDocument>, {
      projection: { _id: 1 },
    });
    if (entry === null)
      throw new NotFoundError(
        `There is no product ${text} in quarantine; GET /api/admin/quarantine lists those that are`,
      );
    return entry._id;
  }
}
