// Node module hooks that run TypeScript sources directly: for jest's global setup, which jest loads outside its own
// module system, and for tests that start the service as a separate process.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { transform } from '@swc/core';

/** Relative imports, and threads' files, use `.js`, as TypeScript requires; here they resolve to the sources. */
export async function resolve(specifier, context, nextResolve) {
  const ours = context.parentURL !== undefined && !context.parentURL.includes('/node_modules/');
  const isThread = specifier.startsWith('file:') && !specifier.includes('/node_modules/');
  if (!(ours || isThread) || !/^(\.{1,2}|file:)\/.*\.js$/.test(specifier)) return nextResolve(specifier, context);
  const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
  return existsSync(source)
    ? { url: source.href, format: 'module', shortCircuit: true }
    : nextResolve(specifier, context);
}

/** Compiles one source, with the decorator metadata that Nest's injection needs. */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), {
    filename,
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'es6' },
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      target: 'es2023',
      keepClassNames: true,
    },
  });
  return { format: 'module', shortCircuit: true, source: code };
}
