// Builds the web pages into dist/pages/. `--types` only builds what `tsc` needs, the types of the API.
//
// 1. types of the API from docs/openapi.json, and an icon sprite, both into pages/shared/generated/
// 2. Vite: scripts, styles, fonts and pictures with a hash in their names, and one HTML file per page
// 3. each text file also compressed with Brotli and gzip, so that nothing is compressed per request
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const generated = join(root, 'pages/shared/generated');
const built = join(root, 'dist/pages');

mkdirSync(generated, { recursive: true });
writeApiTypes();
if (!process.argv.includes('--types')) {
  writeSprite();
  rmSync(built, { recursive: true, force: true });
  for (const page of ['storefront', 'console']) {
    run('node_modules/vite/bin/vite.js', [
      'build',
      '--config',
      'pages/vite.config.ts',
      '--mode',
      page,
      '--logLevel',
      'warn',
    ]);
  }
  for (const name of readdirSync(built, { recursive: true, encoding: 'utf8' })) {
    if (/\.(?:html|js|css|svg)$/.test(name)) pack(join(built, name));
  }
}

function run(script, args) {
  const env = { ...process.env, NODE_ENV: 'production' };
  execFileSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function writeApiTypes() {
  run('node_modules/openapi-typescript/bin/cli.js', [
    'docs/openapi.json',
    '--default-non-nullable=false',
    '-o',
    join(generated, 'api.ts'),
  ]);
}

/** The icons named in pages/shared/icon-names.json as symbols of one file: pages refer to them by `#name`. */
function writeSprite() {
  const names = JSON.parse(readFileSync(join(root, 'pages/shared/icon-names.json'), 'utf8'));
  const symbols = names.map((name) => {
    const svg = readFileSync(join(root, 'node_modules/lucide-static/icons', `${name}.svg`), 'utf8');
    const shapes = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1]?.replaceAll(/\s*\n\s*/g, '') ?? '';
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  });
  writeFileSync(join(generated, 'icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`);
}

function pack(file) {
  const plain = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(plain, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
  writeFileSync(`${file}.br`, brotliCompressSync(plain, { params }));
}
