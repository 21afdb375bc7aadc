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
 * The old API's contract and the counts of who uses it. Global: the listing's pipe asks for an older contract,
 * whichever it is.
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
 * The addresses that only the old API has; left out where it is refused, so that a slug of that name is a product's
 * again.
 */
@Module({ imports: [CatalogModule], controllers: [OldRoutesController] })
export class OldRoutesModule {}
