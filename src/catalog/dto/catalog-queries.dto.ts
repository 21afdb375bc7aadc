import { QueryInteger, QueryText } from '../../http/input/query-parameters.js';
import { MAX_SUGGESTION_LENGTH } from '../parse-listing.js';

const MAX_RELATED = 24;
const MAX_SUGGESTIONS = 20;
const DEFAULT_LIMIT = 8;

/** How many similar products to return. */
export class RelatedQueryDto {
  @QueryInteger(1, MAX_RELATED, { description: 'Maximum number of products', default: DEFAULT_LIMIT })
  readonly limit: number = DEFAULT_LIMIT;
}

/** The query for suggestions. */
export class SuggestQueryDto {
  @QueryText(MAX_SUGGESTION_LENGTH, {
    description: 'The text typed so far',
    required: 'what was typed so far',
    example: 'dimond',
  })
  readonly q!: string;

  @QueryInteger(1, MAX_SUGGESTIONS, { description: 'Maximum number of suggestions', default: DEFAULT_LIMIT })
  readonly limit: number = DEFAULT_LIMIT;
}
