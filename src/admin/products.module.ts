import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { ProductWritesModule } from '../product-writes/product-writes.module.js';
import { AuditController } from './audit.controller.js';
import { AdminProductsController } from './products.controller.js';

/** The admin API's products and audit log. */
@Module({ imports: [ProductWritesModule, AuditModule], controllers: [AdminProductsController, AuditController] })
export class AdminProductsModule {}
