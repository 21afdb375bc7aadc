import { Logger, Module } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { messageOf } from '../errors/message-of.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { LiveCatalogModule } from '../live-catalog/live-catalog.module.js';
import { ProductWriter } from './product-writer.js';
import { StoredProducts } from './stored-product.js';
import { WriteOnce } from './write-once.js';
import { WriteReceipts } from './write-receipts.js';

/** The write side of the versioned repository. */
@Module({
  imports: [LiveCatalogModule],
  providers: [StoredProducts, WriteReceipts, WriteOnce, ProductWriter],
  exports: [ProductWriter],
})
export class ProductWritesModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ProductWritesModule.name);
  private readonly stopping = new AbortController();
  private preparing: Promise<void> = Promise.resolve();

  constructor(
    private readonly receipts: WriteReceipts,
    private readonly connector: MongoConnector,
  ) {}

  /** Runs in the background: the service must start even if its database is down. */
  onApplicationBootstrap(): void {
    this.preparing = this.connector
      .untilConnected(this.stopping.signal)
      .then(() => this.receipts.prepare())
      .catch((error: unknown) => {
        if (!this.stopping.signal.aborted)
          this.logger.warn(`The expiry index of write receipts could not be created:  ${messageOf(error)}`);
      });
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.preparing;
  }
}
