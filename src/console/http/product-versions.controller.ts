import { Controller, Get, Param } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';

import { AdminRoute, listOf, OBJECT, of, pathParameter } from '../../admin/admin-route.js';
import { orNull, whole } from '../../admin/api-schema.js';
import { FindingDto } from '../../batch-migration/http/quarantine.dto.js';
import { ProductDetailDTO } from '../../catalog/dto/product-list.dto.js';
import { ProductForms, type ProductVersions } from '../product-versions.js';

const text = { type: 'string' };
const integer = { type: 'integer' };
const boolean = { type: 'boolean' };
const FINDINGS = listOf(of(FindingDto));
const SHOWN = {
  bytes: { ...integer, description: 'Its length in BSON' },
  document: orNull({ ...OBJECT, description: 'Canonical extended JSON: every value tells its BSON type' }),
  problem: orNull({ ...text, description: 'Why document is null' }),
};
const VERSIONS = whole({
  _id: text,
  state: { type: 'string', enum: ['product', 'failing', 'unrecognised'] },
  storedVersion: orNull({ ...integer, description: 'What it is recognized as' }),
  latestVersion: integer,
  status: orNull(text),
  isPublic: boolean,
  stored: whole(SHOWN),
  answered: { nullable: true, allOf: [of(ProductDetailDTO)], description: 'What the product page answers' },
  migrated: {
    ...whole({
      ...SHOWN,
      changes: { ...boolean, description: 'Whether an upgrade would write anything' },
      copied: {
        ...listOf(whole({ path: text, from: text })),
        description: 'Fields that are copied from another place, so that they can be shown beside it',
      },
      set: listOf(text),
      unset: listOf(text),
    }),
    nullable: true,
    description: 'The document as the upgrade would write it; null where the mapping refuses it',
  },
  findings: { ...FINDINGS, description: 'Why it cannot be served' },
  warnings: { ...FINDINGS, description: 'What the mapping took for granted' },
});

/** Single products, side by side: as stored, as answered, as migrated. */
@ApiTags('products')
@ApiExtraModels(FindingDto, ProductDetailDTO)
@Controller('api/admin/products')
export class ProductVersionsController {
  constructor(private readonly forms: ProductForms) {}

  @Get(':id/versions')
  @pathParameter('id', 'The product’s id')
  @AdminRoute({
    summary: 'A product as it is stored, as the API answers it and as the upgrade would write it, served or not',
    operationId: 'getProductVersions',
    role: 'viewer',
    data: VERSIONS,
    problems: [404],
    meanings: { 404: 'No such product' },
  })
  get(@Param('id') id: string): Promise<ProductVersions> {
    return this.forms.find(id);
  }
}
