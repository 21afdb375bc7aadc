import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vite';

import { fontPreload } from './build/font-preload.js';
import { pageAddresses } from './build/page-addresses.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The service's address during development of the pages (`npm run dev:pages`). */
const SERVICE = process.env.SERVICE_URL ?? 'http://127.0.0.1:3000';

/** The text font of each page, by the prefix of its file name. */
const FONTS: Readonly<Record<string, string>> = {
  storefront: 'ysabeau-office-latin-wght-normal',
  console: 'atkinson-hyperlegible-next-latin-wght-normal',
};

/**
 * Builds one page at a time, selected by `mode`: a page with its own few files loads faster than one that shares some
 * with the other, and hardly anybody visits both.
 */
export default defineConfig(({ command, mode }) => ({
  root: here('.'),
  base: command === 'build' ? '/assets/pages/' : '/',
  publicDir: false,
  // No Preact preset: it would add Babel for what the bundler does itself.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [fontPreload(FONTS[mode] ?? 'none'), pageAddresses()],
  server: { proxy: { '/api': SERVICE, '/graphql': SERVICE, '/art': SERVICE, '/health': SERVICE } },
  build: {
    outDir: here('../dist/pages'),
    emptyOutDir: false,
    assetsDir: '',
    // No inlined assets: the pages' policy does not allow `data:` URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    reportCompressedSize: false,
    rollupOptions: { input: { [mode]: here(`${mode}/index.html`) } },
  },
}));
