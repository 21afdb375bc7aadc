import { Module } from '@nestjs/common';

import { ProductsModule } from '../products/products.module.js';
import { CatalogMetrics } from './catalog-metrics.js';
import { LiveCatalog } from './live-catalog.js';

/** The catalog in memory, which answers every listing. */
@Module({ imports: [ProductsModule], providers: [CatalogMetrics, LiveCatalog], exports: [LiveCatalog, ProductsModule] })
export class LiveCatalogModule {}
