import { Body, Controller, Delete, Get, Param, Patch, Post, UseInterceptors } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';

import { AdminRoute, of, pathParameter } from '../../admin/admin-route.js';
import { Audited } from '../../admin/audited.decorator.js';
import { ConfirmDto, Confirmed } from '../../admin/confirmed.decorator.js';
import type { ActionSummary } from '../../audit/audit-log.js';
import type { ProductSnapshot } from '../product-snapshot.js';
import { type ChangeOptions, type DeletedProduct, ProductWriter } from '../product-writer.js';
import type { WriteAnswer } from '../write-once.js';
import { CreateProductDto } from './create-product.dto.js';
import { InventoryDeltaDto, UpdateProductDto } from './product-body.dto.js';
import { SomeFieldPipe, WriteOptionsOf } from './product-request.js';
import { PRODUCT_PROBLEMS, ProductWriteRoute } from './product-write.route.js';
import { DeletedProductDto, StoredProductDto } from './stored-product.dto.js';
import { EntityTagInterceptor } from './entity-tag.interceptor.js';

const ID = pathParameter('id', 'The product’s id');

/** What the audit log records about a write's outcome. */
function outcomeOf({ answer, replayed }: WriteAnswer<ProductSnapshot | DeletedProduct>): ActionSummary {
  return { outcome: replayed ? 'replayed' : 'done', detail: { id: answer._id, revision: answer.revision } };
}

/** Products for admins: as stored, with every way to change them. Each change is recorded in the audit log. */
@ApiTags('products')
@ApiExtraModels(UpdateProductDto)
@Controller('api/admin/products')
export class AdminProductsController {
  constructor(private readonly writer: ProductWriter) {}

  @Get(':id')
  @ID
  @UseInterceptors(EntityTagInterceptor)
  @AdminRoute({
    summary: 'A product as stored',
    operationId: 'getStoredProduct',
    role: 'viewer',
    data: StoredProductDto,
    problems: [404],
    meanings: PRODUCT_PROBLEMS,
    headers: { ETag: { schema: { type: 'string' } } },
  })
  get(@Param('id') id: string): Promise<ProductSnapshot> {
    return this.writer.get(id);
  }

  @Post()
  @ProductWriteRoute({
    kind: 'create',
    summary: 'Create a product',
    operationId: 'createProduct',
    body: CreateProductDto,
  })
  @Audited('product.create', (body: CreateProductDto) => ({ target: 'products', params: { ...body } }), outcomeOf)
  create(
    @Body() body: CreateProductDto,
    @WriteOptionsOf() options: ChangeOptions,
  ): Promise<WriteAnswer<ProductSnapshot>> {
    return this.writer.create(body, options);
  }

  @Patch(':id')
  @ID
  @ProductWriteRoute({
    summary: 'Update fields of a product',
    operationId: 'updateProduct',
    body: { allOf: [of(UpdateProductDto)], type: 'object', minProperties: 1 },
  })
  @Audited('product.update', (id: string, body: UpdateProductDto) => ({ target: id, params: { ...body } }), outcomeOf)
  update(
    @Param('id') id: string,
    @Body(SomeFieldPipe) body: UpdateProductDto,
    @WriteOptionsOf() options: ChangeOptions,
  ): Promise<WriteAnswer<ProductSnapshot>> {
    return this.writer.update(id, body, options);
  }

  @Post(':id/inventory')
  @ID
  @ProductWriteRoute({
    summary: 'Add pieces to a product’s stock, or remove some',
    operationId: 'changeInventory',
    body: InventoryDeltaDto,
  })
  @Audited(
    'product.inventory',
    (id: string, { delta }: InventoryDeltaDto) => ({ target: id, params: { delta } }),
    outcomeOf,
  )
  changeInventory(
    @Param('id') id: string,
    @Body() { delta }: InventoryDeltaDto,
    @WriteOptionsOf() options: ChangeOptions,
  ): Promise<WriteAnswer<ProductSnapshot>> {
    return this.writer.addToInventory(id, delta, options);
  }

  @Delete(':id')
  @ID
  @Confirmed('id')
  @ProductWriteRoute({
    kind: 'delete',
    summary: 'Delete a product',
    operationId: 'deleteProduct',
    data: DeletedProductDto,
    body: ConfirmDto,
  })
  @Audited('product.delete', (_: ConfirmDto, id: string) => ({ target: id, params: {} }), outcomeOf)
  delete(
    @Body() _: ConfirmDto,
    @Param('id') id: string,
    @WriteOptionsOf() options: ChangeOptions,
  ): Promise<WriteAnswer<DeletedProduct>> {
    return this.writer.delete(id, options);
  }
}
