import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module.js';
import { CatalogController } from './catalog.controller.js';
import { CatalogService } from './catalog.service.js';
import { ReadyAnswers } from './ready-answers.js';

/** The public catalogue: what storefronts and apps read. */
@Module({
  imports: [StorageModule],
  controllers: [CatalogController],
  providers: [CatalogService, ReadyAnswers],
  exports: [CatalogService],
})
export class CatalogModule {}
