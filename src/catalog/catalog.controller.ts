import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestedTime } from '../http/consistency-token.js';
import { Public } from '../http/public.decorator.js';
import { classOfProductPage } from '../query-classes/classify.js';
import { noteQueryClass } from '../query-classes/request-class.js';
import { ApiFacets, ApiFilters, ApiListing, ApiProduct, ApiRelated, ApiSuggest } from './api-docs.js';
import { CatalogService } from './catalog.service.js';
import { filterVocabulary } from './filter-vocabulary.js';
import type { AnswerAge } from './http-answer.js';
import { sendCacheable } from './http-answer.js';
import type { ReadListing } from './listing-request.js';
import { ListingRequestPipe } from './listing-request.js';
import { ListingResponder } from './listing-responder.js';
import type { RawParameters } from '../http/parameter-reader.js';
import { MAX_SUGGESTION_LENGTH, parseFacetQuery } from './parse-listing.js';
import { ParameterReader } from '../http/parameter-reader.js';
import { toProductDetailDto } from './product.mapper.js';

/** The public catalog by REST. */
@ApiTags('catalog')
@Public()
@Controller('api')
export class CatalogController {
  constructor(
    private readonly catalog: CatalogService,
    private readonly listings: ListingResponder,
  ) {}

  /** The listing: filtered, sorted, paged by number or cursor, with facets. */
  @Get('products')
  @ApiListing()
  list(
    @Query(ListingRequestPipe) read: ReadListing,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.listings.send(read, request, reply);
  }

  /** One product with all that its page shows. */
  @Get('products/:idOrSlug')
  @ApiProduct()
  async get(
    @Param('idOrSlug') idOrSlug: string,
    @Query() raw: RawParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    new ParameterReader(raw, []).finish();
    noteQueryClass(request, classOfProductPage(idOrSlug));
    sendCacheable(request, reply, { data: toProductDetailDto(await this.catalog.get(idOrSlug)) });
  }

  /** Products like one, by material and category. */
  @Get('products/:idOrSlug/related')
  @ApiRelated()
  async related(
    @Param('idOrSlug') idOrSlug: string,
    @Query() raw: RawParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reader = new ParameterReader(raw, ['limit']);
    const limit = reader.integer('limit', 1, 24) ?? 8;
    reader.finish();
    noteQueryClass(request, 'anything');
    const since = requestedTime(request.headers);
    sendCacheable(request, reply, { data: await this.catalog.related(idOrSlug, limit, since) }, this.ageOf(since));
  }

  /** Suggestions as one types. */
  @Get('catalog/suggest')
  @ApiSuggest()
  async suggest(
    @Query() raw: RawParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reader = new ParameterReader(raw, ['q', 'limit']);
    const text = reader.single('q');
    if (text === undefined && raw.q === undefined) reader.refuse('q', undefined, 'is required: what was typed so far');
    if (text !== undefined && text.length > MAX_SUGGESTION_LENGTH)
      reader.refuse('q', text, `is longer than ${MAX_SUGGESTION_LENGTH} characters`);
    const limit = reader.integer('limit', 1, 20) ?? 8;
    reader.finish();
    noteQueryClass(request, 'anything');
    const since = requestedTime(request.headers);
    sendCacheable(request, reply, { data: await this.catalog.suggest(text ?? '', limit, since) }, this.ageOf(since));
  }

  /** Facets alone. */
  @Get('catalog/facets')
  @ApiFacets()
  async facets(@Query() raw: RawParameters, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = parseFacetQuery(raw);
    const since = requestedTime(request.headers);
    noteQueryClass(request, 'anything');
    sendCacheable(request, reply, { data: await this.catalog.facets(query, since) }, this.ageOf(since));
  }

  /** The vocabulary: every filter with its kind, parameters, unit, values and labels. */
  @Get('catalog/filters')
  @ApiFilters()
  filters(@Query() raw: RawParameters, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    new ParameterReader(raw, []).finish();
    sendCacheable(request, reply, { data: filterVocabulary() });
  }

  private ageOf(since: bigint | undefined): AnswerAge {
    return { freshness: this.catalog.freshness, isForWriter: since !== undefined };
  }
}
