import type { TransformFnParams } from 'class-transformer';

import { type ApiKey, parseApiKey } from './api-key.js';

/** Converts digits to a number; leaves anything else unchanged, for the rule to reject. */
export function toNumber({ value }: TransformFnParams): unknown {
  return typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value;
}

/** Converts `true` or `false` to a boolean; leaves anything else unchanged, for the rule to reject. */
export function toBoolean({ value }: TransformFnParams): unknown {
  if (typeof value !== 'string') return value;
  return { true: true, false: false }[value.trim().toLowerCase()] ?? value;
}

/** Trims text. */
export function toText({ value }: TransformFnParams): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

/** Parses comma-separated keys; an invalid one becomes `null`, so that the rule can reject it without showing it. */
export function toApiKeys({ value }: TransformFnParams): readonly (ApiKey | null)[] {
  if (Array.isArray(value)) return value as readonly ApiKey[];
  return String(value)
    .split(',')
    .filter((entry) => entry.trim() !== '')
    .map(parseApiKey);
}

/** More would only wait for the main thread, which reads and writes what they map. */
const MAX_DEFAULT_THREADS = 4;

/** One for each core but the main thread's; none with two, since the database needs one as well. */
export function defaultThreads(cores: number): number {
  return cores > 2 ? Math.min(cores - 1, MAX_DEFAULT_THREADS) : 0;
}
