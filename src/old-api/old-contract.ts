import { Injectable } from '@nestjs/common';

import { type ListingRequest, OlderContract } from '../catalog/listing-request.js';
import type { RawParameters } from '../http/parameter-reader.js';
import { Settings } from '../config/settings.js';
import { readOldListing } from './read-old-listing.js';
import { isOldRequest } from './translate.js';

/** The contract of the shop's old API, while `OLD_API` accepts it. */
@Injectable()
export class OldContract extends OlderContract {
  constructor(private readonly settings: Settings) {
    super();
  }

  read(raw: RawParameters): ListingRequest | undefined {
    return this.settings.OLD_API === 'accept' && isOldRequest(raw) ? readOldListing(raw) : undefined;
  }
}
