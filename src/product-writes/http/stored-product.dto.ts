import { ApiProperty } from '@nestjs/swagger';

import { ProductDetailDTO } from '../../catalog/dto/product-list.dto.js';
import { FindingDto } from '../../batch-migration/http/quarantine.dto.js';
import type { ProductSnapshot } from '../product-snapshot.js';
import type { DeletedProduct } from '../product-writer.js';

const textOrNull = { type: String, nullable: true } as const;
const integerOrNull = { type: 'integer', nullable: true } as const;
const timeOrNull = { type: String, format: 'date-time', nullable: true } as const;

/** A stored product as admins see it, public or not, even if it cannot be mapped. */
export class StoredProductDto implements ProductSnapshot {
  @ApiProperty() readonly _id!: string;
  @ApiProperty({ enum: ['product', 'failing', 'unrecognised'] }) readonly state!: ProductSnapshot['state'];
  @ApiProperty({ ...integerOrNull, description: 'The stored version; null if unknown' })
  readonly storedVersion!: number | null;
  @ApiProperty(integerOrNull) readonly revision!: number | null;
  @ApiProperty(textOrNull) readonly status!: string | null;
  @ApiProperty({ ...textOrNull, description: 'The value for If-Match' }) readonly etag!: string | null;
  @ApiProperty(timeOrNull) readonly createdAt!: string | null;
  @ApiProperty(timeOrNull) readonly updatedAt!: string | null;
  @ApiProperty({ type: () => ProductDetailDTO, nullable: true, description: 'What the public page shows' })
  readonly product!: ProductDetailDTO | null;
  @ApiProperty({ type: [FindingDto], description: 'Why the document cannot be mapped' })
  readonly findings!: ProductSnapshot['findings'];
}

/** The record of a deleted product. */
export class DeletedProductDto implements DeletedProduct {
  @ApiProperty() readonly _id!: string;
  @ApiProperty({ enum: [true] }) readonly deleted!: true;
  @ApiProperty({ type: 'integer' }) readonly revision!: number;
}
