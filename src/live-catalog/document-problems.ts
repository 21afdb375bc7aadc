import type { Finding } from '../../migrations/index.js';
import type { LeanReading } from '../products/read-product-bytes.js';
import { idKey } from '../listing/product-id.js';

/** A document that is kept but cannot be served. */
export interface DocumentProblem {
  readonly id: unknown;
  readonly kind: 'failing' | 'unrecognised';
  /** Why the mapping refuses it; empty where the document is of no known version. */
  readonly failures: readonly Finding[];
}

/** Most problems that are kept with their reasons; beyond it they are still counted. */
const MAX_DETAILED = 10_000;

/** Keeps account of the documents that are left out of every answer, so that they are never forgotten. */
export class DocumentProblems {
  private readonly kinds = new Map<string, DocumentProblem['kind']>();
  private readonly details = new Map<string, DocumentProblem>();
  private failing = 0;

  /** Takes in what a document turned out to be; `undefined`: it is gone. */
  note(id: unknown, reading: LeanReading | undefined): void {
    const key = idKey(id);
    if (this.kinds.get(key) === 'failing') this.failing--;
    this.kinds.delete(key);
    this.details.delete(key);
    if (reading === undefined || reading.kind === 'product') return;
    this.kinds.set(key, reading.kind);
    if (reading.kind === 'failing') this.failing++;
    if (this.details.size < MAX_DETAILED)
      this.details.set(key, { id, kind: reading.kind, failures: reading.kind === 'failing' ? reading.failures : [] });
  }

  get count(): number {
    return this.kinds.size;
  }

  /** Documents per kind. */
  counts(): { readonly failing: number; readonly unrecognised: number } {
    return { failing: this.failing, unrecognised: this.kinds.size - this.failing };
  }

  /** The documents with the reasons. */
  list(): readonly DocumentProblem[] {
    return [...this.details.values()];
  }
}
