import type { Finding } from '../../../../migrations/index.js';
import type { FoundDocuments } from './document-report.js';
import { MAX_NAMED, nameOf } from './id-list.js';

/** Counts documents in which something was found, and keeps what it was of the first. */
export class FoundList {
  private count = 0;
  private readonly first: { readonly id: string; readonly findings: readonly Finding[] }[] = [];

  /** Takes in what was found in a document; nothing where that is nothing. */
  add(id: unknown, findings: readonly Finding[]): void {
    if (findings.length === 0) return;
    this.count++;
    if (this.first.length < MAX_NAMED) this.first.push({ id: nameOf(id), findings });
  }

  report(): FoundDocuments {
    return { count: this.count, first: [...this.first] };
  }
}
