import { randomBytes, randomUUID } from 'node:crypto';

import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

import { messageOf } from '../errors/message-of.js';
import { BackgroundLoop } from '../leases/background-loop.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { ServerLease } from '../leases/server-lease.js';
import { serverTime } from '../database/server-time.js';
import type { AlertFinding } from './alert.js';
import { AlertPace } from './alert-pace.js';
import { type AlertRule, judge } from './alert-rule.js';
import { AlertSources } from './alert-sources.js';
import { nextStep } from './alert-state.js';
import { AlertStore } from './alert-store.js';
import type { StoredAlert } from './stored-alert.schema.js';
import { notificationOf } from './notification.js';

/** Injection token of the rules, so that tests can provide their own. */
export const RULES = Symbol('alert rules');

const LEASE_MS = 60_000;
/** An instance that has not evaluated its own alerts for this long is gone. */
const ABANDONED_MS = 15 * 60_000;

/**
 * Evaluates the rules, each at its own interval: instance rules on every instance, database rules on the instance that
 * holds the lease. A rule that cannot be evaluated (no reply, no privilege) leaves its alerts unchanged.
 */
@Injectable()
export class AlertWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(AlertWatch.name);
  private readonly judging: BackgroundLoop;
  private readonly lease: ServerLease;
  private readonly judgedAt = new Map<string, number>();
  /** Rules that could not be evaluated, with reasons. */
  private readonly failing = new Map<string, string>();

  constructor(
    @Inject(RULES) private readonly rules: readonly AlertRule[],
    private readonly sources: AlertSources,
    private readonly store: AlertStore,
    private readonly connector: MongoConnector,
    pace: AlertPace,
  ) {
    this.lease = new ServerLease(
      sources.collections,
      'alerts',
      `${sources.instance}:${randomBytes(4).toString('hex')}`,
      LEASE_MS,
    );
    this.judging = new BackgroundLoop({
      work: (signal) => this.judgeDue(signal),
      everyMs: pace.judgeEveryMs,
      failed: (error) => {
        this.logger.warn(`Alerts cannot be evaluated right now: ${messageOf(error)}`);
      },
    });
  }

  /** Rules that this instance could not evaluate last time, with reasons. */
  get problems(): readonly { readonly rule: string; readonly problem: string }[] {
    return [...this.failing].map(([rule, problem]) => ({ rule, problem }));
  }

  onApplicationBootstrap(): void {
    this.judging.start((signal) => this.connector.untilConnected(signal));
  }

  async onModuleDestroy(): Promise<void> {
    await this.judging.stop();
    if (this.connector.hasPrimary) await this.lease.letGo().catch(() => undefined); // the lease expires by itself
  }

  private async judgeDue(signal: AbortSignal): Promise<void> {
    const isMine = await this.lease.hold();
    const judged = new Map<AlertRule, readonly AlertFinding[]>();
    for (const rule of this.rules) {
      if (signal.aborted) return;
      if (rule.about === 'database' && !isMine) {
        // Another instance has taken over, so the findings are discarded.
        this.judgedAt.delete(rule.name);
        this.failing.delete(rule.name);
        continue;
      }
      const findings = this.isDue(rule) ? await this.judge(rule) : undefined;
      if (findings !== undefined) judged.set(rule, findings);
    }
    await this.note(judged, signal);
    if (isMine) await this.resolveAbandoned();
  }

  private isDue({ name, everySeconds }: AlertRule): boolean {
    const now = performance.now();
    if (now - (this.judgedAt.get(name) ?? Number.NEGATIVE_INFINITY) < everySeconds * 1000) return false;
    this.judgedAt.set(name, now);
    return true;
  }

  /** Evaluates a rule; `undefined` if that is impossible. */
  private async judge(rule: AlertRule): Promise<readonly AlertFinding[] | undefined> {
    try {
      const findings = judge(rule, await rule.measure(this.sources));
      this.failing.delete(rule.name);
      return findings;
    } catch (error) {
      const problem = messageOf(error);
      if (this.failing.get(rule.name) !== problem)
        this.logger.warn(`The alert ${rule.name} cannot be evaluated: ${problem}`);
      this.failing.set(rule.name, problem);
      return undefined;
    }
  }

  /** Advances the alerts by the findings; all alerts are read at once. */
  private async note(judged: ReadonlyMap<AlertRule, readonly AlertFinding[]>, signal: AbortSignal): Promise<void> {
    if (judged.size === 0) return;
    const all = await this.store.ofRules(
      [...judged.keys()].map(({ name }) => name),
      this.sources.instance,
    );
    const now = await serverTime(this.sources.collections.db);
    for (const [rule, findings] of judged) {
      const instance = rule.about === 'instance' ? this.sources.instance : null;
      const stored = all.filter((one) => one.rule === rule.name && one.instance === instance);
      for (const subject of new Set([...findings, ...stored].map((one) => one.subject))) {
        if (signal.aborted) return;
        const before = stored.find((one) => one.subject === subject);
        await this.step(rule, before, { finding: findings.find((one) => one.subject === subject), now });
      }
    }
  }

  private async step(
    rule: AlertRule,
    before: StoredAlert | undefined,
    { finding, now }: { readonly finding: AlertFinding | undefined; readonly now: Date },
  ): Promise<void> {
    const instance = rule.about === 'instance' ? this.sources.instance : null;
    const step = nextStep(before, finding, now, {
      owner: { rule: rule.name, title: rule.title, instance },
      timing: rule,
    });
    if (step.kind === 'none') return;
    if (step.kind === 'forget') {
      if (before !== undefined) await this.store.forget(before);
      return;
    }
    const { alert, event } = step;
    const { ALERT_WEBHOOK_URL: url, MONGODB_DATABASE: database } = this.sources.settings;
    const told =
      event === null || url === undefined
        ? null
        : notificationOf(alert, event, { id: `msg_${randomUUID()}`, unit: rule.unit, todo: rule.todo, database });
    const isWritten = await this.store.write(alert, before, told);
    if (isWritten && event !== null)
      this.logger[event.state === 'firing' ? 'warn' : 'log'](
        `Alert ${alert._id} is ${event.state} (${event.severity}): ${event.message}`,
      );
  }

  private async resolveAbandoned(): Promise<void> {
    const abandoned = await this.store.abandoned(ABANDONED_MS);
    if (abandoned.length === 0) return;
    const now = await serverTime(this.sources.collections.db);
    for (const alert of abandoned) {
      const rule = this.rules.find(({ name }) => name === alert.rule);
      if (rule !== undefined) await this.step({ ...rule, clearSeconds: 0 }, alert, { finding: undefined, now });
    }
  }
}
