import { Module } from '@nestjs/common';

import { DatabaseModule } from '../database/database.module.js';
import { Capacity } from './capacity.service.js';
import { STORED_SNAPSHOTS } from './capacity-snapshot.schema.js';
import { CapacityStore } from './capacity-store.js';

/** How much there is, how it grew, and what follows. */
@Module({ imports: [DatabaseModule, STORED_SNAPSHOTS], providers: [Capacity, CapacityStore], exports: [Capacity] })
export class CapacityModule {}
