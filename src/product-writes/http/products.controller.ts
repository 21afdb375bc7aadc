import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditLog } from '../../audit/audit-log.js';
import { ProductDetailDTO } from '../../catalog/dto/product-list.dto.js';
import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { CONSISTENCY_TOKEN, encodeConsistencyToken } from '../../http/consistency-token.js';
import type { ProductView } from '../product-view.js';
import { type ChangeOptions, type DeletedProduct, ProductWriter } from '../product-writer.js';
import type { WriteAnswer } from '../write-once.js';
import { ApiAdmin, of, pathParameter } from '../../admin/api-docs.js';
import { auditSource } from '../../admin/audit-actor.js';
import { requireConfirm } from '../../admin/confirm.js';
import { parseBody } from '../../admin/parse-body.js';
import { InventoryDeltaBody, UpdateProductBody } from './product-body.dto.js';
import {
  ApiIfMatch,
  ApiWriteHeaders,
  CREATE_HEADERS,
  DeletedProductModel,
  NEW_PRODUCT,
  PRODUCT_PROBLEMS,
  StoredProductModel,
  WRITE_HEADERS,
} from './product-docs.js';
import { changedFields, changeOptionsOf, newFields } from './product-request.js';
import { RequireRole } from '../../admin/require-role.decorator.js';

/** The envelope of an answer. */
interface Answer<T> {
  readonly success: true;
  readonly data: T;
}

const READ = { data: of(StoredProductModel), meanings: PRODUCT_PROBLEMS } as const;
const CHANGED = {
  ...READ,
  role: 'admin',
  problems: [404, 409, 412, 422],
  headers: WRITE_HEADERS,
  bodyRequired: true,
} as const;
const CONFIRM = {
  type: 'object',
  required: ['confirm'],
  additionalProperties: false,
  properties: { confirm: { type: 'string', description: 'The product’s id once more' } },
};
const ApiProductId = (): MethodDecorator => pathParameter('id', 'The product’s id');

/** Products for admins: as they are stored, and every way to change them. Each change stands in the audit log. */
@ApiTags('products')
@ApiExtraModels(UpdateProductBody, InventoryDeltaBody, StoredProductModel, DeletedProductModel, ProductDetailDTO)
@Controller('api/admin/products')
export class AdminProductsController {
  constructor(
    private readonly writer: ProductWriter,
    private readonly audit: AuditLog,
  ) {}

  @Get(':id')
  @RequireRole('viewer')
  @ApiProductId()
  @ApiAdmin({
    summary: 'A product as it is stored',
    operationId: 'getStoredProduct',
    role: 'viewer',
    ...READ,
    problems: [404],
    headers: { ETag: { schema: { type: 'string' } } },
  })
  async get(
    @Param('id') id: string,
    @Query() raw: RawParameters,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<ProductView>> {
    new ParameterReader(raw, []).finish();
    const data = await this.writer.get(id);
    tag(reply, data.etag);
    return { success: true, data };
  }

  @Post()
  @HttpCode(201)
  @RequireRole('admin')
  @ApiWriteHeaders()
  @ApiAdmin({
    summary: 'Create a product',
    operationId: 'createProduct',
    ...CHANGED,
    status: 201,
    problems: [409, 422],
    headers: CREATE_HEADERS,
    body: NEW_PRODUCT,
  })
  async create(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<ProductView>> {
    const fields = newFields(parseBody(UpdateProductBody, body));
    const { ifMatch: _, ...options } = changeOptionsOf(request, body);
    const written = await this.audited(request, { action: 'product.create', target: 'products', body }, () =>
      this.writer.create(fields, options),
    );
    reply.header('Location', `/api/admin/products/${encodeURIComponent(written.answer._id)}`);
    return answer(reply, written, written.answer.etag);
  }

  @Patch(':id')
  @RequireRole('admin')
  @ApiProductId()
  @ApiIfMatch()
  @ApiWriteHeaders()
  @ApiAdmin({
    summary: 'Change fields of a product',
    operationId: 'updateProduct',
    ...CHANGED,
    body: of(UpdateProductBody),
  })
  async update(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<ProductView>> {
    const fields = changedFields(parseBody(UpdateProductBody, body));
    const options = changeOptionsOf(request, body);
    const written = await this.audited(request, { action: 'product.update', target: id, body }, () =>
      this.writer.update(id, fields, options),
    );
    return answer(reply, written, written.answer.etag);
  }

  @Post(':id/inventory')
  @HttpCode(200)
  @RequireRole('admin')
  @ApiProductId()
  @ApiIfMatch()
  @ApiWriteHeaders()
  @ApiAdmin({
    summary: 'Add pieces to the stock of a product, or take some away',
    operationId: 'changeInventory',
    ...CHANGED,
    body: of(InventoryDeltaBody),
  })
  async changeInventory(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<ProductView>> {
    const { delta } = parseBody(InventoryDeltaBody, body);
    const options = changeOptionsOf(request, body);
    const written = await this.audited(request, { action: 'product.inventory', target: id, body }, () =>
      this.writer.addToInventory(id, delta, options),
    );
    return answer(reply, written, written.answer.etag);
  }

  @Delete(':id')
  @RequireRole('admin')
  @ApiProductId()
  @ApiIfMatch()
  @ApiWriteHeaders()
  @ApiAdmin({
    summary: 'Delete a product',
    operationId: 'deleteProduct',
    ...CHANGED,
    data: of(DeletedProductModel),
    body: CONFIRM,
    headers: {
      'Idempotency-Replayed': WRITE_HEADERS['Idempotency-Replayed'],
      'Consistency-Token': WRITE_HEADERS['Consistency-Token'],
    },
  })
  async delete(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<DeletedProduct>> {
    requireConfirm(body, id);
    const options: ChangeOptions = changeOptionsOf(request, body);
    const written = await this.audited(request, { action: 'product.delete', target: id, body: {} }, () =>
      this.writer.delete(id, options),
    );
    return answer(reply, written, null);
  }

  private audited<T extends { readonly _id: string; readonly revision: number | null }>(
    request: FastifyRequest,
    { action, target, body }: Audited,
    effect: () => Promise<WriteAnswer<T>>,
  ): Promise<WriteAnswer<T>> {
    return this.audit.around(
      { ...auditSource(request), action, target, params: body as Readonly<Record<string, unknown>> },
      effect,
      ({ answer: { _id: id, revision }, replayed }) => ({
        outcome: replayed ? 'replayed' : 'done',
        detail: { id, revision },
      }),
    );
  }
}

interface Audited {
  readonly action: string;
  readonly target: string;
  /** A checked body: its fields and values are known. */
  readonly body: unknown;
}

/** A replayed answer has the bytes of the first one; a header tells them apart. */
function answer<T>(
  reply: FastifyReply,
  { answer: data, replayed, time }: WriteAnswer<T>,
  etag: string | null,
): Answer<T> {
  tag(reply, etag);
  reply.header(CONSISTENCY_TOKEN, encodeConsistencyToken(time));
  if (replayed) reply.header('Idempotency-Replayed', 'true');
  return { success: true, data };
}

function tag(reply: FastifyReply, etag: string | null): void {
  reply.header('Cache-Control', 'no-store');
  if (etag !== null) reply.header('ETag', etag);
}
