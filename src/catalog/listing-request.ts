import { Injectable, Optional, type PipeTransform } from '@nestjs/common';
import type { ListingQuery } from '../listing/listing-query.js';
import type { RawParameters } from '../http/parameter-reader.js';
import { LISTING_PARAMETERS, parseFacetQuery, parseListing } from './parse-listing.js';
import { ParameterReader } from '../http/parameter-reader.js';
import { readFields } from './sparse-fields.js';

/** A listing request, understood. */
export interface ListingRequest {
  readonly query: ListingQuery;
  /** The fields to answer; all where absent. */
  readonly fields?: readonly string[];
  /** Further members of the answer's `meta`, for clients of an older contract; `took` is in milliseconds. */
  meta?(took: number): Readonly<Record<string, unknown>>;
}

/** What may be asked beside the parameters: conditions that they have no words for. */
export type FurtherConditions = Parameters<typeof parseListing>[1];

/** An older contract of the listing: it claims the requests that use its names, whole. */
export abstract class OlderContract {
  /** The request in current terms; `undefined` where it is none of this contract. Throws `InvalidInputError`. */
  abstract read(raw: RawParameters): ListingRequest | undefined;
}

/** Reads a request by the current contract. Throws `InvalidInputError` with every problem. */
export function readListingRequest(raw: RawParameters, further?: FurtherConditions): ListingRequest {
  const query = parseListing(raw, further);
  const reader = new ParameterReader(raw, LISTING_PARAMETERS);
  const fields = readFields(reader);
  reader.finish();
  return fields === undefined ? { query } : { query, fields };
}

/**
 * Reads a listing's parameters when it is called: an answer that is ready already needs none of that. Throws
 * `InvalidInputError`.
 */
export type ReadListing = () => ListingRequest;

/** Reads the parameters of a listing, by an older contract where they use its names. */
@Injectable()
export class ListingRequestPipe implements PipeTransform<RawParameters, ReadListing> {
  constructor(@Optional() private readonly older?: OlderContract) {}

  transform(raw: RawParameters): ReadListing {
    return () => this.older?.read(raw) ?? readListingRequest(raw);
  }
}

/** Reads the filters of a facet query. Throws `InvalidInputError` with every problem. */
@Injectable()
export class FacetQueryPipe implements PipeTransform<RawParameters, ListingQuery> {
  transform(raw: RawParameters): ListingQuery {
    return parseFacetQuery(raw);
  }
}
