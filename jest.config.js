// ES modules for our code and for Nest (jest runs with --experimental-vm-modules).
// Packages that are ES modules but that a CommonJS package require()s: Jest can require(esm) only from
// Node 24.9 on, so these few are compiled to CommonJS.
const ESM_ONLY_DEPS = [
  'glob',
  'cookie',
  'content-disposition',
  'minimatch',
  'path-scurry',
  'lru-cache',
  'minipass',
  'brace-expansion',
  'balanced-match',
];
const esm = ESM_ONLY_DEPS.join('|');
const decorators = { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false };

const shared = {
  testEnvironment: 'node',
  setupFiles: ['<rootDir>/test/support/quiet-logs.js'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        module: { type: 'es6' },
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: decorators,
          target: 'es2023',
          keepClassNames: true,
        },
      },
    ],
    [`/node_modules/(${esm})/.+\\.js$`]: [
      '@swc/jest',
      { swcrc: false, module: { type: 'commonjs' }, jsc: { target: 'es2023' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esm})/)`],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};

const onMongo = {
  globalSetup: '<rootDir>/test/support/start-mongod.js',
  globalTeardown: '<rootDir>/test/support/stop-mongod.js',
};

export default {
  // By default one processor is left idle; most tests wait for a database half of the time.
  maxWorkers: 2,
  // Modules of finished suites stay in a worker's memory: it grew to 3 GB, near the limit of its heap.
  workerIdleMemoryLimit: '1GB',
  // Costs nothing: it only ends what would never end. Waits within a test give up earlier and say what they waited for.
  testTimeout: 240_000,
  reporters: ['default', '<rootDir>/test/support/reporter.js'],
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['src', 'migrations', 'packages', 'tools', 'bench', 'pages'].map(
        (folder) => `<rootDir>/${folder}/**/*.spec.ts`,
      ),
    },
    { ...shared, ...onMongo, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.spec.ts'] },
    { ...shared, ...onMongo, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'] },
    { ...shared, ...onMongo, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.spec.ts'] },
  ],
};
