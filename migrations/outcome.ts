/** A remark of the mapping about one field: a default was used (warning) or a value cannot be mapped (failure). */
export interface Finding {
  /** Path of the field in the latest version, e.g. `pricing.basePrice`. */
  readonly path: string;
  /** What was found and how it was handled; a sentence without a full stop. */
  readonly problem: string;
}

/**
 * The result of a mapping: a value with its warnings, or the failures that leave the document unchanged. Mappings never
 * throw.
 */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Finding[] }
  | { readonly ok: false; readonly failures: readonly Finding[] };

const NONE: readonly Finding[] = Object.freeze([]);

/** A successful outcome. */
export function success<T>(value: T, warnings: readonly Finding[] = NONE): Outcome<T> {
  return { ok: true, value, warnings };
}

/** A failed outcome with at least one failure. */
export function failure<T>(...failures: readonly Finding[]): Outcome<T> {
  return { ok: false, failures };
}

/** All values and warnings of several mappings of one document, or, if any failed, all failures. */
export function combine<D, T>(
  document: D,
  mappings: readonly ((document: D) => Outcome<readonly T[]>)[],
): Outcome<readonly T[]> {
  const values: T[] = [];
  const warnings: Finding[] = [];
  const failures: Finding[] = [];
  for (const mapping of mappings) {
    const outcome = mapping(document);
    if (outcome.ok) {
      append(values, outcome.value);
      append(warnings, outcome.warnings);
    } else append(failures, outcome.failures);
  }
  return failures.length > 0 ? failure(...failures) : success(values, warnings);
}

/** A loop: spread arguments are limited in number, and slower for the few values there usually are. */
function append<T>(list: T[], more: readonly T[]): void {
  for (let index = 0; index < more.length; index++) list.push(more[index] as T);
}
