/** How long work is observed and stopped. */
export interface LongWork {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** The result of a complete comparison, as far as every interface needs it; the report contains the rest. */
export interface Integrity {
  /** The run whose outcome was checked. */
  readonly runId: string;
  readonly verdict: 'passed' | 'failed';
  readonly compared: number;
  /** Number of products with a problem; the first hundred are named. */
  readonly mismatchCount: number;
  readonly mismatches: readonly { readonly id: unknown; readonly collection: string; readonly problem: string }[];
}

/** Compares everything that a migration produced with its source. Changes nothing. */
export abstract class IntegrityCheck {
  abstract verify(work: LongWork): Promise<Integrity>;
}
