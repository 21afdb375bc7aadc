import { createReadStream } from 'node:fs';

import type { FastifyReply, FastifyRequest } from 'fastify';

/** The encodings in which files are kept, the better one first. */
const ENCODINGS = ['br', 'gzip'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** A static file in encodings prepared once: nothing is compressed or decompressed per request. */
export interface ReadyMade {
  readonly type: string;
  /** Changes with the content. */
  readonly tag: string;
  /** Absent if compression gains nothing, as with fonts. */
  readonly packed?: Readonly<Record<Encoding, Buffer>>;
  /** Default `no-cache`: cached, but revalidated on each use. */
  readonly cacheControl?: string;
  /** The uncompressed file on disk: it is streamed, so that it is never in memory as a whole. */
  readonly plainFile: string;
}

/** Sends the encoding that the client accepts, or 304 if the client already has the file. */
export async function sendReadyMade(request: FastifyRequest, reply: FastifyReply, file: ReadyMade): Promise<void> {
  const { type, tag, packed, plainFile, cacheControl = 'no-cache' } = file;
  const encoding = packed === undefined ? undefined : encodingFor(request.headers['accept-encoding']);
  const etag = `"${tag}${encoding === undefined ? '' : `-${encoding}`}"`;
  reply.type(type).header('Cache-Control', cacheControl).header('ETag', etag).header('Vary', 'Accept, Accept-Encoding');
  // Keeps the compression plugin away from this response, even if it is not compressed.
  request.headers['x-no-compression'] = '1';
  if (request.headers['if-none-match'] === etag) await reply.code(304).send();
  else if (packed === undefined || encoding === undefined) await reply.send(createReadStream(plainFile));
  else await reply.header('Content-Encoding', encoding).send(packed[encoding]);
}

/** The encoding that an `Accept-Encoding` header prefers (RFC 9110); `undefined` if it accepts none of ours. */
export function encodingFor(acceptEncoding = ''): Encoding | undefined {
  const qualities = new Map(
    acceptEncoding.split(',').map((entry) => {
      const [name = '', ...parameters] = entry
        .toLowerCase()
        .split(';')
        .map((part) => part.trim());
      const quality = parameters.find((parameter) => /^q\s*=/.test(parameter))?.split('=')[1];
      return [name, quality === undefined ? 1 : Number(quality)] as const;
    }),
  );
  const qualityOf = (encoding: string): number => qualities.get(encoding) ?? qualities.get('*') ?? 0;
  const [best] = ENCODINGS.filter((encoding) => qualityOf(encoding) > 0).toSorted(
    (a, b) => qualityOf(b) - qualityOf(a),
  );
  return best;
}
