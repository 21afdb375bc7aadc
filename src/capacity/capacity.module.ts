import { Module } from '@nestjs/common';

import { DatabaseModule } from '../database/database.module.js';
import { Capacity } from './capacity.service.js';
import { CapacityStore } from './capacity-store.js';

/** How much there is, how it grew, and what follows. */
@Module({ imports: [DatabaseModule], providers: [Capacity, CapacityStore], exports: [Capacity] })
export class CapacityModule {}
