import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { messageOf } from '../../errors/message-of.js';
import { BackgroundLoop } from '../../leases/background-loop.js';
import { MetricsRegistry } from '../../metrics/metrics-registry.js';
import { Backups } from '../backups.service.js';
import type { JournalNews } from './journal-lease.js';

const LOOK_EVERY_MS = 10_000;

/** Exposes the journal's state as its writer last reported it; every instance shows the same. */
@Injectable()
export class JournalMetrics implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(JournalMetrics.name);
  private news: JournalNews | null = null;
  private readonly looking = new BackgroundLoop({
    work: () => this.look(),
    everyMs: LOOK_EVERY_MS,
    failed: (error) => {
      this.logger.debug(`The journal could not be checked: ${messageOf(error)}`);
    },
  });

  constructor(
    private readonly backups: Backups,
    metrics: MetricsRegistry,
  ) {
    metrics.gauge('catalog_journal_kept', 'Whether an instance is writing the journal of changes', {
      read: () => Number(this.news?.isKept ?? false),
    });
    metrics.gauge('catalog_journal_has_base', 'Whether there is a full backup to which the journal can be applied', {
      read: () => Number((this.news?.base ?? null) !== null),
    });
    metrics.gauge('catalog_journal_lag_seconds', 'Seconds since everything was on disk; a few seconds when idle', {
      read: () => this.news?.lagSeconds ?? 0,
    });
    metrics.gauge('catalog_journal_bytes', 'Size of the journal on the disk', { read: () => this.news?.bytes ?? 0 });
  }

  onApplicationBootstrap(): void {
    this.looking.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.looking.stop();
  }

  private async look(): Promise<void> {
    this.news = await this.backups.journalNews();
  }
}
