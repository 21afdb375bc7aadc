/** One remark of the mapping about one field: a default that fired (warning) or a value that cannot be mapped (failure). */
export interface Finding {
  /** Path of the field in the latest version, e.g. `pricing.basePrice`. */
  readonly path: string;
  /** What was found and what was done about it, in a sentence without a full stop. */
  readonly problem: string;
}

/** What a mapping gives: a value with its warnings, or the failures that keep the document as it is. Mappings never throw. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Finding[] }
  | { readonly ok: false; readonly failures: readonly Finding[] };

/** A successful outcome. */
export function success<T>(value: T, warnings: readonly Finding[] = []): Outcome<T> {
  return { ok: true, value, warnings };
}

/** A failed outcome; at least one failure says why. */
export function failure<T>(...failures: readonly Finding[]): Outcome<T> {
  return { ok: false, failures };
}

/** All values and warnings of several outcomes; the failures of all where one failed. */
export function combine<T>(outcomes: readonly Outcome<readonly T[]>[]): Outcome<readonly T[]> {
  const failures = outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.failures));
  if (failures.length > 0) return failure(...failures);
  const values = outcomes.flatMap((outcome) => (outcome.ok ? outcome.value : []));
  return success(values, outcomes.flatMap((outcome) => (outcome.ok ? outcome.warnings : [])));
}
