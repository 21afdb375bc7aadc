import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vite';

import { pageHead } from './build/page-head.js';
import { pageAddresses } from './build/page-addresses.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the service runs while the pages are developed (`npm run dev:pages`). */
const SERVICE = process.env.SERVICE_URL ?? 'http://127.0.0.1:3000';

export default defineConfig(({ command }) => ({
  root: here('.'),
  base: command === 'build' ? '/assets/pages/' : '/',
  publicDir: false,
  // No Preact preset: it would bring Babel for what the bundler does itself.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [pageHead(), pageAddresses()],
  server: { proxy: { '/api': SERVICE, '/graphql': SERVICE, '/art': SERVICE, '/health': SERVICE } },
  build: {
    outDir: here('../dist/pages'),
    emptyOutDir: true,
    assetsDir: '',
    // Everything is a file of its own: the pages' policy allows no `data:` address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    reportCompressedSize: false,
    rollupOptions: {
      input: {
        storefront: here('storefront/index.html'),
        console: here('console/index.html'),
        early: here('storefront/early.ts'),
      },
    },
  },
}));
