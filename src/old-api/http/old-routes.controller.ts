import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ListingResponder } from '../../catalog/listing-responder.js';
import type { RawParameters } from '../../http/parameter-reader.js';
import { Public } from '../../http/public.decorator.js';
import { ApiOldListing, CATEGORY_PARAMETER } from '../api-docs.js';
import { FEATURED, ofCategory } from '../contract.js';
import { readOldListing } from '../read-old-listing.js';

/** The old API's shorthand routes for listings. */
@ApiTags('old clients')
@Public()
@Controller('api/products')
export class OldRoutesController {
  constructor(private readonly listings: ListingResponder) {}

  /** Featured products, most viewed first. */
  @Get('featured')
  @ApiOldListing('Featured products, most viewed first', 'listFeaturedProducts', FEATURED.limit)
  featured(@Query() raw: RawParameters, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.listings.send(() => readOldListing(raw, FEATURED), request, reply);
  }

  /** The products of one category, most viewed first. */
  @Get('category/:category')
  @CATEGORY_PARAMETER
  @ApiOldListing('Products of a category, most viewed first', 'listProductsOfCategory', ofCategory('').limit)
  category(
    @Param('category') category: string,
    @Query() raw: RawParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.listings.send(() => readOldListing(raw, ofCategory(category)), request, reply);
  }
}
