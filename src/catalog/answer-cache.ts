import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CatalogIndex } from '../catalog-index/catalog-index.js';
import type { IndexedCatalog } from '../catalog-index/indexed-catalog.js';
import type { ListingQuery } from '../listing/listing-query.js';
import type { Listing } from './catalog.service.js';

/** Most listings that are kept. */
const MAX_ANSWERS = 500;
/** The change stream answers every few milliseconds; after this silence it may have missed a change. */
const MAX_SILENCE_MS = 500;

interface Kept {
  readonly revision: string;
  readonly listing: Listing;
}

/**
 * Keeps listings until any product changes. The change stream tells of a change within milliseconds; while it is silent
 * for half a second (an election, say) nothing kept is used, so no answer is staler than a second. Nor is it after a
 * switch of the collection, until that has been read: where it holds the same products, what was kept is used again.
 */
@Injectable()
export class AnswerCache {
  private readonly answers = new LRUCache<string, Kept>({ max: MAX_ANSWERS });

  constructor(private readonly index: CatalogIndex) {}

  /** The kept listing of a query, or the one that `read` gives. */
  async get(query: ListingQuery, read: () => Promise<Listing>): Promise<Listing> {
    const key = JSON.stringify(query);
    const index = await this.index.current();
    const revision = revisionOf(index, query);
    const { isSettled } = index;
    const kept = this.answers.get(key);
    if (isSettled && kept?.revision === revision && this.index.silence < MAX_SILENCE_MS) return kept.listing;
    const listing = await read();
    // Only an answer during which nothing changed belongs to a revision.
    const now = await this.index.current();
    if (isSettled && now.isSettled && revisionOf(now, query) === revision) this.answers.set(key, { revision, listing });
    return listing;
  }
}

/** What an answer depends on: the content of all products, and their popularity where that is the order. */
function revisionOf({ revision, popularityRevision }: IndexedCatalog, { sort }: ListingQuery): string {
  return sort === 'popular' ? `${revision}.${popularityRevision}` : String(revision);
}
