import { Injectable, Optional, type PipeTransform } from '@nestjs/common';
import type { ListingQuery } from '../listing/listing-query.js';
import type { RawParameters } from '../http/parameter-reader.js';
import { LISTING_PARAMETERS, parseFacetQuery, parseListing } from './parse-listing.js';
import { ParameterReader } from '../http/parameter-reader.js';
import { readFields } from './sparse-fields.js';

/** A parsed listing request. */
export interface ListingRequest {
  readonly query: ListingQuery;
  /** The fields to return; all if absent. */
  readonly fields?: readonly string[];
  /** Additional members of the response's `meta`, for clients of an older contract; `took` is in milliseconds. */
  meta?(took: number): Readonly<Record<string, unknown>>;
}

/** Conditions beyond the parameters, which have no way to express them. */
export type FurtherConditions = Parameters<typeof parseListing>[1];

/** An older contract of the listing. It handles every request that uses any of its names. */
export abstract class OlderContract {
  /** The request in current terms; `undefined` if it does not belong to this contract. Throws `InvalidInputError`. */
  abstract read(raw: RawParameters): ListingRequest | undefined;
}

/** Parses a request by the current contract. Throws `InvalidInputError` with every problem. */
export function readListingRequest(raw: RawParameters, further?: FurtherConditions): ListingRequest {
  const query = parseListing(raw, further);
  const reader = new ParameterReader(raw, LISTING_PARAMETERS);
  const fields = readFields(reader);
  reader.finish();
  return fields === undefined ? { query } : { query, fields };
}

/** Parses a listing's parameters when called; a cached response does not need them. Throws `InvalidInputError`. */
export type ReadListing = () => ListingRequest;

/** Parses the parameters of a listing, by an older contract if they use its names. */
@Injectable()
export class ListingRequestPipe implements PipeTransform<RawParameters, ReadListing> {
  constructor(@Optional() private readonly older?: OlderContract) {}

  transform(raw: RawParameters): ReadListing {
    return () => this.older?.read(raw) ?? readListingRequest(raw);
  }
}

/** Parses the filters of a facet query. Throws `InvalidInputError` with every problem. */
@Injectable()
export class FacetQueryPipe implements PipeTransform<RawParameters, ListingQuery> {
  transform(raw: RawParameters): ListingQuery {
    return parseFacetQuery(raw);
  }
}
