import { Module } from '@nestjs/common';

import { CatalogModule } from '../catalog/catalog.module.js';
import { ArtController } from './art.controller.js';
import { ReadyPictures } from './ready-pictures.js';

/** Generated pictures of products. */
@Module({
  imports: [CatalogModule],
  controllers: [ArtController],
  providers: [ReadyPictures],
})
export class ArtModule {}
