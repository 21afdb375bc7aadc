import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { LiveCatalog } from './live-catalog.js';
import { Readiness } from '../health/readiness.js';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { LazyUpgrade } from '../products/lazy-upgrade.js';

/**
 * Reports the state of the catalog to monitoring and health checks: what it holds, how fresh it is, what cannot be
 * served, and the outcome of lazy upgrades.
 */
@Injectable()
export class CatalogMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: MetricsRegistry,
    private readonly readiness: Readiness,
    private readonly catalog: LiveCatalog,
    private readonly lazyUpgrade: LazyUpgrade,
  ) {}

  onModuleInit(): void {
    const { catalog, lazyUpgrade, metrics, readiness } = this;
    readiness.register('catalog', () => catalog.readiness);
    metrics.gauge('catalog_products', 'Products in the catalog, public or not', { read: () => catalog.sizes.products });
    metrics.gauge('catalog_entry_bytes', 'Off-heap memory of what listings show of the products', {
      read: () => catalog.sizes.entryBytes,
    });
    metrics.gauge(
      'catalog_evicted_products',
      'Products whose entry did not fit into CATALOG_MEMORY_MB and is fetched when it is asked for',
      { read: () => catalog.sizes.evicted },
    );
    metrics.gauge('catalog_changes_taken_in', 'Changes that the catalog has taken in since the start', {
      read: () => catalog.sizes.changes,
    });
    metrics.gauge('catalog_failing_documents', 'Documents that the mapping refuses', {
      read: () => catalog.problems.counts().failing,
    });
    metrics.gauge('catalog_unrecognised_documents', 'Documents of unknown version', {
      read: () => catalog.problems.counts().unrecognised,
    });
    metrics.gauge(
      'catalog_change_stream_silence_seconds',
      'Time since the change stream was last heard from: how old listings may be',
      { read: () => catalog.freshness.ageSeconds },
    );
    for (const outcome of ['written', 'overtaken', 'dropped', 'failed'] as const) {
      metrics.gauge(`catalog_lazy_upgrades_${outcome}`, `Lazy upgrades since the start that were ${outcome}`, {
        read: () => lazyUpgrade.counts[outcome],
      });
    }
  }
}
