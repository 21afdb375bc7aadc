import { mongo } from 'mongoose';
import type { StoredDocument } from '../../../../migrations/index.js';
import type { DocumentReport } from './document-report.js';
import { IdList, nameOf } from './id-list.js';

/** MongoDB's maximum document size in bytes. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
/** A change event holds the state before and after, and is itself a document. */
const LARGE_BYTES = MAX_DOCUMENT_BYTES / 2;
/** From this size on, an upgrade may bring a document near the limit, because it keeps every value that it replaces. */
const CLOSE_LOOK_BYTES = 4 * 1024 * 1024;
const SAMPLE_EVERY = 50;

/** Keeps statistics of document sizes and of their growth. */
export class SizeTally {
  private count = 0;
  private bytes = 0;
  private largest = 0;
  private largestId: string | null = null;
  private sampled = 0;
  private growth = 0;
  private readonly tooLarge = new IdList();
  private readonly large = new IdList();

  /** Adds a document of any kind; `upgraded` is given if the mapping accepts it. */
  add(id: unknown, bytes: number, document?: StoredDocument, upgraded?: StoredDocument): void {
    this.bytes += bytes;
    if (bytes > this.largest) {
      this.largest = bytes;
      this.largestId = nameOf(id);
    }
    if (bytes > LARGE_BYTES) this.large.add(id);
    const isSampled = this.count++ % SAMPLE_EVERY === 0;
    if (document === undefined || upgraded === undefined || (!isSampled && bytes < CLOSE_LOOK_BYTES)) return;
    const growth = sizeOf(upgraded) - sizeOf(document);
    if (bytes + growth > MAX_DOCUMENT_BYTES) this.tooLarge.add(id);
    if (!isSampled) return;
    this.sampled++;
    this.growth += growth;
  }

  get total(): number {
    return this.bytes;
  }

  report(): DocumentReport['size'] {
    return {
      largest: this.largest,
      largestId: this.largestId,
      mean: Math.round(this.bytes / Math.max(1, this.count)),
      meanGrowth: Math.round(this.growth / Math.max(1, this.sampled)),
      tooLarge: this.tooLarge.report(),
      large: this.large.report(),
    };
  }
}

function sizeOf(document: StoredDocument): number {
  return mongo.BSON.calculateObjectSize(document, { ignoreUndefined: false });
}
