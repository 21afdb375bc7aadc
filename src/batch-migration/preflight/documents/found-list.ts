import type { Finding } from '../../../../migrations/index.js';
import type { FoundDocuments } from './document-report.js';
import { MAX_NAMED, nameOf } from './id-list.js';

/** Counts documents with findings, and keeps the findings of the first ones. */
export class FoundList {
  private count = 0;
  private readonly first: { readonly id: string; readonly findings: readonly Finding[] }[] = [];

  /** Adds the findings of a document; does nothing if there are none. */
  add(id: unknown, findings: readonly Finding[]): void {
    if (findings.length === 0) return;
    this.count++;
    if (this.first.length < MAX_NAMED) this.first.push({ id: nameOf(id), findings });
  }

  report(): FoundDocuments {
    return { count: this.count, first: [...this.first] };
  }
}
