import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { distance } from 'fastest-levenshtein';
import { type InputProblem, InvalidInputError } from '../errors/domain-error.js';

const LONGEST_SHOWN = 80;

/**
 * A request's body as an instance of its class. Fields that the class does not know are refused, never ignored, and
 * every bad value is named by its path.
 */
export function parseBody<T extends object>(type: new () => T, body: unknown): T {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidInputError([
      { parameter: 'body', value: shown(body), problem: 'is not a JSON object; send the fields as application/json' },
    ]);
  }
  const reserved = reservedFields(body, '');
  if (reserved.length > 0) throw new InvalidInputError(reserved);
  const parsed = plainToInstance(type, body);
  const errors = validateSync(parsed, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
  });
  if (errors.length > 0) throw new InvalidInputError(errors.flatMap((error) => problemsOf(error, '')));
  return parsed;
}

/** Fields of these names would be taken for what JavaScript has under them, by class-transformer among others. */
const RESERVED: readonly string[] = [...Object.getOwnPropertyNames(Object.prototype), 'prototype'];

function reservedFields(value: unknown, path: string): readonly InputProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) => {
    const parameter = path === '' ? key : `${path}.${key}`;
    return RESERVED.includes(key)
      ? [{ parameter, value: shown(field), problem: 'is no field that can be written' }]
      : reservedFields(field, parameter);
  });
}

function problemsOf(
  { property, value, constraints = {}, children = [], target }: ValidationError,
  under: string,
): readonly InputProblem[] {
  const parameter = `${under}${property}`;
  const nested = children.flatMap((child) => problemsOf(child, `${parameter}.`));
  const own = Object.entries(constraints).map(([rule, message]) => ({
    parameter,
    value: shown(value),
    problem: rule === 'whitelistValidation' ? unknownField(property, target) : message,
  }));
  return [...own.slice(0, 1), ...nested];
}

function unknownField(name: string, target: object | undefined): string {
  const known = Object.keys(target ?? {}).filter((key) => key !== name);
  const [nearest] = known.sort((a, b) => distance(name, a) - distance(name, b));
  const isNear = nearest !== undefined && distance(name, nearest) <= 3;
  return `is no field that can be written${isNear ? `; did you mean ${nearest}?` : ''}`;
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, LONGEST_SHOWN);
  return typeof value === 'object' && value !== null ? JSON.stringify(value).slice(0, LONGEST_SHOWN) : value;
}
