// Writes the GraphiQL page, complete in one file, to assets/: plain, and packed as brotli and gzip. Each form is served
// as it is, so that nothing is packed for a request, and nothing of GraphiQL is loaded at run time.
import { mkdirSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';

const FIELDS = `nodes {
      name
      pricing { basePrice currency }
      materialSpecs {
        metal { type purity sustainability { recycled } }
        stone { type carat sustainability { labGrown } }
      }
    }`;

const tabs = [
  `# Recycled gold under $1,000
query RecycledGold {
  products(
    filter: { metal: { type: { in: [GOLD_14K, WHITE_GOLD_14K, ROSE_GOLD_14K, GOLD_18K, WHITE_GOLD_18K, ROSE_GOLD_18K] }, recycled: true }, price: { max: 1000 } }
    sort: PRICE
    first: 10
  ) {
    totalCount
    ${FIELDS}
  }
}
`,
  `# Lab-grown stones 1-2 ct
query LabGrownStones {
  products(filter: { stone: { labGrown: true, carat: { min: 1, max: 2 } } }, sort: CARAT_DESC, first: 10) {
    totalCount
    ${FIELDS}
  }
}
`,
  `# Facets: what else there is in silver, each facet without its own selection
query SilverFacets {
  products(filter: { metal: { type: { in: [SILVER] } } }, first: 5) {
    totalCount
    nodes { name }
    facets(keys: ["category", "stone", "price", "recycled"]) {
      key
      label
      missing
      values { value label count selected }
      buckets { from to count }
    }
  }
}
`,
  `# What can be had in platinum and is reduced, the most viewed first
query PlatinumOffers {
  products(filter: { availableIn: { in: [PLATINUM] }, onSale: true }, sort: POPULAR, first: 10) {
    totalCount
    ${FIELDS}
    facets(keys: ["availableIn", "availableStone", "collection"]) { key values { value label count } }
  }
}
`,
  `# Paging: put pageInfo.endCursor into the variable, again and again
query NextPage($after: String) {
  products(sort: NEWEST, first: 12, after: $after) {
    nodes { _id name }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  `# Several products at once, and one by its slug
query SomeProducts {
  productsByIds(ids: ["prod_1726304460_001", "nobody"]) { name slug }
  product(slug: "first-light-solitaire") { name detail { sizes gallery { url alt } } }
  suggest(q: "dimond") { kind text count }
}
`,
];

const html = renderGraphiQL({
  title: 'GenZ Jewelry catalog · GraphQL',
  endpoint: '/graphql',
  defaultTabs: tabs.map((query) => ({ query })),
  defaultQuery: tabs[0],
});
// Tabs keep the offset of an animation that has ended, and jump by it when the mouse goes down: the first click would
// be lost. Without transforms they stay where they are; dragging still orders them.
const page = html.replace('<head>', '<head><style>.graphiql-tab { transform: none !important }</style>');
if (page === html) throw new Error('The GraphiQL page has no <head> to put a style into');
const write = (suffix, content) => writeFileSync(new URL(`../assets/graphiql.html${suffix}`, import.meta.url), content);
mkdirSync(new URL('../assets/', import.meta.url), { recursive: true });
write('', page);
write('.gz', gzipSync(page, { level: 9 }));
// Quality 9 takes three seconds; 11 would take a minute for some percent less.
write(
  '.br',
  brotliCompressSync(page, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 9,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(page),
    },
  }),
);
