import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, type mongo, trusted } from 'mongoose';

import { pageCursor, readPageCursor } from '../monitoring/page-cursor.js';
import { collectionOf } from '../database/own-records.js';
import { isDuplicateKey } from '../database/database-errors.js';
import type { Alert, AlertState, Severity } from './alert.js';
import type { Notification } from './notification.js';
import { StoredAlert } from './stored-alert.schema.js';

/** Maximum notifications queued per alert while the receiver is down; the oldest are dropped first. */
const MAX_WAITING = 20;
const LONGEST_RETRY_MS = 3_600_000;
const MAJORITY = { writeConcern: { w: 'majority' } } as const;

/** Filter and page of an alert list. */
export interface AlertFilter {
  readonly state?: AlertState | undefined;
  readonly severity?: Severity | undefined;
}

/**
 * The alerts in `catalog_alerts`, one document each, including unsent notifications (an outbox). Resolved alerts are
 * kept for 90 days.
 */
@Injectable()
export class AlertStore {
  constructor(@InjectModel(StoredAlert.name) private readonly model: Model<StoredAlert>) {}

  private get alerts(): mongo.Collection<StoredAlert> {
    return collectionOf<StoredAlert>(this.model);
  }

  /** The alerts of database rules, and those of one instance. */
  ofRules(rules: readonly string[], instance: string): Promise<StoredAlert[]> {
    const where = { rule: trusted({ $in: [...rules] }), instance: trusted({ $in: [null, instance] }) };
    return this.model.find(where).lean<StoredAlert[]>().exec();
  }

  /** Alerts of instances that have not evaluated their rules for so long that they must be gone. */
  abandoned(milliseconds: number): Promise<StoredAlert[]> {
    return this.alerts
      .find({
        instance: { $ne: null },
        state: { $ne: 'resolved' },
        $expr: { $lt: ['$evaluatedAt', { $subtract: ['$$NOW', milliseconds] }] },
      })
      .toArray();
  }

  /** Writes an alert and its notification in one update; `false` if it was changed meanwhile. */
  async write(alert: Alert, before: StoredAlert | undefined, told: Notification | null): Promise<boolean> {
    if (before === undefined) return this.insert(alert, told);
    const { _id, ...fields } = withoutOwn(alert);
    const { matchedCount } = await this.alerts.updateOne(
      { _id, revision: before.revision },
      {
        $set: fields,
        $inc: { revision: 1 },
        ...(told === null ? {} : { $push: { outbox: { $each: [told], $slice: -MAX_WAITING } } }),
      },
      MAJORITY,
    );
    return matchedCount === 1;
  }

  /** Removes an alert that never fired. */
  async forget({ _id, revision }: StoredAlert): Promise<void> {
    await this.alerts.deleteOne({ _id, revision }, MAJORITY);
  }

  /** A page of alerts, last changed first; `next` is the cursor of the next page. */
  async list(
    { state, severity }: AlertFilter,
    { limit, after }: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ readonly alerts: readonly StoredAlert[]; readonly next: string | null }> {
    const filter = {
      $and: [
        state === undefined ? {} : { state },
        severity === undefined ? {} : { severity },
        readPageCursor(after, 'changedAt'),
      ],
    };
    const found = await this.alerts
      .find(filter as mongo.Filter<StoredAlert>)
      .sort({ changedAt: -1, _id: 1 })
      .limit(limit + 1)
      .toArray();
    const alerts = found.slice(0, limit);
    const last = alerts.at(-1);
    return { alerts, next: found.length > limit && last !== undefined ? pageCursor(last.changedAt, last._id) : null };
  }

  /** Number of firing alerts, by rule and severity. */
  async countFiring(): Promise<
    readonly { readonly rule: string; readonly severity: Severity; readonly count: number }[]
  > {
    const groups = await this.alerts
      .aggregate<{ _id: { rule: string; severity: Severity }; count: number }>([
        { $match: { state: 'firing' } },
        { $group: { _id: { rule: '$rule', severity: '$severity' }, count: { $sum: 1 } } },
      ])
      .toArray();
    return groups.map(({ _id, count }) => ({ ..._id, count }));
  }

  /**
   * Claims the next due notification for sending, the oldest of its alert; other instances skip it until the next
   * attempt is due. `undefined` if none is due.
   */
  async claim(
    firstRetryMs: number,
  ): Promise<{ readonly alert: string; readonly notification: Notification } | undefined> {
    const first = { $first: '$outbox' };
    const pause = {
      $min: [LONGEST_RETRY_MS, { $multiply: [firstRetryMs, { $pow: [2, { $min: ['$$first.attempts', 30] }] }] }],
    };
    const taken = {
      $mergeObjects: [
        '$$first',
        { attempts: { $add: ['$$first.attempts', 1] }, sentAt: '$$NOW', nextAt: { $add: ['$$NOW', pause] } },
      ],
    };
    const claimed = await this.alerts.findOneAndUpdate(
      {
        'outbox.0': { $exists: true },
        $expr: { $lte: [{ $getField: { field: 'nextAt', input: first } }, '$$NOW'] },
      } as mongo.Filter<StoredAlert>,
      [
        {
          $set: {
            outbox: {
              $let: { vars: { first }, in: { $concatArrays: [[taken], { $slice: ['$outbox', 1, MAX_WAITING] }] } },
            },
          },
        },
      ],
      { returnDocument: 'after', ...MAJORITY },
    );
    const notification = claimed?.outbox[0];
    return claimed === null || notification === undefined ? undefined : { alert: claimed._id, notification };
  }

  /** Removes a notification that was sent or given up. */
  async settle(alert: string, id: string, sendProblem: string | null): Promise<void> {
    await this.alerts.updateOne({ _id: alert }, { $pull: { outbox: { id } }, $set: { sendProblem } }, MAJORITY);
  }

  /** Records why an attempt failed; the next one is already scheduled. */
  async noteProblem(alert: string, sendProblem: string): Promise<void> {
    await this.alerts.updateOne({ _id: alert }, { $set: { sendProblem } }, MAJORITY);
  }

  private async insert(alert: Alert, told: Notification | null): Promise<boolean> {
    const outbox = told === null ? [] : [told];
    try {
      // Built as a model document, so that an invalid one is refused.
      await new this.model({ ...alert, revision: 1, outbox, sendProblem: null }).save({ w: 'majority' });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}

/** The fields that rules write: not the outbox, which senders change concurrently. */
function withoutOwn(alert: Alert & Partial<StoredAlert>): Alert {
  const { revision: _, outbox: __, sendProblem: ___, ...own } = alert;
  return own;
}
