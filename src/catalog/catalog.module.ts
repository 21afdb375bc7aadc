import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module.js';
import { AnswerCache } from './answer-cache.js';
import { CatalogController } from './catalog.controller.js';
import { CatalogService } from './catalog.service.js';
import { ListingAnswer } from './listing-answer.js';

/** The public catalogue: what storefronts and apps read. */
@Module({
  imports: [StorageModule],
  controllers: [CatalogController],
  providers: [CatalogService, AnswerCache, ListingAnswer],
  exports: [CatalogService, ListingAnswer],
})
export class CatalogModule {}
