import type { Finding } from '../../migrations/index.js';
import type { LeanReading } from '../products/read-product-bytes.js';
import { idKey } from '../listing/product-id.js';

/** A document that is kept but cannot be served. */
export interface DocumentProblem {
  readonly id: unknown;
  readonly kind: 'failing' | 'unrecognised';
  /** Why the mapping refuses it; empty if its version is unknown. */
  readonly failures: readonly Finding[];
}

/** Maximum number of problems kept with their reasons. Further ones are only counted. */
const MAX_DETAILED = 10_000;

/** Keeps track of the documents that are left out of every answer, so that none is forgotten. */
export class DocumentProblems {
  /** The version of a document that the mapping refuses; `null` if its version is unknown. */
  private readonly versions = new Map<string, number | null>();
  private readonly details = new Map<string, DocumentProblem>();
  private readonly failing: number[] = [];

  /** Records how a document was read; `undefined` means that it was deleted. */
  note(id: unknown, reading: LeanReading | undefined): void {
    const key = idKey(id);
    const before = this.versions.get(key) ?? null;
    if (before !== null) this.failing[before] = (this.failing[before] ?? 0) - 1;
    this.versions.delete(key);
    this.details.delete(key);
    if (reading === undefined || reading.kind === 'product') return;
    this.versions.set(key, reading.kind === 'failing' ? reading.version : null);
    if (reading.kind === 'failing') this.failing[reading.version] = (this.failing[reading.version] ?? 0) + 1;
    if (this.details.size < MAX_DETAILED)
      this.details.set(key, { id, kind: reading.kind, failures: reading.kind === 'failing' ? reading.failures : [] });
  }

  get count(): number {
    return this.versions.size;
  }

  /** Number of documents per kind of problem. */
  counts(): { readonly failing: number; readonly unrecognised: number } {
    const failing = this.failing.reduce((sum, count) => sum + count, 0);
    return { failing, unrecognised: this.versions.size - failing };
  }

  /** Number of documents of a version that the mapping refuses. */
  failingOf(version: number): number {
    return this.failing[version] ?? 0;
  }

  /** The documents with their reasons. */
  list(): readonly DocumentProblem[] {
    return [...this.details.values()];
  }
}
