import { Module } from '@nestjs/common';

import { CapacityModule } from '../capacity.module.js';
import { CapacityController } from './capacity.controller.js';

/** The admin API for capacity. */
@Module({ imports: [CapacityModule], controllers: [CapacityController] })
export class CapacityHttpModule {}
