import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { classOfListing } from '../query-classes/classify.js';
import { noteQueryClass } from '../query-classes/request-class.js';
import { CatalogService } from './catalog.service.js';
import { sendCacheable } from './http-answer.js';
import type { ListingRequest } from './listing-request.js';
import { countHeaders, linkHeader, toPagination } from './pagination.js';
import { toProductListDto } from './product.mapper.js';
import { pickFields } from './sparse-fields.js';

/** Answers a listing, whichever address and contract it was asked by. */
@Injectable()
export class ListingAnswer {
  constructor(private readonly catalog: CatalogService) {}

  /** Sends the page with its totals, links and facets. */
  async send({ query, fields, meta }: ListingRequest, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    noteQueryClass(request, classOfListing(query));
    const listing = await this.catalog.list(query);
    const products = listing.products.map(toProductListDto);
    const links = linkHeader(request.url, listing);
    if (links !== '') reply.header('Link', links);
    reply.headers(countHeaders(listing));
    sendCacheable(request, reply, {
      data: fields === undefined ? products : products.map((product) => pickFields(product, fields)),
      pagination: toPagination(listing),
      ...(listing.facets === undefined ? {} : { facets: listing.facets }),
    }, { ...(listing.correctedText === undefined ? {} : { correctedQuery: listing.correctedText }), ...meta?.(reply.elapsedTime) });
  }
}
