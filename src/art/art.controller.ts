import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { pictureHash, pictureViews, type PictureView } from '../../packages/jewel-art/picture-address.js';
import { CatalogService } from '../catalog/catalog.service.js';
import type { ProductListDTO } from '../catalog/dto/product-list.dto.js';
import { NotFoundError } from '../errors/domain-error.js';
import { Public } from '../http/public.decorator.js';
import { encodingFor } from '../http/ready-made.js';
import { ApiPicture, ApiPictureView } from './api-docs.js';
import { namedPicture } from './picture-name.js';
import { type ReadyPicture, ReadyPictures } from './ready-pictures.js';

/** The address has the hash of what is drawn: it never shows anything else. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** The address has another hash, of a product as it was or of another version's drawing, or none. */
const FOR_NOW = 'public, max-age=60';

/**
 * Headers of other answers that say nothing of a picture. A page shows 24 pictures of 1.3 kB: with these, each would be
 * half a kilobyte more.
 */
const NOT_OF_PICTURES = [
  'access-control-expose-headers',
  'cross-origin-opener-policy',
  'origin-agent-cluster',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
] as const;

/** Pictures drawn from what is known of a product. */
@ApiTags('pictures')
@Public()
@Controller('art')
export class ArtController {
  constructor(
    private readonly catalog: CatalogService,
    private readonly pictures: ReadyPictures,
  ) {}

  /** The piece from the front. */
  @Get(':file')
  @ApiPicture()
  front(@Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.send('front', file, request, reply);
  }

  /** Its stone or its metal from near. */
  @Get(':view/:file')
  @ApiPictureView()
  async view(
    @Param('view') view: string,
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (view !== 'stone' && view !== 'metal')
      throw new NotFoundError('A picture shows the front, the stone or the metal');
    await this.send(view, file, request, reply);
  }

  private async send(view: PictureView, file: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { product, hash } = await this.productOf(file);
    if (!pictureViews(product).includes(view)) throw new NotFoundError(`${product.name} has no ${view} to show`);
    const picture = await this.pictures.of(product, view);
    sendPicture(request, reply, picture, hash === pictureHash(product) ? FOR_EVER : FOR_NOW);
  }

  /** The product that a file is named after: an id that looks like one with a hash is an id first. */
  private async productOf(file: string): Promise<{ readonly product: ProductListDTO; readonly hash?: string }> {
    const { whole, id, hash } = namedPicture(file);
    const [named = null, hashed = null] = await this.catalog.findByIds(id === undefined ? [whole] : [whole, id]);
    if (named !== null) return { product: named };
    if (hashed !== null && hash !== undefined) return { product: hashed, hash };
    throw new NotFoundError('There is no product of that id; a picture is named /art/<id>.svg or /art/<id>-<hash>.svg');
  }
}

/** Answers in the form that the client takes, or 304 where it has that one. */
function sendPicture(request: FastifyRequest, reply: FastifyReply, picture: ReadyPicture, cacheControl: string): void {
  const encoding = encodingFor(request.headers['accept-encoding']);
  const etag = `"${picture.tag}${encoding === undefined ? '' : `-${encoding}`}"`;
  for (const name of NOT_OF_PICTURES) reply.removeHeader(name);
  reply.headers({ 'Cache-Control': cacheControl, ETag: etag, Vary: 'Accept-Encoding' });
  // The compression of answers has to leave this one alone, the plain form too.
  request.headers['x-no-compression'] = '1';
  if (hasTag(request.headers['if-none-match'], etag)) {
    reply.code(304).send();
    return;
  }
  reply.type('image/svg+xml; charset=utf-8');
  if (encoding === undefined) reply.send(picture.plain);
  else reply.header('Content-Encoding', encoding).send(picture.packed[encoding]);
}

function hasTag(header: string | undefined, etag: string): boolean {
  const tags = header?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(etag) || tags.includes('*');
}
