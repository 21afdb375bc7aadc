import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { mongo } from 'mongoose';
import type { StoredDocument } from '../../migrations/index.js';
import { generateProducts } from '../../src/demo-data/generate-products.js';
import type { ListingFilter } from '../../src/listing/filters.js';
import { FLAG_FILTERS, NO_FILTER, TERMS_FILTERS } from '../../src/listing/filters.js';
import type { ListingQuery } from '../../src/listing/listing-query.js';
import { parseListing } from '../../src/catalog/parse-listing.js';
import type { CatalogRig } from '../support/catalog-rig.js';
import { startCatalogRig, upgradeStored } from '../support/catalog-rig.js';

/** One read of a listing as MongoDB explains it. */
interface ExplainedRead {
  readonly returned: number;
  readonly keys: number;
  readonly documents: number;
  readonly stages: readonly string[];
}

const BATCH = 2_000;
const PAGE = 24;
/**
 * A scan reads one product more than the page, to know whether there are others, and one more for its own place. Where it
 * meets irregular documents alone, it reads twice as many after them (MongoDB walks the keys of the first ones again), and
 * is then given up.
 */
const MOST_KEYS = 3 * (PAGE + 2);

/** 10,000 products; `npm run test:explain` asks for 100,000, which takes minutes to build. */
const PRODUCTS = Number(process.env.EXPLAIN_PRODUCTS ?? 10_000);

describe.each([PRODUCTS])('with %i products, half of them migrated', (count) => {
  let rig: CatalogRig;
  const finds: mongo.Document[] = [];

  beforeAll(async () => {
    rig = await startCatalogRig({
      monitor: (command) => { if (command.find === 'products') finds.push(command); },
      prepare: async (products) => {
        let batch: (StoredDocument & { _id: unknown })[] = [];
        for (const document of generateProducts({ count, seed: 11 })) {
          batch.push(document as StoredDocument & { _id: unknown });
          if (batch.length === BATCH) { await products.insertMany(batch, { ordered: false }); batch = []; }
        }
        await upgradeStored(products, (position) => position % 2 === 0);
      },
    });
    // The first build reads the whole collection.
    while (!rig.index.isBuilt) await rig.index.current().catch(() => undefined);
  }, 600_000);
  afterAll(() => rig.close());

  /** Runs a listing, and has MongoDB explain every find command that it sent. */
  async function explained(query: ListingQuery): Promise<ExplainedRead[]> {
    finds.length = 0;
    await rig.listings.read(query);
    const sent = finds.splice(0).filter((command) => command.projection?._id !== 1 || Object.keys(command.projection as object).length > 1);
    return Promise.all(sent.map(async ({ find, filter, sort, hint, min, max, limit, skip, projection }) => {
      const command = { find, filter, sort, hint, min, max, limit, skip, projection };
      const plan = await rig.db.command({ explain: Object.fromEntries(Object.entries(command).filter(([, value]) => value !== undefined)), verbosity: 'executionStats' });
      const { nReturned, totalKeysExamined, totalDocsExamined } = plan.executionStats as { nReturned: number; totalKeysExamined: number; totalDocsExamined: number };
      return { returned: nReturned, keys: totalKeysExamined, documents: totalDocsExamined, stages: stagesOf(plan.queryPlanner.winningPlan) };
    }));
  }

  /** Every single filter with a value that is common enough to fill a page. */
  async function singleFilters(): Promise<{ readonly title: string; readonly filter: ListingFilter }[]> {
    const { columns } = await rig.index.current();
    const terms = TERMS_FILTERS.map(({ key }) => {
      const values = [...columns.dictionaries[key].entries()].map(([value]) => value);
      return { title: `${key}=${values[0]}`, filter: { ...NO_FILTER, terms: { [key]: [values[0] ?? ''] } } };
    });
    const flags = FLAG_FILTERS.flatMap(({ key }) => [true, false].map((value) => ({ title: `${key}=${value}`, filter: { ...NO_FILTER, flags: { [key]: value } } })));
    const ranges = ['priceMin=500', 'priceMax=1000', 'priceMin=400&priceMax=450', 'caratMin=1', 'caratMax=0.5'].map((text) => ({ title: text, filter: parseListing(Object.fromEntries(new URLSearchParams(text))).filter }));
    return [{ title: 'no filter', filter: NO_FILTER }, ...terms, ...flags, ...ranges];
  }

  it('reads at most three keys per product and version on the first page of every single filter', async () => {
    for (const { title, filter } of await singleFilters()) {
      const reads = await explained({ filter, sort: 'featured', limit: PAGE, page: { kind: 'page', page: 1 }, facets: [], count: 'none' });
      for (const read of reads) {
        expect([title, read.stages]).toEqual([title, read.stages.filter((stage) => stage !== 'COLLSCAN' && stage !== 'SORT')]);
        expect([title, read.keys <= MOST_KEYS]).toEqual([title, true]);
      }
      expect([title, reads.length > 0]).toEqual([title, true]);
    }
  }, 120_000);

  it.each([
    'sort=newest', 'sort=price', 'sort=-price', 'sort=name', 'sort=-carat', 'category=rings', 'metal=14k-gold&sort=price', 'q=rose%20ring',
    'category=rings&metal=14k-gold&priceMax=3000', 'metal=silver&stone=diamond&inStock=true&sort=-price', 'recycled=true&labGrown=true', 'page=90', 'tags=gift&tagsMode=all',
  ])('scans no collection for %s', async (parameters) => {
    const reads = await explained(parseListing(Object.fromEntries(new URLSearchParams(parameters))));
    expect(reads.flatMap(({ stages }) => stages).filter((stage) => stage === 'COLLSCAN' || stage === 'SORT')).toEqual([]);
    for (const { keys } of reads) expect(keys).toBeLessThanOrEqual(MOST_KEYS);
  });
});

function stagesOf(plan: mongo.Document | undefined): string[] {
  if (plan === undefined) return [];
  const inputs = [plan.inputStage, ...((plan.inputStages ?? []) as mongo.Document[])] as (mongo.Document | undefined)[];
  return [String(plan.stage), ...inputs.flatMap((input) => stagesOf(input))];
}
