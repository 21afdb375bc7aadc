import type { ParameterReader } from '../http/parameter-reader.js';
import type { Answer } from './answer.js';
import { query } from './api-docs.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

export const LIMIT = query('limit', 'Entries a page', {
  type: 'integer',
  minimum: 1,
  maximum: MAX_LIMIT,
  default: DEFAULT_LIMIT,
});
export const CURSOR = query('cursor', 'The nextCursor of the page before', { type: 'string', maxLength: 500 });

/** An answer with a part of a list. */
export type Page<T> = Answer<readonly T[]> & {
  readonly pagination: { readonly limit: number; readonly nextCursor: string | null };
};

/** Reads which part of a list is asked for. */
export function readPage(reader: ParameterReader): { readonly limit: number; readonly after: string | undefined } {
  return { limit: reader.integer('limit', 1, MAX_LIMIT) ?? DEFAULT_LIMIT, after: reader.single('cursor') };
}
