import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Public } from '../http/public.decorator.js';
import type { ListingQuery } from '../listing/listing-query.js';
import { classOfProductPage } from '../query-classes/classify.js';
import { ApiFacets, ApiFilters, ApiListing, ApiProduct, ApiRelated, ApiSuggest } from './api-docs.js';
import { Cacheable, ReadAfter } from './cacheable.decorator.js';
import { CatalogService } from './catalog.service.js';
import { RelatedQueryDto, SuggestQueryDto } from './dto/catalog-queries.dto.js';
import type { ProductDetailDTO } from './dto/product-list.dto.js';
import { filterVocabulary } from './filter-vocabulary.js';
import type { ReadListing } from './listing-request.js';
import { FacetQueryPipe, ListingRequestPipe } from './listing-request.js';
import { ListingResponder } from './listing-responder.js';
import { toProductDetailDto } from './product.mapper.js';

/** The public catalog over REST. */
@ApiTags('catalog')
@Public()
@Controller('api')
export class CatalogController {
  constructor(
    private readonly catalog: CatalogService,
    private readonly listings: ListingResponder,
  ) {}

  /**
   * The listing: filtered, sorted, paged by number or cursor, with facets. Writes prepared bytes directly to the
   * socket.
   */
  @Get('products')
  @ApiListing()
  list(
    @Query(ListingRequestPipe) read: ReadListing,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.listings.send(read, request, reply);
  }

  /** One product with everything its page shows. */
  @Get('products/:idOrSlug')
  @ApiProduct()
  @Cacheable({ from: 'database', queryClass: ({ idOrSlug = '' }) => classOfProductPage(idOrSlug) })
  async get(@Param('idOrSlug') idOrSlug: string): Promise<ProductDetailDTO> {
    return toProductDetailDto(await this.catalog.get(idOrSlug));
  }

  /** Products similar to one, by material and category. */
  @Get('products/:idOrSlug/related')
  @ApiRelated()
  @Cacheable({ from: 'memory', queryClass: 'anything' })
  related(
    @Param('idOrSlug') idOrSlug: string,
    @Query() { limit }: RelatedQueryDto,
    @ReadAfter() since: bigint | undefined,
  ): ReturnType<CatalogService['related']> {
    return this.catalog.related(idOrSlug, limit, since);
  }

  /** Suggestions for a partly typed query. */
  @Get('catalog/suggest')
  @ApiSuggest()
  @Cacheable({ from: 'memory', queryClass: 'anything' })
  suggest(
    @Query() { q, limit }: SuggestQueryDto,
    @ReadAfter() since: bigint | undefined,
  ): ReturnType<CatalogService['suggest']> {
    return this.catalog.suggest(q, limit, since);
  }

  /** Facets without products. */
  @Get('catalog/facets')
  @ApiFacets()
  @Cacheable({ from: 'memory', queryClass: 'anything' })
  facets(
    @Query(FacetQueryPipe) query: ListingQuery,
    @ReadAfter() since: bigint | undefined,
  ): ReturnType<CatalogService['facets']> {
    return this.catalog.facets(query, since);
  }

  /** The vocabulary: every filter with its kind, parameters, unit, values and labels. */
  @Get('catalog/filters')
  @ApiFilters()
  @Cacheable({ from: 'code' })
  filters(): ReturnType<typeof filterVocabulary> {
    return filterVocabulary();
  }
}
