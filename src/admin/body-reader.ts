import { distance } from 'fastest-levenshtein';

import type { InputProblem } from '../errors/domain-error.js';
import { InvalidInputError } from '../errors/domain-error.js';
import { quoteHint } from './quote-hint.js';

const LONGEST_SHOWN = 80;

/** Reads a JSON body field by field and gathers every problem; a field that is not known is one, never ignored. */
export class BodyReader {
  private readonly fields: Readonly<Record<string, unknown>>;

  /** No body at all counts as one without fields. `under` is the path of a field whose own fields are read. */
  constructor(
    body: unknown,
    known: readonly string[],
    private readonly under = '',
    private readonly problems: InputProblem[] = [],
  ) {
    this.fields = this.objectOf(body);
    for (const name of Object.keys(this.fields)) {
      if (!known.includes(name)) this.refuse(name, this.fields[name], `is no field here${nearest(name, known)}`);
    }
  }

  /** A value of a closed vocabulary that has to be there. */
  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.fields[name];
    if (allowed.includes(value as T)) return value as T;
    if (value === undefined) return this.refuse(name, value, `is missing: use ${allowed.join(' or ')}`);
    return this.refuse(name, value, `is none of ${allowed.join(', ')}${nearest(String(value), allowed)}`);
  }

  /** A list of values of a closed vocabulary; left out: none. */
  someOf<T extends string>(name: string, allowed: readonly T[]): readonly T[] {
    const value = this.fields[name] ?? [];
    if (!Array.isArray(value)) return this.refuse(name, value, `is no list; use some of ${allowed.join(', ')}`) ?? [];
    const strange = value.find((one) => !allowed.includes(one as T)) as unknown;
    if (strange !== undefined) this.refuse(name, strange, `is none of ${allowed.join(', ')}`);
    return value as readonly T[];
  }

  /** `true` or `false`; left out: `false`. */
  flag(name: string): boolean {
    const value = this.fields[name] ?? false;
    return typeof value === 'boolean'
      ? value
      : (this.refuse(name, value, `is neither true nor false${quoteHint(value)}`) ?? false);
  }

  /** A text that is not empty and not longer than so many characters; left out: `undefined`. */
  text(name: string, most: number): string | undefined {
    const value = this.fields[name];
    if (value === undefined || (typeof value === 'string' && value.trim() !== '' && value.length <= most)) return value;
    return this.refuse(name, value, `is no text of 1 to ${most} characters`);
  }

  /** A whole number within bounds; left out or null: `null`. */
  wholeNumber(name: string, { least, most }: { readonly least: number; readonly most: number }): number | null {
    const value = this.fields[name] ?? null;
    if (value === null || (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most))
      return value;
    return this.refuse(name, value, `must be an integer from ${least} to ${most}${quoteHint(value)}`) ?? null;
  }

  /** What a field holds that has fields of its own. */
  within(name: string, known: readonly string[]): BodyReader {
    return new BodyReader(this.fields[name], known, `${this.under}${name}.`, this.problems);
  }

  /** Throws if anything was refused. */
  finish(): void {
    if (this.problems.length > 0) throw new InvalidInputError(this.problems);
  }

  private refuse(name: string, value: unknown, problem: string): undefined {
    this.problems.push({ parameter: `${this.under}${name}`, value: shown(value), problem });
    return undefined;
  }

  private objectOf(body: unknown): Readonly<Record<string, unknown>> {
    if (body === undefined || body === null) return {};
    if (typeof body === 'object' && !Array.isArray(body)) return body as Readonly<Record<string, unknown>>;
    this.problems.push({
      parameter: this.under === '' ? 'body' : this.under.slice(0, -1),
      value: shown(body),
      problem: 'is not a JSON object',
    });
    return {};
  }
}

function nearest(given: string, known: readonly string[]): string {
  const [best] = [...known].sort((a, b) => distance(given, a) - distance(given, b));
  return best === undefined ? '' : `; the nearest is ${best}`;
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, LONGEST_SHOWN);
  return typeof value === 'object' && value !== null ? JSON.stringify(value).slice(0, LONGEST_SHOWN) : value;
}
