import { mongo } from 'mongoose';
import type { StoredDocument } from '../../../../migrations/index.js';
import type { DocumentReport } from './document-report.js';
import { IdList, nameOf } from './id-list.js';

/** Most bytes of a document that MongoDB stores. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
/** A change event holds the state before and after, and is itself a document. */
const LARGE_BYTES = MAX_DOCUMENT_BYTES / 2;
/** From here on a document may come near the limit by its upgrade, which keeps every value that it replaces. */
const CLOSE_LOOK_BYTES = 4 * 1024 * 1024;
const SAMPLE_EVERY = 50;

/** Keeps account of sizes, and of how much documents grow. */
export class SizeTally {
  private count = 0;
  private bytes = 0;
  private largest = 0;
  private largestId: string | null = null;
  private sampled = 0;
  private growth = 0;
  private readonly tooLarge = new IdList();
  private readonly large = new IdList();

  /** Takes in a document of any kind; `upgraded` where the mapping takes it. */
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
