/** How long work is followed and stopped. */
export interface LongWork {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What the pre-flight checks found, as far as every interface needs to know it; the report tells the rest. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

/** Looks whether a migration could begin; changes nothing. */
export abstract class PreflightChecks {
  abstract check(work: LongWork & { readonly performanceOnly?: boolean }): Promise<Readiness & object>;
}

/** What the comparison of everything found. */
export interface Integrity {
  readonly passed: boolean;
  readonly reasons: readonly string[];
}

/** Compares everything that a migration made with what it was made of; changes nothing. */
export abstract class IntegrityCheck {
  abstract verify(work: LongWork): Promise<Integrity & object>;
}
