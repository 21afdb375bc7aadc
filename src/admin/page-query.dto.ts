import { QueryInteger, QueryText } from '../http/input/query-parameters.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** Query for a page of a list. */
export class PageQueryDto {
  @QueryInteger(1, MAX_LIMIT, { description: 'Entries per page', default: DEFAULT_LIMIT })
  readonly limit: number = DEFAULT_LIMIT;

  @QueryText(500, { description: 'The nextCursor of the previous page' })
  readonly cursor?: string;
}
