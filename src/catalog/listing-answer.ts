import { CompressedBody } from '../http/compressed-body.js';
import type { QueryClassName } from '../query-classes/latency-targets.js';
import type { Listing } from './catalog.service.js';
import { entityTag } from './http-answer.js';
import { countHeaders, linkHeader, toPagination } from './pagination.js';
import type { ReadyAnswer } from './ready-answers.js';
import { pickFields } from './sparse-fields.js';

/** The parts of a request that determine the bytes of the response, besides the listing. */
export interface AnswerRequest {
  readonly url: string;
  readonly fields: readonly string[] | undefined;
  readonly queryClass: QueryClassName;
  /** Additional members of the response's `meta`. */
  readonly further?: ReadyAnswer['further'];
}

/** Room for the value of `meta`; request id and duration take a third of it. */
const META_BYTES = 512;
const COMMA = ','.charCodeAt(0);
const START = Buffer.from('{"success":true,"data":[');

/**
 * Builds a listing's response from the serialized products. The entity tag is computed from their content hashes and
 * everything around them: equal content has equal tags on every instance, before and after a migration.
 */
export function toReadyAnswer(listing: Listing, { url, fields, queryClass, further }: AnswerRequest): ReadyAnswer {
  const facets = listing.facets === undefined ? '' : `"facets":${JSON.stringify(listing.facets)},`;
  const around = `],"pagination":${JSON.stringify(toPagination(listing))},${facets}"meta":`;
  const entries =
    fields === undefined
      ? listing.entries
      : listing.products.map((product) => Buffer.from(JSON.stringify(pickFields(product, fields))));
  return {
    revision: listing.revision,
    queryClass,
    popularityRevision: listing.popularityRevision,
    entityTag: entityTag(`${fields?.join(',') ?? ''} ${listing.hashes.join(',')} ${around}`),
    link: linkHeader(url, listing),
    totals: countHeaders(listing),
    body: joined(entries, around),
    correctedQuery: listing.correctedText,
    ...(further === undefined ? {} : { further }),
  };
}

function joined(entries: readonly Uint8Array[], around: string): CompressedBody {
  const commas = Math.max(0, entries.length - 1);
  let length = START.length + commas + Buffer.byteLength(around);
  for (const entry of entries) length += entry.length;
  const room = Buffer.allocUnsafe(length + META_BYTES);
  let at = START.copy(room);
  for (const [position, entry] of entries.entries()) {
    if (position > 0) room[at++] = COMMA;
    room.set(entry, at);
    at += entry.length;
  }
  room.write(around, at);
  return new CompressedBody(room.subarray(0, length), room);
}
