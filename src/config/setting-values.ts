import type { TransformFnParams } from 'class-transformer';

import { type ApiKey, parseApiKey } from './api-key.js';

/** Digits as a number; anything else stays what it is, for the rule to refuse. */
export function toNumber({ value }: TransformFnParams): unknown {
  return typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value;
}

/** `true` or `false` as a boolean; anything else stays what it is. */
export function toBoolean({ value }: TransformFnParams): unknown {
  if (typeof value !== 'string') return value;
  return { true: true, false: false }[value.trim().toLowerCase()] ?? value;
}

/** Text without the blanks around it. */
export function toText({ value }: TransformFnParams): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

/** Keys, comma separated; one that is not of the form stays as `null`, for the rule to refuse without showing it. */
export function toApiKeys({ value }: TransformFnParams): readonly (ApiKey | null)[] {
  if (Array.isArray(value)) return value as readonly ApiKey[];
  return String(value)
    .split(',')
    .filter((entry) => entry.trim() !== '')
    .map(parseApiKey);
}
