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
  bytes: { ...integer, description: 'Its BSON size in bytes' },
  document: orNull({ ...OBJECT, description: 'Canonical extended JSON, with every value’s BSON type' }),
  problem: orNull({ ...text, description: 'Why document is null' }),
};
const VERSIONS = whole({
  _id: text,
  state: { type: 'string', enum: ['product', 'failing', 'unrecognised'] },
  storedVersion: orNull({ ...integer, description: 'Recognized version' }),
  latestVersion: integer,
  status: orNull(text),
  isPublic: boolean,
  stored: whole(SHOWN),
  answered: { nullable: true, allOf: [of(ProductDetailDTO)], description: 'The response of the product page' },
  migrated: {
    ...whole({
      ...SHOWN,
      changes: { ...boolean, description: 'Whether an upgrade would write anything' },
      copied: {
        ...listOf(whole({ path: text, from: text })),
        description: 'Fields copied from another field, so that both can be aligned',
      },
      set: listOf(text),
      unset: listOf(text),
    }),
    nullable: true,
    description: 'The document as the upgrade would write it; null if the mapping refuses it',
  },
  findings: { ...FINDINGS, description: 'Why it cannot be served' },
  warnings: { ...FINDINGS, description: 'Assumptions of the mapping' },
});

/** Single products side by side: as stored, as returned, as migrated. */
@ApiTags('products')
@ApiExtraModels(FindingDto, ProductDetailDTO)
@Controller('api/admin/products')
export class ProductVersionsController {
  constructor(private readonly forms: ProductForms) {}

  @Get(':id/versions')
  @pathParameter('id', 'The product’s id')
  @AdminRoute({
    summary: 'One product, served or not: as stored, as the API returns it and as the upgrade would write it',
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
