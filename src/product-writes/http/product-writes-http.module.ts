import { Module } from '@nestjs/common';

import { AuditModule } from '../../audit/audit.module.js';
import { ProductWritesModule } from '../product-writes.module.js';
import { AdminProductsController } from './products.controller.js';

/** The admin API of products. */
@Module({ imports: [ProductWritesModule, AuditModule], controllers: [AdminProductsController] })
export class ProductWritesHttpModule {}
