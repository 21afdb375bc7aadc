import { Module } from '@nestjs/common';

import { DatabaseModule } from '../database/database.module.js';
import { LazyUpgrade } from './lazy-upgrade.js';
import { ProductRepository } from './product.repository.js';

/** The versioned repository: products in any stored version, read as the latest, upgraded on access. */
@Module({
  imports: [DatabaseModule],
  providers: [LazyUpgrade, ProductRepository],
  exports: [LazyUpgrade, ProductRepository, DatabaseModule],
})
export class ProductsModule {}
