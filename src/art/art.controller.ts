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

/** The address contains the hash of the drawing, so its content never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** The address has no hash or a different one: of an earlier state of the product, or of another drawing version. */
const FOR_NOW = 'public, max-age=60';

/**
 * Headers that mean nothing for a picture. A page shows 24 pictures of 1.3 kB; these would add half a kilobyte to each.
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

/** Pictures drawn from a product's data. */
@ApiTags('pictures')
@Public()
@Controller('art')
export class ArtController {
  constructor(
    private readonly catalog: CatalogService,
    private readonly pictures: ReadyPictures,
  ) {}

  /** The front view of the piece. */
  @Get(':file')
  @ApiPicture()
  front(@Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.send('front', file, request, reply);
  }

  /** A close-up of its stone or its metal. */
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

  /**
   * The product that a file is named after. If an id happens to end like a hash, the whole name is tried as an id
   * first.
   */
  private async productOf(file: string): Promise<{ readonly product: ProductListDTO; readonly hash?: string }> {
    const { whole, id, hash } = namedPicture(file);
    const [named = null, hashed = null] = await this.catalog.findByIds(id === undefined ? [whole] : [whole, id]);
    if (named !== null) return { product: named };
    if (hashed !== null && hash !== undefined) return { product: hashed, hash };
    throw new NotFoundError('There is no product with that id; pictures are at /art/<id>.svg or /art/<id>-<hash>.svg');
  }
}

/** Sends the encoding that the client accepts, or 304 if the client already has the picture. */
function sendPicture(request: FastifyRequest, reply: FastifyReply, picture: ReadyPicture, cacheControl: string): void {
  const encoding = encodingFor(request.headers['accept-encoding']);
  const etag = `"${picture.tag}${encoding === undefined ? '' : `-${encoding}`}"`;
  for (const name of NOT_OF_PICTURES) reply.removeHeader(name);
  reply.headers({ 'Cache-Control': cacheControl, ETag: etag, Vary: 'Accept-Encoding' });
  // Keeps the compression plugin away from this response, even if it is not compressed.
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
