import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { CompressedBody } from '../http/compressed-body.js';
import type { QueryClassName } from '../query-classes/latency-targets.js';
import { AskedBefore } from './asked-before.js';
import type { CatalogRevision } from './catalog.service.js';

/** A listing's response as bytes, complete except for its `meta`. */
export interface ReadyAnswer {
  /** The catalog revision it was built from. */
  readonly revision: number;
  /** The popularity revision that its order depends on; absent if it does not. */
  readonly popularityRevision?: number | undefined;
  readonly queryClass: QueryClassName;
  readonly entityTag: string;
  /** The `Link` header; empty if there is none. */
  readonly link: string;
  /** The totals, for clients that page by headers. */
  readonly totals: Readonly<Record<string, string>>;
  /** Everything up to the value of `meta`. */
  readonly body: CompressedBody;
  readonly correctedQuery: string | undefined;
  /** Additional members of `meta`, for clients of an older contract; `took` is in milliseconds. */
  further?(took: number): Readonly<Record<string, unknown>>;
}

/** The memory limit of the cache. */
const MAX_BYTES = 8 * 1024 * 1024;
/** Larger responses are not cached: each would evict hundreds of others. */
const MAX_ANSWER_BYTES = 1024 * 1024;
/** Compressed forms are added later; their memory is reserved from the start. */
const WITH_FORMS = 1.5;
/** The memory that an entry needs besides its body and address. */
const OVERHEAD_BYTES = 500;

/**
 * Caches responses by request URL until any product changes: each belongs to one revision of the catalog, so a cached
 * response is never older than a new one would be. Bounded in bytes.
 */
@Injectable()
export class ReadyAnswers {
  private revision = -1;
  private readonly asked = new AskedBefore();
  private readonly answers = new LRUCache<string, ReadyAnswer>({
    maxSize: MAX_BYTES,
    maxEntrySize: MAX_ANSWER_BYTES,
    sizeCalculation: ({ body }, url) => Math.ceil(body.plain.length * WITH_FORMS) + url.length * 2 + OVERHEAD_BYTES,
  });

  /** The cached response for a URL at a revision. */
  get(url: string, { revision, popularityRevision }: CatalogRevision): ReadyAnswer | undefined {
    if (revision !== this.revision) this.startRevision(revision);
    const kept = this.answers.get(url);
    return (kept?.popularityRevision ?? popularityRevision) === popularityRevision ? kept : undefined;
  }

  /** Caches a response that has been requested repeatedly. A response of an older revision is dropped. */
  keep(url: string, answer: ReadyAnswer): void {
    if (this.asked.again(url) && answer.revision === this.revision) this.answers.set(url, answer);
  }

  private startRevision(revision: number): void {
    this.revision = revision;
    if (this.answers.size > 0) this.answers.clear();
  }
}
