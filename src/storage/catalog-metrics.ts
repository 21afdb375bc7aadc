import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { CatalogIndex } from '../catalog-index/catalog-index.js';
import { Readiness } from '../health/readiness.js';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { LazyUpgrade } from './lazy-upgrade.js';

/** Tells monitoring how the catalogue stands: what is indexed, what cannot be served, what became of lazy upgrades. */
@Injectable()
export class CatalogMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: MetricsRegistry,
    private readonly readiness: Readiness,
    private readonly index: CatalogIndex,
    private readonly lazyUpgrade: LazyUpgrade,
  ) {}

  onModuleInit(): void {
    const { index, lazyUpgrade, metrics } = this;
    this.readiness.register('catalogue index', () => (index.isBuilt ? undefined : 'being built'));
    metrics.gauge('catalog_products', 'Products in the catalogue index, public or not', { read: () => index.sizes.products });
    metrics.gauge('catalog_irregular_products', 'Products that no index scan can place, found by id instead', { read: () => index.sizes.irregular });
    metrics.gauge('catalog_failing_documents', 'Documents that the mapping refuses', { read: () => index.problems.counts().failing });
    metrics.gauge('catalog_unrecognised_documents', 'Documents of no known version', { read: () => index.problems.counts().unrecognised });
    metrics.gauge('catalog_change_stream_silence_seconds', 'Time since the change stream was last heard of', { read: () => index.silence / 1000 });
    for (const outcome of ['written', 'overtaken', 'dropped', 'failed'] as const) {
      metrics.gauge(`catalog_lazy_upgrades_${outcome}`, `Lazy upgrades since the start that were ${outcome}`, { read: () => lazyUpgrade.counts[outcome] });
    }
  }
}
