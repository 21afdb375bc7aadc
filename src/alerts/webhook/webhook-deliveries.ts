import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Counter } from 'prom-client';

import { messageOf } from '../../errors/message-of.js';
import { Settings } from '../../config/settings.js';
import { MetricsRegistry } from '../../metrics/metrics-registry.js';
import { BackgroundLoop } from '../../leases/background-loop.js';
import { MongoConnector } from '../../database/mongo-connector.js';
import { AlertPace } from '../alert-pace.js';
import { AlertStore } from '../alert-store.js';
import { postWebhook, type WebhookTarget } from './webhook-post.js';

/** Notifications older than this are given up. */
const GIVEN_UP_AFTER_MS = 3 * 86_400_000;

/**
 * Sends notifications to `ALERT_WEBHOOK_URL` until the receiver accepts them. The outbox is in the database, so a
 * restart loses nothing and any instance can send. Notifications of one alert are sent in order. Delivery is
 * at-least-once; duplicates have the same `webhook-id`.
 */
@Injectable()
export class WebhookDeliveries implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(WebhookDeliveries.name);
  private readonly target: WebhookTarget | undefined;
  private readonly sending: BackgroundLoop;
  private readonly outcomes: Counter<'outcome'>;

  constructor(
    { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secrets }: Settings,
    private readonly store: AlertStore,
    private readonly connector: MongoConnector,
    private readonly pace: AlertPace,
    metrics: MetricsRegistry,
  ) {
    this.target = url === undefined || secrets === undefined ? undefined : { url, secrets };
    this.outcomes = metrics.counter(
      'catalog_alert_notifications_total',
      'Alert notifications: sent, failed (to be retried) or given up',
      ['outcome'],
    );
    this.sending = new BackgroundLoop({
      work: (signal) => this.sendDue(signal),
      everyMs: pace.sendEveryMs,
      failed: (error) => {
        this.logger.debug(`The notification queue cannot be read right now: ${messageOf(error)}`);
      },
    });
  }

  onApplicationBootstrap(): void {
    if (this.target !== undefined) this.sending.start((signal) => this.connector.untilConnected(signal));
  }

  async onModuleDestroy(): Promise<void> {
    await this.sending.stop();
  }

  private async sendDue(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await this.sendNext()));
  }

  private async sendNext(): Promise<boolean> {
    const claimed = this.target === undefined ? undefined : await this.store.claim(this.pace.firstRetryMs);
    if (this.target === undefined || claimed === undefined) return false;
    const {
      alert,
      notification: { id, at, sentAt, attempts, body },
    } = claimed;
    const problem = await postWebhook(this.target, { id, at: sentAt ?? at, body: JSON.stringify(body) });
    const isLate = (sentAt ?? at).getTime() - at.getTime() > GIVEN_UP_AFTER_MS;
    this.outcomes.inc({ outcome: problem === null ? 'sent' : isLate ? 'given_up' : 'failed' });
    if (problem === null) await this.store.settle(alert, id, null);
    else if (isLate) {
      this.logger.error(`Giving up on notifying the webhook of ${alert} after ${attempts} attempts: ${problem}`);
      await this.store.settle(alert, id, problem);
    } else {
      this.logger.warn(`Attempt ${attempts} to notify the webhook of ${alert} failed: ${problem}`);
      await this.store.noteProblem(alert, problem);
    }
    return true;
  }
}
