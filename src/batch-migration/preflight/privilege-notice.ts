import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { Collections } from '../../database/collections.js';
import { MongoConnector } from '../../database/mongo-connector.js';
import type { PreflightContext } from './check.js';
import { runCheck } from './check.js';
import { PRIVILEGE_CHECKS } from './checks/privilege-checks.js';

/**
 * Logs at the start which privileges the service's database user lacks. Otherwise each feature would fail in its own
 * way.
 */
@Injectable()
export class PrivilegeNotice implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(PrivilegeNotice.name);
  private readonly stopping = new AbortController();
  private looking: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly collections: Collections,
    private readonly settings: Settings,
    private readonly connector: MongoConnector,
  ) {}

  onApplicationBootstrap(): void {
    const { signal } = this.stopping;
    this.looking = this.connector
      .untilConnected(signal)
      .then(() => this.look())
      .catch(() => undefined); // pre-flight reports it, too
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.looking;
  }

  private async look(): Promise<void> {
    const { collections, settings } = this;
    const context: PreflightContext = {
      collections,
      settings,
      documents: null,
      representativeIds: [],
      estimatedSeconds: null,
      baseline: null,
    };
    for (const check of PRIVILEGE_CHECKS) {
      const { result, severity, detail, advice } = await runCheck(check, 'server', context);
      if (result !== 'failed') continue;
      if (severity === 'blocker') this.logger.error(`${detail}. ${advice}`);
      else this.logger.warn(`${detail}. ${advice}`);
    }
  }
}
