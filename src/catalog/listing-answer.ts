import { CompressedBody } from '../http/compressed-body.js';
import type { QueryClassName } from '../query-classes/latency-targets.js';
import type { Listing } from './catalog.service.js';
import { entityTag } from './http-answer.js';
import { countHeaders, linkHeader, toPagination } from './pagination.js';
import type { ReadyAnswer } from './ready-answers.js';
import { pickFields } from './sparse-fields.js';

/** What of a request the answer's bytes depend on, besides the listing. */
export interface AnswerRequest {
  readonly url: string;
  readonly fields: readonly string[] | undefined;
  readonly queryClass: QueryClassName;
  /** Further members of the answer's `meta`. */
  readonly further?: ReadyAnswer['further'];
}

const COMMA = Buffer.from(',');
const START = Buffer.from('{"success":true,"data":[');

/**
 * Puts a listing's answer together from the ready bytes of its products. The entity tag is made from their content hashes
 * and everything around them: equal content gives equal tags on every instance, before and after a migration.
 */
export function toReadyAnswer(listing: Listing, { url, fields, queryClass, further }: AnswerRequest): ReadyAnswer {
  const around = `],"pagination":${JSON.stringify(toPagination(listing))},${listing.facets === undefined ? '' : `"facets":${JSON.stringify(listing.facets)},`}"meta":`;
  const products = fields === undefined ? withCommas(listing.entries) : [Buffer.from(listing.products.map((product) => JSON.stringify(pickFields(product, fields))).join(','))];
  return {
    revision: listing.revision, queryClass,
    ...(listing.popularityRevision === undefined ? {} : { popularityRevision: listing.popularityRevision }),
    entityTag: entityTag(`${fields?.join(',') ?? ''} ${listing.hashes.join(',')} ${around}`),
    link: linkHeader(url, listing),
    totals: countHeaders(listing),
    body: new CompressedBody(Buffer.concat([START, ...products, Buffer.from(around)])),
    correctedQuery: listing.correctedText,
    ...(further === undefined ? {} : { further }),
  };
}

function withCommas(entries: readonly Uint8Array[]): Uint8Array[] {
  return entries.flatMap((entry, position) => (position === 0 ? [entry] : [COMMA, entry]));
}
