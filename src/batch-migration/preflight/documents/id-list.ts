import { idText } from '../../../listing/product-id.js';

/** Maximum number of documents that a report names for one reason. Further ones are only counted. */
export const MAX_NAMED = 100;
const LONGEST_NAME = 200;

/** How many documents match, with the first of them. */
export interface NamedDocuments {
  readonly count: number;
  readonly first: readonly string[];
}

/** Counts documents and names the first ones. */
export class IdList {
  private count = 0;
  private readonly first: string[] = [];

  add(id: unknown): void {
    this.count++;
    if (this.first.length < MAX_NAMED) this.first.push(nameOf(id));
  }

  report(): NamedDocuments {
    return { count: this.count, first: [...this.first] };
  }
}

/** An `_id` as a report shows it. */
export function nameOf(id: unknown): string {
  const text = idText(id) ?? String(id);
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text;
}

/** Adds to a count of a record made by `noCounts`. */
export function increment(counts: Record<string, number>, key: string, by = 1): void {
  counts[key] = (counts[key] ?? 0) + by;
}

/** A new record of counts; one without a prototype, since its keys come from documents. */
export function noCounts(): Record<string, number> {
  return Object.create(null) as Record<string, number>;
}
