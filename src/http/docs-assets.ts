import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

import type { FastifyInstance } from 'fastify';

import { type ReadyMade, sendReadyMade } from './ready-made.js';

/** The large files of the documentation page; each is compressed once, on first request. */
const FILES: Readonly<Record<string, string>> = {
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui-standalone-preset.js': 'text/javascript; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
};
const BROTLI_QUALITY = 9;

/** Serves Swagger UI's large files from memory, already compressed; its own routes serve the small ones. */
export function addDocsAssets(server: FastifyInstance): void {
  const folder = swaggerFolder();
  const made = new Map<string, Promise<ReadyMade>>();
  server.addHook('onRequest', async (request, reply) => {
    const name = /^\/docs\/([\w.-]+)(?:\?|$)/.exec(request.url)?.[1];
    const type = name !== undefined && Object.hasOwn(FILES, name) ? FILES[name] : undefined;
    if (name === undefined || type === undefined || request.method !== 'GET') return;
    const file = made.get(name) ?? make(join(folder, name), type);
    made.set(name, file);
    await sendReadyMade(request, reply, await file);
  });
}

async function make(plainFile: string, type: string): Promise<ReadyMade> {
  const plain = await readFile(plainFile);
  const [br, packed] = await Promise.all([
    promisify(brotliCompress)(plain, {
      params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
    }),
    promisify(gzip)(plain),
  ]);
  return {
    type,
    tag: createHash('sha256').update(plain).digest('base64url').slice(0, 27),
    packed: { br, gzip: packed },
    plainFile,
  };
}

function swaggerFolder(): string {
  const swagger = createRequire(import.meta.url).resolve('@nestjs/swagger');
  return dirname(createRequire(swagger).resolve('swagger-ui-dist/package.json'));
}
