import { Global, Module } from '@nestjs/common';

import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

/** `/health/live` and `/health/ready`; other parts register with `Readiness`. */
@Global()
@Module({ controllers: [HealthController], providers: [Readiness], exports: [Readiness] })
export class HealthModule {}
