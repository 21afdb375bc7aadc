import { Args, Context, ID, Info, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import type { GraphQLResolveInfo } from 'graphql';
import { CatalogService } from '../catalog/catalog.service.js';
import { Facet } from '../catalog/dto/facet.dto.js';
import { ProductSortEnum } from '../catalog/dto/enums.js';
import { ProductListDTO } from '../catalog/dto/product-list.dto.js';
import { MAX_SUGGESTION_LENGTH } from '../catalog/parse-listing.js';
import { toProductDetailDto } from '../catalog/product.mapper.js';
import { InvalidInputError } from '../errors/domain-error.js';
import { requestedTime } from '../http/consistency-token.js';
import { Public } from '../http/public.decorator.js';
import { DEFAULT_LIMIT } from '../listing/listing-query.js';
import type { FilterKey } from '../listing/filters.js';
import { MAX_IDS } from '../listing/filters.js';
import type { Sort } from '../listing/sort-orders.js';
import { classOfListing } from '../query-classes/classify.js';
import { noteDatabaseRead, noteQueryClass, noteVolatile } from '../query-classes/request-class.js';
import { askedListing, toConnection, toFacetKeys, toListingQuery } from './listing-query.js';
import { ProductConnection, SuggestionType } from './product-connection.type.js';
import { ProductFilter } from './product-filter.input.js';
import { facetsCost, idsCost, pageCost, pageFacetsCost } from './query-cost.js';

const DEFAULT_SUGGESTIONS = 8;
const MAX_SUGGESTIONS = 20;

const FACET_KEYS = {
  type: () => [String],
  nullable: true,
  description: 'The facets to count, by parameter name; default: those of the filter sidebar',
};

/** The public catalog over GraphQL: the same service, products and order as REST. */
@Public()
@Resolver(() => ProductConnection)
export class CatalogResolver {
  constructor(private readonly catalog: CatalogService) {}

  /** A page of products. */
  @Query(() => ProductConnection, {
    complexity: pageCost,
    description: 'A page of products: the first ones after a cursor, or the last ones before one',
  })
  async products(
    @Args('filter', { type: () => ProductFilter, nullable: true }) filter: ProductFilter | undefined,
    @Args('sort', {
      type: () => ProductSortEnum,
      nullable: true,
      defaultValue: 'featured',
      description: 'Default: FEATURED; with q in the filter, RELEVANCE; with ids or slugs, their order',
    })
    sort: Sort | undefined,
    @Args('first', { type: () => Int, nullable: true, defaultValue: DEFAULT_LIMIT }) first: number | undefined,
    @Args('after', { type: () => String, nullable: true }) after: string | undefined,
    @Args('last', { type: () => Int, nullable: true }) last: number | undefined,
    @Args('before', { type: () => String, nullable: true }) before: string | undefined,
    @Info() info: GraphQLResolveInfo,
    @Context('req') request: FastifyRequest,
  ): Promise<ProductConnection> {
    const query = askedListing({ filter, sort, first, after, last, before }, info);
    noteQueryClass(request, classOfListing(query));
    if (query.sort === 'popular') noteVolatile(request);
    return toConnection(await this.catalog.list(query, requestedTime(request.headers)));
  }

  /** The facets of a page's listing. */
  @ResolveField('facets', () => [Facet], {
    nullable: true,
    complexity: pageFacetsCost,
    description: 'Each facet ignores its own selection',
  })
  pageFacets(
    @Parent() { counted = [] }: ProductConnection,
    @Args('keys', FACET_KEYS) keys: string[] | undefined,
  ): Facet[] {
    return inOrder(counted, toFacetKeys(keys));
  }

  /** One product with the details of its page. */
  @Query(() => ProductListDTO, {
    nullable: true,
    description: 'The product with an id or a slug; null if there is none',
  })
  async product(
    @Args('id', { type: () => ID, nullable: true }) id: string | undefined,
    @Args('slug', { type: () => String, nullable: true }) slug: string | undefined,
    @Context('req') request: object,
  ): Promise<ProductListDTO | null> {
    const by = byOne(id ?? undefined, slug ?? undefined);
    noteQueryClass(request, 'id' in by ? 'product-by-id' : 'product-by-slug');
    noteDatabaseRead(request);
    const found = await this.catalog.find(by);
    return found === null ? null : toProductDetailDto(found);
  }

  /** Several products at once. */
  @Query(() => [ProductListDTO], {
    nullable: 'items',
    complexity: idsCost,
    description: 'The products with these ids, in this order; null for each that does not exist',
  })
  async productsByIds(
    @Args('ids', { type: () => [ID] }) ids: string[],
    @Context('req') request: FastifyRequest,
  ): Promise<(ProductListDTO | null)[]> {
    if (ids.length > MAX_IDS)
      throw new InvalidInputError([
        { parameter: 'ids', value: `${ids.length} values`, problem: `takes at most ${MAX_IDS} values` },
      ]);
    noteQueryClass(request, 'anything');
    return this.catalog.findByIds(ids, requestedTime(request.headers));
  }

  /** Suggestions for a partly typed query. */
  @Query(() => [SuggestionType], { description: 'Suggestions for a partly typed text; tolerates misspellings' })
  async suggest(
    @Args('q') q: string,
    @Args('limit', { type: () => Int, nullable: true, defaultValue: DEFAULT_SUGGESTIONS }) asked: number | undefined,
    @Context('req') request: FastifyRequest,
  ): Promise<SuggestionType[]> {
    const limit = asked ?? DEFAULT_SUGGESTIONS;
    if (q.length > MAX_SUGGESTION_LENGTH)
      throw new InvalidInputError([
        {
          parameter: 'q',
          value: q.slice(0, MAX_SUGGESTION_LENGTH),
          problem: `is longer than ${MAX_SUGGESTION_LENGTH} characters`,
        },
      ]);
    if (limit < 1 || limit > MAX_SUGGESTIONS)
      throw new InvalidInputError([
        { parameter: 'limit', value: limit, problem: `must be an integer from 1 to ${MAX_SUGGESTIONS}` },
      ]);
    noteQueryClass(request, 'anything');
    return (await this.catalog.suggest(q, limit, requestedTime(request.headers))).map((suggestion) => ({
      ...suggestion,
    }));
  }

  /** Facets without products. */
  @Query(() => [Facet], { complexity: facetsCost, description: 'Facets of a filter, without products' })
  async facets(
    @Args('filter', { type: () => ProductFilter, nullable: true }) filter: ProductFilter | undefined,
    @Args('keys', FACET_KEYS) keys: string[] | undefined,
    @Context('req') request: FastifyRequest,
  ): Promise<Facet[]> {
    const wanted = toFacetKeys(keys);
    const query = toListingQuery({ filter, first: 1 }, { total: true, facets: wanted });
    noteQueryClass(request, 'anything');
    const { facets } = await this.catalog.facets(query, requestedTime(request.headers));
    return inOrder(facets, wanted);
  }
}

function inOrder(facets: readonly Facet[], keys: readonly FilterKey[]): Facet[] {
  return keys.flatMap((key) => facets.filter((facet) => facet.key === key));
}

function byOne(id: string | undefined, slug: string | undefined): { readonly id: string } | { readonly slug: string } {
  if (id !== undefined && slug === undefined) return { id };
  if (slug !== undefined && id === undefined) return { slug };
  throw new InvalidInputError([{ parameter: 'id', value: id ?? null, problem: 'or slug is required, but not both' }]);
}
