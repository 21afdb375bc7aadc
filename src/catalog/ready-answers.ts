import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { CompressedBody } from '../http/compressed-body.js';
import type { QueryClassName } from '../query-classes/latency-targets.js';
import { AskedBefore } from './asked-before.js';
import type { CatalogRevision } from './catalog.service.js';

/** A listing's answer as bytes, complete but for its `meta`. */
export interface ReadyAnswer {
  /** The revision of the catalog that it was made from. */
  readonly revision: number;
  /** The popularity that its order depends on; absent where it does not. */
  readonly popularityRevision?: number | undefined;
  readonly queryClass: QueryClassName;
  readonly entityTag: string;
  /** The `Link` header; empty where there is none. */
  readonly link: string;
  /** The totals, for clients that page by headers. */
  readonly totals: Readonly<Record<string, string>>;
  /** Everything up to the value of `meta`. */
  readonly body: CompressedBody;
  readonly correctedQuery: string | undefined;
  /** Further members of `meta`, for clients of an older contract; `took` is in milliseconds. */
  further?(took: number): Readonly<Record<string, unknown>>;
}

/** Memory for answers that are kept. */
const MAX_BYTES = 8 * 1024 * 1024;
/** A larger answer is not kept: it would push hundreds of others out. */
const MAX_ANSWER_BYTES = 1024 * 1024;
/** Compressed forms come later: room for them is counted from the start. */
const WITH_FORMS = 1.5;
/** What an entry takes besides its body and address. */
const OVERHEAD_BYTES = 500;

/**
 * Keeps answers by their request's address until any product changes: they belong to one revision of the catalog, so
 * what is kept is never older than what would be made anew. Bounded in bytes.
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

  /** The answer to an address at a revision, if it has been kept. */
  get(url: string, { revision, popularityRevision }: CatalogRevision): ReadyAnswer | undefined {
    if (revision !== this.revision) this.startRevision(revision);
    const kept = this.answers.get(url);
    return (kept?.popularityRevision ?? popularityRevision) === popularityRevision ? kept : undefined;
  }

  /** Keeps an answer that is asked for again. One of an older revision than the latest is let go. */
  keep(url: string, answer: ReadyAnswer): void {
    if (this.asked.again(url) && answer.revision === this.revision) this.answers.set(url, answer);
  }

  private startRevision(revision: number): void {
    this.revision = revision;
    if (this.answers.size > 0) this.answers.clear();
  }
}
