import { Module } from '@nestjs/common';

import { DatabaseModule } from '../database/database.module.js';
import { Capacity } from './capacity.service.js';
import { STORED_SNAPSHOTS } from './capacity-snapshot.schema.js';
import { CapacityStore } from './capacity-store.js';

/** Capacity: sizes, growth and forecast. */
@Module({ imports: [DatabaseModule, STORED_SNAPSHOTS], providers: [Capacity, CapacityStore], exports: [Capacity] })
export class CapacityModule {}
