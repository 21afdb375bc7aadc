import { Module } from '@nestjs/common';
import { LiveCatalogModule } from '../live-catalog/live-catalog.module.js';
import { CatalogController } from './catalog.controller.js';
import { CatalogService } from './catalog.service.js';
import { ListingResponder } from './listing-responder.js';
import { ReadyAnswers } from './ready-answers.js';

/** The public catalog: what storefronts and apps read. */
@Module({
  imports: [LiveCatalogModule],
  controllers: [CatalogController],
  providers: [CatalogService, ListingResponder, ReadyAnswers],
  exports: [CatalogService, ListingResponder],
})
export class CatalogModule {}
