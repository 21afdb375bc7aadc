import { Global, Module } from '@nestjs/common';

import { MetricsController } from './metrics.controller.js';
import { MetricsRegistry } from './metrics-registry.js';
import { MongoMetrics } from './mongo-metrics.js';

/** `/metrics`; other parts create their metrics with `MetricsRegistry`. */
@Global()
@Module({
  controllers: [MetricsController],
  providers: [MetricsRegistry, MongoMetrics],
  exports: [MetricsRegistry, MongoMetrics],
})
export class MetricsModule {}
