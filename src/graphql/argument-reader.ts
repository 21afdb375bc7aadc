import type { FilterSource } from '../catalog/read-filter.js';
import type { InputProblem } from '../errors/domain-error.js';
import { InvalidInputError } from '../errors/domain-error.js';
import { MAX_VALUE_LENGTH } from '../http/parameter-reader.js';

const BOUND = /^(price|carat)(Min|Max)$/;

/**
 * Reads the arguments of a GraphQL field, whose types the schema has already checked, and collects every problem, so
 * that the client sees all of them at once. `null` counts as not given.
 */
export class ArgumentReader implements FilterSource {
  private readonly problems: InputProblem[] = [];

  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  refuse(parameter: string, value: unknown, problem: string): undefined {
    const shown =
      typeof value === 'string' && value.length > MAX_VALUE_LENGTH ? `${value.slice(0, MAX_VALUE_LENGTH)}…` : value;
    this.problems.push({ parameter: this.nameOf(parameter), value: shown, problem });
    return undefined;
  }

  /** Bounds are members of an object here: `priceMin` is `price.min`. */
  nameOf(parameter: string): string {
    const [, key, side] = BOUND.exec(parameter) ?? [];
    return key === undefined || side === undefined ? parameter : `${key}.${side.toLowerCase()}`;
  }

  list(parameter: string, most: number): readonly string[] | undefined {
    const values = this.value<readonly string[]>(parameter);
    if (values === undefined) return undefined;
    const distinct = [...new Set(values)];
    if (distinct.length === 0) return this.refuse(parameter, [], 'is empty; leave it out instead');
    if (distinct.length > most)
      return this.refuse(parameter, `${distinct.length} values`, `takes at most ${most} values`);
    if (distinct.some((value) => value === '' || value.length > MAX_VALUE_LENGTH))
      return this.refuse(parameter, 'a value', `takes values of 1 to ${MAX_VALUE_LENGTH} characters`);
    return distinct;
  }

  /** The schema has rejected any other value. */
  oneOf<T extends string>(parameter: string): T | undefined {
    return this.value<T>(parameter);
  }

  single(parameter: string): string | undefined {
    return this.value<string>(parameter);
  }

  flag(parameter: string): boolean | undefined {
    return this.value<boolean>(parameter);
  }

  decimal(parameter: string): number | undefined {
    const value = this.value<number>(parameter);
    return value === undefined || value >= 0 ? value : this.refuse(parameter, value, 'must be at least 0');
  }

  /** Throws if there were any problems. */
  finish(): void {
    if (this.problems.length > 0) throw new InvalidInputError(this.problems);
  }

  private value<T>(parameter: string): T | undefined {
    return (this.values[parameter] ?? undefined) as T | undefined;
  }
}
