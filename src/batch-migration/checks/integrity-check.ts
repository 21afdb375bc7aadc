/** How long work is followed and stopped. */
export interface LongWork {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What the comparison of everything found, as far as every interface needs to know it; the report tells the rest. */
export interface Integrity {
  /** The run whose outcome was looked at. */
  readonly runId: string;
  readonly verdict: 'passed' | 'failed';
  readonly compared: number;
  /** How many products are not as they should be; the first hundred of them are named. */
  readonly mismatchCount: number;
  readonly mismatches: readonly { readonly id: unknown; readonly collection: string; readonly problem: string }[];
}

/** Compares everything that a migration made with what it was made of; changes nothing. */
export abstract class IntegrityCheck {
  abstract verify(work: LongWork): Promise<Integrity>;
}
