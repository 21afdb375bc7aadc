import type { InputProblem } from '../errors/domain-error.js';
import { InvalidInputError } from '../errors/domain-error.js';
import { didYouMean } from './input/wording.js';
import { unknownParameter } from './parameter-hints.js';

/** Query parameters as the HTTP server parses them. */
export type RawParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The maximum length of a filter value, in characters. */
export const MAX_VALUE_LENGTH = 200;

/**
 * Reads query parameters one by one and collects every problem, so that the client sees all of them at once. Nothing is
 * silently ignored: it is a problem if a parameter is unknown, repeated although it takes one value, empty or out of
 * range.
 */
export class ParameterReader {
  readonly problems: InputProblem[] = [];

  constructor(
    private readonly raw: RawParameters,
    known: readonly string[],
  ) {
    for (const parameter of Object.keys(raw)) {
      if (!known.includes(parameter)) this.refuse(parameter, raw[parameter], unknownParameter(parameter, known));
    }
  }

  /** Records a problem. */
  refuse(parameter: string, value: unknown, problem: string): undefined {
    this.problems.push({ parameter, value: shortened(value), problem });
    return undefined;
  }

  /** The client's name for a parameter: the same name. */
  nameOf(parameter: string): string {
    return parameter;
  }

  /** A parameter that may appear only once. */
  single(parameter: string): string | undefined {
    const value = this.raw[parameter];
    if (Array.isArray(value)) return this.refuse(parameter, value, 'may be given only once');
    if (value === '') return this.refuse(parameter, value, 'is empty; leave it out instead');
    return value as string | undefined;
  }

  /**
   * One or more values, comma-separated (a comma within a value is written `\\,`) or repeated; duplicates are dropped.
   */
  list(parameter: string, most: number): readonly string[] | undefined {
    const value = this.raw[parameter];
    if (value === undefined) return undefined;
    const values = [
      ...new Set((Array.isArray(value) ? (value as readonly string[]) : [value as string]).flatMap(splitList)),
    ];
    if (values.some((one) => one === ''))
      return this.refuse(parameter, value, 'has an empty value; leave it out instead');
    if (values.length > most) return this.refuse(parameter, `${values.length} values`, `takes at most ${most} values`);
    const long = values.find((one) => one.length > MAX_VALUE_LENGTH);
    return long === undefined
      ? values
      : this.refuse(parameter, long, `has a value longer than ${MAX_VALUE_LENGTH} characters`);
  }

  /** A value of a closed vocabulary. */
  oneOf<T extends string>(parameter: string, allowed: readonly T[]): T | undefined {
    const value = this.single(parameter);
    if (value === undefined || (allowed as readonly string[]).includes(value)) return value as T | undefined;
    return this.refuse(parameter, value, `must be one of ${allowed.join(', ')}${didYouMean(value, allowed)}`);
  }

  flag(parameter: string): boolean | undefined {
    const value = this.oneOf(parameter, ['true', 'false']);
    return value === undefined ? undefined : value === 'true';
  }

  integer(parameter: string, min: number, max: number): number | undefined {
    const value = this.single(parameter);
    if (value === undefined) return undefined;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    return number >= min && number <= max
      ? number
      : this.refuse(parameter, value, `must be an integer from ${min} to ${max}`);
  }

  /** A plain decimal number of at least 0. */
  decimal(parameter: string): number | undefined {
    const value = this.single(parameter);
    if (value === undefined) return undefined;
    return /^\d{1,12}(\.\d{1,6})?$/.test(value)
      ? Number(value)
      : this.refuse(parameter, value, 'must be a number such as 1500 or 0.75');
  }

  /** Throws if there were any problems. */
  finish(): void {
    if (this.problems.length > 0) throw new InvalidInputError(this.problems);
  }
}

function splitList(text: string): string[] {
  return text.split(/(?<!\\),/).map((part) => part.replaceAll('\\,', ','));
}

function shortened(value: unknown): unknown {
  const text = Array.isArray(value) ? value.slice(0, 5).join(',') : typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
}
