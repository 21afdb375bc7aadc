import { Global, Module } from '@nestjs/common';

import { CatalogModule } from '../../catalog/catalog.module.js';
import { OlderContract } from '../../catalog/listing-request.js';
import { DatabaseModule } from '../../database/database.module.js';
import { MigrationGuideController } from './migration-guide.controller.js';
import { OldApiHistory } from '../old-api-history.js';
import { OldApiMeter } from '../old-api-meter.js';
import { OldContract } from '../old-contract.js';
import { OldRoutesController } from './old-routes.controller.js';
import { OldApiUsageController } from './usage.controller.js';

/**
 * The old API's contract and the statistics of its use. Global, because the listing's pipe injects an older contract
 * without knowing which.
 */
@Global()
@Module({
  imports: [DatabaseModule],
  controllers: [OldApiUsageController, MigrationGuideController],
  providers: [OldApiMeter, OldApiHistory, { provide: OlderContract, useClass: OldContract }],
  exports: [OlderContract, OldApiMeter],
})
export class OldApiModule {}

/**
 * The routes that only the old API has; absent if it is refused, so that a slug of that name belongs to a product
 * again.
 */
@Module({ imports: [CatalogModule], controllers: [OldRoutesController] })
export class OldRoutesModule {}
