import { createReadStream } from 'node:fs';

import type { FastifyReply, FastifyRequest } from 'fastify';

/** The encodings that files are kept in, the better one first. */
const ENCODINGS = ['br', 'gzip'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** A file of ours in forms that were made once: nothing is packed or unpacked for a request. */
export interface ReadyMade {
  readonly type: string;
  /** Changes with the content. */
  readonly tag: string;
  /** Absent where packing gains nothing, as with fonts. */
  readonly packed?: Readonly<Record<Encoding, Buffer>>;
  /** `no-cache` by default: kept, but asked about each time. */
  readonly cacheControl?: string;
  /** The plain file on the disk: it is streamed, so that it is never in memory as a whole. */
  readonly plainFile: string;
}

/** Answers with the form that the client takes, or 304 where it has that one. */
export async function sendReadyMade(request: FastifyRequest, reply: FastifyReply, file: ReadyMade): Promise<void> {
  const { type, tag, packed, plainFile, cacheControl = 'no-cache' } = file;
  const encoding = packed === undefined ? undefined : encodingFor(request.headers['accept-encoding']);
  const etag = `"${tag}${encoding === undefined ? '' : `-${encoding}`}"`;
  reply.type(type).header('Cache-Control', cacheControl).header('ETag', etag).header('Vary', 'Accept, Accept-Encoding');
  // The compression of answers has to leave this one alone, the plain form too.
  request.headers['x-no-compression'] = '1';
  if (request.headers['if-none-match'] === etag) await reply.code(304).send();
  else if (packed === undefined || encoding === undefined) await reply.send(createReadStream(plainFile));
  else await reply.header('Content-Encoding', encoding).send(packed[encoding]);
}

/** The encoding that an `Accept-Encoding` header prefers (RFC 9110); `undefined`: none of ours. */
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
