import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, type mongo, trusted } from 'mongoose';

import { pageCursor, readPageCursor } from '../monitoring/page-cursor.js';
import { collectionOf } from '../database/own-records.js';
import { isDuplicateKey } from '../database/database-errors.js';
import type { Alert, AlertState, Severity } from './alert.js';
import type { Notification } from './notification.js';
import { StoredAlert } from './stored-alert.schema.js';

/** Of one alert, while its receiver is down: the oldest go first. */
const MAX_WAITING = 20;
const LONGEST_RETRY_MS = 3_600_000;
const MAJORITY = { writeConcern: { w: 'majority' } } as const;

/** Which alerts are listed. */
export interface AlertFilter {
  readonly state?: AlertState | undefined;
  readonly severity?: Severity | undefined;
}

/**
 * The alerts in `catalog_alerts`, one document each, with what is still to be sent. Resolved ones are kept for 90 days.
 */
@Injectable()
export class AlertStore {
  constructor(@InjectModel(StoredAlert.name) private readonly model: Model<StoredAlert>) {}

  private get alerts(): mongo.Collection<StoredAlert> {
    return collectionOf<StoredAlert>(this.model);
  }

  /** The alerts of rules: those about the database, and those about an instance. */
  ofRules(rules: readonly string[], instance: string): Promise<StoredAlert[]> {
    const where = { rule: trusted({ $in: [...rules] }), instance: trusted({ $in: [null, instance] }) };
    return this.model.find(where).lean<StoredAlert[]>().exec();
  }

  /** Alerts about instances that have not judged for so long: they are gone. */
  abandoned(milliseconds: number): Promise<StoredAlert[]> {
    return this.alerts
      .find({
        instance: { $ne: null },
        state: { $ne: 'resolved' },
        $expr: { $lt: ['$evaluatedAt', { $subtract: ['$$NOW', milliseconds] }] },
      })
      .toArray();
  }

  /** Writes an alert and what is to be told of it, in one; `false` where somebody else has changed it meanwhile. */
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

  /** A page, the one that changed last first; `next` is for the next page. */
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

  /** How many alerts fire, by rule and severity. */
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
   * Takes the notification that is due, of one alert the oldest, to be sent by the caller: others leave it alone for as
   * long as the pause until the next attempt. `undefined` where none is due.
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

  /** Takes a notification off the list: it was sent, or is given up. */
  async settle(alert: string, id: string, sendProblem: string | null): Promise<void> {
    await this.alerts.updateOne({ _id: alert }, { $pull: { outbox: { id } }, $set: { sendProblem } }, MAJORITY);
  }

  /** Notes why an attempt failed; the next one is set already. */
  async noteProblem(alert: string, sendProblem: string): Promise<void> {
    await this.alerts.updateOne({ _id: alert }, { $set: { sendProblem } }, MAJORITY);
  }

  private async insert(alert: Alert, told: Notification | null): Promise<boolean> {
    const outbox = told === null ? [] : [told];
    try {
      // As a document of the model, so that one that is not right is refused.
      await new this.model({ ...alert, revision: 1, outbox, sendProblem: null }).save({ w: 'majority' });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}

/** What rules write: not the outbox, which senders change meanwhile. */
function withoutOwn(alert: Alert & Partial<StoredAlert>): Alert {
  const { revision: _, outbox: __, sendProblem: ___, ...own } = alert;
  return own;
}
