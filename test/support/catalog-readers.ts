import { setTimeout as delay } from 'node:timers/promises';
import type { Product } from '../../migrations/index.js';
import type { ProductListDTO } from '../../src/catalog/dto/product-list.dto.js';
import { toProductDetailDto, toProductListDto } from '../../src/catalog/product.mapper.js';
import { NO_FILTER } from '../../src/listing/filters.js';
import type { ListingFilter } from '../../src/listing/filters.js';
import { decodeCursor, listingFingerprint } from '../../src/listing/cursor.js';
import type { ListingQuery, PageRequest } from '../../src/listing/listing-query.js';
import { idText } from '../../src/listing/product-id.js';
import type { Sort } from '../../src/listing/sort-orders.js';
import type { CatalogRig } from './catalog-rig.js';
import { ALL_FACETS, Oracle } from './oracle.js';

/** Orders and filters that readers traverse. */
const WALKS: readonly { readonly sort: Sort; readonly filter: ListingFilter; readonly limit: number }[] = [
  ...(['featured', 'price', '-price', 'newest', 'name', '-carat'] as const).map((sort, index) => ({
    sort,
    filter: NO_FILTER,
    limit: 31 + 7 * index,
  })),
  { sort: 'featured', filter: { ...NO_FILTER, terms: { category: ['rings'] } }, limit: 23 },
  { sort: 'price', filter: { ...NO_FILTER, terms: { metal: ['14k-gold', 'silver'] } }, limit: 29 },
];

const FIRST: PageRequest = { kind: 'page', page: 1 };
/** The pause of each reader after each read: readers share the process with the catalog. */
const PAUSE_MS = 10;
/** The number of readers that follow cursors concurrently, each through one order after the other. */
const WALKERS = 3;

/** What is compared of a product. */
export type Compared = 'content' | 'id';

/** Readers that run until stopped and compare everything they see with what it must be throughout. */
export class CatalogReaders {
  /** Completed traversals and reads per reader. */
  readonly completed: Record<string, number> = {};
  /** Everything that was not as expected. */
  readonly failures: string[] = [];
  private stopped = false;
  private readonly oracle: Oracle;
  private readonly products: readonly Product[];
  private readonly expected = new Map<string, readonly string[]>();
  private expectedFacets: string | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly rig: CatalogRig,
    documents: ConstructorParameters<typeof Oracle>[0],
    private readonly compared: Compared = 'content',
  ) {
    this.oracle = new Oracle(documents);
    this.products = this.oracle.list(NO_FILTER, 'newest');
  }

  /** Starts readers for orders that do not change; by default for all of them. */
  start(sorts?: readonly Sort[]): void {
    const walks = WALKS.filter(
      ({ sort, filter }) => sorts === undefined || (sorts.includes(sort) && filter === NO_FILTER),
    );
    let next = 0;
    const walkOn = async (read: (walk: (typeof WALKS)[number]) => Promise<void>): Promise<void> => {
      const walk = walks[next++ % walks.length];
      if (walk !== undefined) await read(walk);
    };
    this.running = Promise.all([
      ...Array.from({ length: WALKERS }, (_, walker) =>
        this.repeat(`walks ${walker}`, () => walkOn(({ sort, filter, limit }) => this.walk(sort, filter, limit))),
      ),
      this.repeat('pages', () => walkOn(({ sort, filter, limit }) => this.pages(sort, filter, limit))),
      this.repeat('by id', () => this.byId()),
      ...(this.compared === 'content'
        ? [this.repeat('facets', () => this.facets()), this.repeat('search', () => this.search())]
        : []),
    ]);
  }

  /** Whether each reader has read everything this often, or something was wrong. */
  haveCompleted(times: number): boolean {
    return this.failures.length > 0 || Object.values(this.completed).every((count) => count >= times);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async repeat(name: string, read: () => Promise<void>): Promise<void> {
    this.completed[name] = 0;
    while (!this.stopped && this.failures.length < 20) {
      try {
        await read();
        await delay(PAUSE_MS);
        this.completed[name]++;
      } catch (error) {
        this.failures.push(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
  }

  /** Follows cursors to the end and back to the beginning. */
  private async walk(sort: Sort, filter: ListingFilter, limit: number): Promise<void> {
    const expected = this.expectedOf(filter, sort);
    const fingerprint = listingFingerprint(filter, sort);
    const query: Omit<ListingQuery, 'page'> = { filter, sort, limit, facets: [], count: 'exact' };
    const step = async (cursor: string | null): Promise<Awaited<ReturnType<CatalogRig['catalog']['list']>>> => {
      const place = cursor === null ? undefined : decodeCursor(cursor, fingerprint, sort);
      if (typeof place === 'string') throw new Error(place);
      const listing = await this.rig.catalog.list({
        ...query,
        page: place === undefined ? FIRST : { kind: place.side, key: place.key },
      });
      this.same(`total by ${sort}`, [String(listing.total)], [String(expected.length)]);
      await delay(PAUSE_MS);
      return listing;
    };
    let listing = await step(null);
    const forward = [...listing.products];
    while (listing.nextCursor !== null) {
      listing = await step(listing.nextCursor);
      forward.push(...listing.products);
    }
    this.sameProducts(`forward by ${sort}`, forward, expected);
    const backward = [...listing.products];
    while (listing.prevCursor !== null && listing.products.length > 0) {
      listing = await step(listing.prevCursor);
      backward.unshift(...listing.products);
    }
    this.sameProducts(`backward by ${sort}`, backward, expected);
  }

  private async pages(sort: Sort, filter: ListingFilter, limit: number): Promise<void> {
    const expected = this.expectedOf(filter, sort);
    for (let page = 1; (page - 1) * limit < expected.length; page++) {
      const { products, total } = await this.rig.catalog.list({
        filter,
        sort,
        limit,
        page: { kind: 'page', page },
        facets: [],
        count: 'exact',
      });
      this.same(`total of pages by ${sort}`, [String(total)], [String(expected.length)]);
      this.sameProducts(`page ${page} by ${sort}`, products, expected.slice((page - 1) * limit, page * limit));
      await delay(PAUSE_MS);
    }
  }

  /** One product by id and by slug, with its whole page. */
  private async byId(): Promise<void> {
    const { products } = this;
    const product = products[Math.floor(Math.random() * products.length)];
    if (product === undefined) return;
    const [byId, bySlug] = [
      await this.rig.catalog.get(idText(product.id)),
      await this.rig.catalog.find({ slug: product.slug }),
    ];
    this.same('by id', [this.textOf(byId.product)], [this.textOf(product)]);
    this.same('by slug', [bySlug?.product.slug ?? 'none'], [product.slug]);
    if (this.compared === 'id') return;
    const detail = JSON.stringify(toProductDetailDto(byId));
    const key = `detail ${idText(product.id)} ${typeof product.id}`;
    if (!this.expected.has(key)) this.expected.set(key, [detail]);
    this.same('detail', [detail], this.expected.get(key) ?? []);
  }

  private async facets(): Promise<void> {
    const { total, facets } = await this.rig.catalog.facets({
      filter: NO_FILTER,
      sort: 'newest',
      limit: 1,
      page: FIRST,
      facets: ALL_FACETS,
      count: 'exact',
    });
    this.expectedFacets ??= JSON.stringify(facets);
    this.same('facets', [String(total), JSON.stringify(facets)], [String(this.products.length), this.expectedFacets]);
  }

  private async search(): Promise<void> {
    const filter = { ...NO_FILTER, q: 'gold ring' };
    const { products } = await this.rig.catalog.list({
      filter,
      sort: 'relevance',
      limit: 40,
      page: FIRST,
      facets: [],
      count: 'exact',
    });
    this.sameProducts('search', products, this.expectedOf(filter, 'relevance').slice(0, 40));
  }

  private expectedOf(filter: ListingFilter, sort: Sort): readonly string[] {
    const key = JSON.stringify([filter, sort]);
    const expected = this.expected.get(key) ?? this.oracle.list(filter, sort).map((product) => this.textOf(product));
    this.expected.set(key, expected);
    return expected;
  }

  private textOf(product: Product): string {
    return this.compared === 'id' ? idText(product.id) : JSON.stringify(toProductListDto(product));
  }

  private sameProducts(what: string, products: readonly ProductListDTO[], expected: readonly string[]): void {
    this.same(
      what,
      products.map((product) => (this.compared === 'id' ? product._id : JSON.stringify(product))),
      expected,
    );
  }

  private same(what: string, actual: readonly string[], expected: readonly string[]): void {
    const first = expected.findIndex((text, index) => text !== actual[index]);
    if (first === -1 && actual.length === expected.length) return;
    const missing = expected.filter((text) => !actual.includes(text));
    throw new Error(
      `${what}: ${actual.length} instead of ${expected.length}, ${missing.length} missing, first difference ` +
        `at ${first}:\n${actual[first]?.slice(0, 300)}\n${expected[first]?.slice(0, 300)}`,
    );
  }
}
