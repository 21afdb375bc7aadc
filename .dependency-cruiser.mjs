// The structure of the project, checked by `npm run lint`. Type imports count.

/**
 * The layers, from the ground up: a folder may import only from its own layer's folder and from those above it in this
 * list. A new folder gets a line here.
 */
const LAYERS = [
  'migrations',
  'packages/embedded-mongo',
  'packages/demo-products',
  'packages/text-hash',
  'packages/storefront-address',
  'packages/jewel-art',
  'src/errors',
  'src/config',
  'src/logging',
  'src/bson',
  'src/listing',
  'src/query-classes',
  'src/database',
  'src/http',
  'src/pages',
  'src/metrics',
  'src/health',
  'src/leases',
  'src/collection-swap',
  'src/audit',
  'src/access',
  'src/admin',
  'src/reports',
  'src/products',
  'src/live-catalog',
  'src/query-performance',
  'src/indexes',
  'src/backup',
  'src/batch-migration',
  'src/restore',
  'src/capacity',
  'src/monitoring',
  'src/schedules',
  'src/alerts',
  'src/catalog',
  'src/art',
  'src/product-writes',
  'src/graphql',
  'src/old-api',
  'src/import-export',
  'src/console',
];

const upward = LAYERS.map((layer, floor) => ({
  name: `upward-from-${layer.replaceAll('/', '-')}`,
  comment: `${layer} is below the folders after it in LAYERS and must not import them`,
  severity: 'error',
  from: { path: `^${layer}/` },
  to: { path: [...LAYERS.slice(floor + 1).map((above) => `^${above}/`), '^src/[^/]+\\.ts$', '^src/cli/', '^tools/'] },
}));

export default {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-circle-of-folders', scope: 'folder', severity: 'error', from: {}, to: { circular: true } },
    ...upward,
    {
      name: 'folder-without-a-layer',
      comment: 'Give the folder its place in LAYERS',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: [...LAYERS.map((layer) => `^${layer}/`), '^src/cli/'] },
      to: {},
    },
    {
      name: 'http-edge-is-the-edge',
      comment:
        'A feature does not know who asks for it: only its http folder, the application and the command ' +
        "line's views may",
      severity: 'error',
      from: { path: '^src/([^/]+)/(?!http/)', pathNot: '^src/(cli|admin)/' },
      to: { path: '^src/[^/]+/http/' },
    },
    {
      name: 'admin-only-from-edges',
      comment: 'Keys, roles and audited calls are a matter of the HTTP edge',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/admin/', '^src/[^/]+/http/', '^src/[^/]+\\.ts$', '^src/cli/'] },
      to: { path: '^src/admin/' },
    },
    {
      name: 'catalog-below-graphql',
      comment: 'GraphQL asks the catalog, as REST does',
      severity: 'error',
      from: { path: '^src/graphql/' },
      to: { path: '^src/(products|database|live-catalog|batch-migration)/' },
    },
    {
      name: 'cli-without-http',
      comment: 'The command line works without HTTP',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/(graphql|catalog|live-catalog)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['\\.spec\\.ts$', '/testing/', '^dist/'] },
    includeOnly: '^(src|migrations|packages|tools)/',
  },
};
