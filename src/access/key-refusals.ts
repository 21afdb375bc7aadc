import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Counter } from 'prom-client';

import { AuditLog } from '../audit/audit-log.js';
import type { AuditedAction } from '../audit/audit-record.js';
import { type DomainError, ForbiddenError, RateLimitedError, UnauthenticatedError } from '../errors/domain-error.js';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { FAILURES_ALLOWED, FailureCounts, prefixOf } from './failure-counts.js';
import { networkOf } from '../http/network-of.js';

/** The refused key, without its value. */
export interface RefusedKey {
  readonly name: string;
  readonly role: string;
}

/** Details of a refused request. */
export interface RefusedRequest {
  readonly ip: string;
  readonly id: string;
  readonly method: string;
  readonly url: string;
}

const WINDOW_MS = 5 * 60_000;
const MINUTE_MS = 60_000;
/** Maximum number of refusals to count within the window; more carry no information. */
const MAX_COUNTED = 10_000;
/** Maximum audit records per minute for refusals: strangers must not be able to fill the audit log. */
const MAX_AUDITED_A_MINUTE = 30;
const LONGEST_TARGET = 200;

/**
 * Tracks requests that the admin API refuses before a handler runs: a metric for all of them, audit records, the
 * measurement of an alert, and a growing delay for repeated attempts. Valid keys are never delayed.
 */
@Injectable()
export class KeyRefusals {
  private readonly counts = new FailureCounts();
  private readonly refused: Counter<'reason'>;
  private readonly times: number[] = [];
  /** Counts refusals other than unknown keys, by address or key name. */
  private readonly others = new LRUCache<string, number>({ max: MAX_COUNTED, ttl: WINDOW_MS });
  private audited = { minute: 0, count: 0 };

  constructor(
    metrics: MetricsRegistry,
    private readonly audit: AuditLog,
  ) {
    this.refused = metrics.counter('admin_key_refusals_total', 'Admin API requests refused because of their key', [
      'reason',
    ]);
  }

  /** Unknown keys within the last five minutes. */
  get recent(): number {
    const from = performance.now() - WINDOW_MS;
    while (this.times.length > 0 && (this.times[0] ?? 0) < from) this.times.shift();
    return this.times.length;
  }

  /** A request without a key. */
  missing(request: RefusedRequest): DomainError {
    this.refused.inc({ reason: 'missing' });
    const error = new UnauthenticatedError('Send an API key in the X-API-Key header, or as Authorization: Bearer');
    const times = this.grow(`address ${networkOf(request.ip)}`);
    if (isTelling(times)) this.record({ ...stranger(request), params: { times, key: 'none' } }, request, error);
    return error;
  }

  /** An expired key. */
  expired(request: RefusedRequest, key: RefusedKey): DomainError {
    this.refused.inc({ reason: 'expired' });
    const error = new UnauthenticatedError(`The key ${key.name} is no longer valid; ask for a new one`);
    const times = this.grow(`key ${key.name}`);
    if (isTelling(times)) this.record({ ...holder(key, request), params: { times, key: 'expired' } }, request, error);
    return error;
  }

  /** An unknown key; from the tenth on, the response asks to wait. */
  unknown(request: RefusedRequest, key: string): DomainError {
    const { failures, waitSeconds } = this.counts.note(request.ip, key);
    if (this.times.length >= MAX_COUNTED) this.times.shift();
    this.times.push(performance.now());
    this.refused.inc({ reason: waitSeconds > 0 ? 'throttled' : 'unknown' });
    const error =
      waitSeconds > 0
        ? new RateLimitedError(
            `Too many unknown API keys; wait ${waitSeconds} s, then try again with a valid one`,
            waitSeconds,
          )
        : new UnauthenticatedError('Unknown API key');
    if (isTelling(failures))
      this.record({ ...stranger(request), params: { failures, beginning: prefixOf(key) } }, request, error);
    return error;
  }

  /** A known key whose role is too low. */
  forbidden(request: RefusedRequest, key: RefusedKey, needed: string): DomainError {
    this.refused.inc({ reason: 'role' });
    const error = new ForbiddenError(`This needs the role ${needed}; the key ${key.name} has ${key.role}`);
    const times = this.grow(`key ${key.name}`);
    if (isTelling(times)) this.record({ ...holder(key, request), params: { needed, times } }, request, error);
    return error;
  }

  private grow(of: string): number {
    const times = (this.others.get(of) ?? 0) + 1;
    this.others.set(of, times);
    return times;
  }

  /** The request does not wait for its records; a refusal that cannot be recorded is still counted. */
  private record(
    action: Omit<AuditedAction, 'target' | 'requestId'>,
    { method, url, id }: RefusedRequest,
    error: DomainError,
  ): void {
    const minute = Math.floor(performance.now() / MINUTE_MS);
    if (this.audited.minute !== minute) this.audited = { minute, count: 0 };
    if (++this.audited.count > MAX_AUDITED_A_MINUTE) return;
    const target = `${method} ${url.split('?', 1)[0]}`.slice(0, LONGEST_TARGET);
    void this.audit.around({ ...action, target, requestId: id }, () => Promise.reject(error)).catch(() => undefined);
  }
}

type Refusal = Pick<AuditedAction, 'actor' | 'action'>;

function stranger({ ip }: RefusedRequest): Refusal {
  return { actor: { name: 'unknown', role: 'none', via: 'api', ip }, action: 'access.refused' };
}

function holder({ name, role }: RefusedKey, { ip }: RefusedRequest): Refusal {
  return { actor: { name, role, via: 'api', ip }, action: 'access.refused' };
}

/** Records each of the first ten; after that, the hundredth, the thousandth and so on. */
function isTelling(times: number): boolean {
  return times <= FAILURES_ALLOWED || Number.isInteger(Math.log10(times));
}
