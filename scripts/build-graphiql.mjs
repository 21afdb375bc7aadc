// Writes the GraphiQL page as a single file to assets/: plain, and compressed with brotli and gzip. Each form is served
// as is, so that nothing is compressed per request, and GraphiQL loads nothing else at run time.
import { mkdirSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';

// Half a laptop's screen fits 50 characters, so no line is longer.
const FIELDS = `nodes {
      name
      pricing { basePrice currency }
      materialSpecs {
        metal { type purity finish }
        stone { type carat cut }
      }
    }`;

const tabs = [
  `# Recycled gold under $1,000
query RecycledGold {
  products(
    filter: {
      metal: {
        type: {
          in: [
            GOLD_14K, WHITE_GOLD_14K
            ROSE_GOLD_14K, GOLD_18K
            WHITE_GOLD_18K, ROSE_GOLD_18K
          ]
        }
        recycled: true
      }
      price: { max: 1000 }
    }
    sort: PRICE
    first: 10
  ) {
    totalCount
    ${FIELDS}
  }
}
`,
  `# Lab-grown stones of 1 to 2 ct, heaviest first
query LabGrownStones {
  products(
    filter: {
      stone: {
        labGrown: true
        carat: { min: 1, max: 2 }
      }
    }
    sort: CARAT_DESC
    first: 10
  ) {
    totalCount
    ${FIELDS}
  }
}
`,
  `# Facets: what else there is in silver.
# Each facet is counted without its own selection.
query SilverFacets {
  products(
    filter: { metal: { type: { in: [SILVER] } } }
    first: 5
  ) {
    totalCount
    nodes { name }
    facets(keys: ["category", "stone", "price"]) {
      key
      label
      missing
      values { value label count selected }
      buckets { from to count }
    }
  }
}
`,
  `# What can be had in platinum and is reduced,
# the most viewed first
query PlatinumOffers {
  products(
    filter: {
      availableIn: { in: [PLATINUM] }
      onSale: true
    }
    sort: POPULAR
    first: 10
  ) {
    totalCount
    ${FIELDS}
    facets(
      keys: ["availableIn", "availableStone"]
    ) {
      key
      values { value label count }
    }
  }
}
`,
  `# Paging: put pageInfo.endCursor into the
# variable "after", again and again
query NextPage($after: String) {
  products(first: 9, after: $after, sort: NAME) {
    nodes { _id name }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  `# Several products at once, one by its slug,
# and what a shopper may mean
query SomeProducts {
  productsByIds(
    ids: ["prod_1726304460_001", "nobody"]
  ) {
    name
    slug
  }
  product(slug: "first-light-solitaire") {
    name
    detail { sizes gallery { url alt } }
  }
  suggest(q: "dimond") { kind text count }
}
`,
];

const html = renderGraphiQL({
  title: 'GenZ Jewelry · GraphQL',
  endpoint: '/graphql',
  // The queries need the space; a click opens the variables.
  defaultEditorToolsVisibility: false,
  defaultTabs: tabs.map((query) => ({ query })),
  defaultQuery: tabs[0],
});
// Tabs keep the offset of a finished animation and jump by it on mouse down, so the first click would be lost. Without
// transforms they stay in place; dragging still reorders them.
// With slightly smaller margins, all six tabs fit on a laptop.
const STYLE = `<style>
  .graphiql-tab { transform: none !important }
  .graphiql-tab .graphiql-tab-button { padding-inline: 8px 4px; font-size: 14px }
</style>`;
const page = html.replace('<head>', `<head>${STYLE}`);
if (page === html) throw new Error('The GraphiQL page has no <head> to put a style into');
const write = (suffix, content) => writeFileSync(new URL(`../assets/graphiql.html${suffix}`, import.meta.url), content);
mkdirSync(new URL('../assets/', import.meta.url), { recursive: true });
write('', page);
write('.gz', gzipSync(page, { level: 9 }));
// Quality 9 takes three seconds; 11 would take a minute for a few percent less.
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
