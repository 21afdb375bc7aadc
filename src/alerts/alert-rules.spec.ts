import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';

import { BUCKETS, bucketOf, BUCKET_EDGES_MS, quantile } from '../monitoring/latency-buckets.js';
import { type AlertRule, judge } from './alert-rule.js';
import { ALERT_RULES } from './alert-rules.js';
import type { AlertSources } from './alert-sources.js';
import { Growth } from './growth.js';
import { freeSpace } from './measures/files.js';
import { leftOf } from './measures/migration.js';

const NOW = 1_800_000_000;
const HOUR = 3_600;

/** A rule by its name. */
function ruleOf(name: string): AlertRule {
  const rule = ALERT_RULES.find((one) => one.name === name);
  if (rule === undefined) throw new Error(`There is no rule ${name}`);
  return rule;
}

/** A change stream position this many seconds ago. */
function position(secondsAgo: number): { _data: string } {
  return { _data: `82${(NOW - secondsAgo).toString(16).padStart(8, '0')}0000000129` };
}

function run(state: string, work: object = {}, more: object = {}): object {
  return {
    _id: 'run-1',
    state,
    error: { code: 'X', message: 'of this' },
    finishedAt: new Date((NOW - HOUR) * 1000),
    work: { position: position(5), twin: { name: 't' }, outsideWriters: {}, ...work },
    ...more,
  };
}

interface Given {
  /** Latencies of one class's requests, in milliseconds. */
  readonly times?: readonly number[];
  readonly failures?: number;
  readonly members?: readonly object[];
  readonly waiting?: number;
  readonly inUse?: number;
  readonly silence?: number;
  readonly run?: object | null;
  readonly quarantined?: number;
  readonly failing?: number;
  /** Ages of backups in hours. */
  readonly backups?: readonly number[];
  readonly journal?: object | null;
  readonly disk?: readonly [free: number, total: number];
  readonly outcome?: string;
  readonly restore?: object;
  readonly refusedKeys?: number;
}

/** Sources that return what a test sets. */
function sources({
  times = [],
  failures = 0,
  members = [],
  waiting = 0,
  inUse = 10,
  silence = 0,
  run: current = null,
  quarantined = 0,
  failing = 0,
  backups = [],
  journal = null,
  disk: [free, total] = [50, 100],
  outcome = 'done',
  restore,
  refusedKeys = 0,
}: Given): AlertSources {
  const buckets = Array.from({ length: BUCKETS }, () => 0);
  for (const time of times) buckets[bucketOf(time)]! += 1;
  const usage = [
    {
      queryClass: 'text-search',
      requests: times.length,
      failures,
      totalMs: 0,
      maxMs: 0,
      meanMs: 0,
      buckets,
      p95: quantile(buckets, 0.95),
    },
  ];
  const command = (asked: object): Promise<object> =>
    Promise.resolve(
      'dbStats' in asked
        ? { fsTotalSize: total, fsUsedSize: total - free }
        : { localTime: new Date(NOW * 1000), operationTime: new mongo.Timestamp({ t: NOW, i: 1 }) },
    );
  return {
    instance: 'host:3000',
    settings: { JOURNAL_ENABLED: true, BACKUP_DIR: '/' },
    collections: { db: { command } },
    requests: { read: () => Promise.resolve(usage) },
    members: { latest: { members, problem: null } },
    connections: { pool: { max: 10, open: 10, inUse, waiting } },
    catalog: {
      isReady: true,
      freshness: { ageSeconds: silence },
      problems: { counts: () => ({ failing, unrecognised: 0 }) },
    },
    runs: { active: () => Promise.resolve(current), latest: () => Promise.resolve(current) },
    quarantine: { count: () => Promise.resolve(quarantined) },
    backups: {
      list: () =>
        Promise.resolve(
          backups.map((hours) => ({ id: `b${hours}`, manifest: { clusterTime: { t: NOW - hours * HOUR, i: 1 } } })),
        ),
      journalNews: () => Promise.resolve(journal),
    },
    keyRefusals: { recent: refusedKeys },
    outsideWrites: new Growth(),
    restores: { list: () => Promise.resolve(restore === undefined ? [] : [restore]) },
    schedules: {
      read: () =>
        Promise.resolve(
          new Map([
            [
              'full-backup',
              {
                _id: 'full-backup',
                running: null,
                history: [{ outcome, attention: outcome === 'attention' ? ['look'] : [], summary: 'ok' }],
              },
            ],
          ]),
        ),
    },
  } as unknown as AlertSources;
}

const times = (fast: number, slow: number, slowMs: number): number[] => [
  ...Array.from({ length: fast }, () => 10),
  ...Array.from({ length: slow }, () => slowMs),
];
const member = (lagSeconds: number | null, healthy = true): object => ({
  name: 'b:1',
  state: 'SECONDARY',
  healthy,
  lagSeconds,
});

describe('the rules', () => {
  it.each<{ rule: string; title: string; given: Given; found: readonly [severity: string, subject: string] | null }>([
    {
      rule: 'latency',
      title: '6 % over 300 ms',
      given: { times: times(94, 6, 301) },
      found: ['CRITICAL', 'text-search'],
    },
    { rule: 'latency', title: '5 % over 300 ms', given: { times: times(95, 5, 301) }, found: null },
    {
      rule: 'latency',
      title: '6 % over 150 ms',
      given: { times: times(94, 6, 300) },
      found: ['WARNING', 'text-search'],
    },
    { rule: 'latency', title: '6 % of 150 ms', given: { times: times(94, 6, 150) }, found: null },
    { rule: 'latency', title: 'too few requests', given: { times: times(0, 19, 2_000) }, found: null },
    {
      rule: 'latency-target',
      title: 'a p95 inside the target of 150 ms',
      given: { times: times(94, 6, 120) },
      found: null,
    },
    {
      rule: 'latency-target',
      title: 'a p95 that the other alert covers',
      given: { times: times(94, 6, 250) },
      found: null,
    },
    {
      rule: 'failures',
      title: '6 of 100',
      given: { times: times(100, 0, 0), failures: 6 },
      found: ['CRITICAL', 'catalogue'],
    },
    {
      rule: 'failures',
      title: '2 of 100',
      given: { times: times(100, 0, 0), failures: 2 },
      found: ['WARNING', 'catalogue'],
    },
    { rule: 'failures', title: '1 of 100', given: { times: times(100, 0, 0), failures: 1 }, found: null },
    { rule: 'refused-keys', title: 'nine keys', given: { refusedKeys: 9 }, found: null },
    { rule: 'refused-keys', title: 'ten keys', given: { refusedKeys: 10 }, found: ['WARNING', 'host:3000'] },
    { rule: 'pool', title: 'no waiting operations', given: {}, found: null },
    { rule: 'pool', title: 'somebody who waits', given: { waiting: 1 }, found: ['WARNING', 'host:3000'] },
    { rule: 'pool', title: 'operations that wait for a new connection', given: { waiting: 1, inUse: 9 }, found: null },
    { rule: 'change-stream', title: '31 s of silence', given: { silence: 31 }, found: ['WARNING', 'host:3000'] },
    { rule: 'change-stream', title: '30 s of silence', given: { silence: 30 }, found: null },
    { rule: 'replication-lag', title: '11 s', given: { members: [member(11)] }, found: ['WARNING', 'b:1'] },
    { rule: 'replication-lag', title: '61 s', given: { members: [member(61)] }, found: ['CRITICAL', 'b:1'] },
    { rule: 'replication-lag', title: 'none known', given: { members: [member(null)] }, found: null },
    {
      rule: 'member-down',
      title: 'a member that is down',
      given: { members: [member(null, false)] },
      found: ['WARNING', 'b:1'],
    },
    { rule: 'member-down', title: 'a member that is up', given: { members: [member(0)] }, found: null },
    {
      rule: 'way-back-lag',
      title: '31 s',
      given: { run: run('completed', { position: position(31) }) },
      found: ['WARNING', 'run-1'],
    },
    { rule: 'way-back-lag', title: '30 s', given: { run: run('completed', { position: position(30) }) }, found: null },
    {
      rule: 'way-back-lag',
      title: '301 s',
      given: { run: run('completed', { position: position(301) }) },
      found: ['CRITICAL', 'run-1'],
    },
    {
      rule: 'way-back-lag',
      title: 'a run that has not switched',
      given: { run: run('paused', { position: position(999) }) },
      found: null,
    },
    {
      rule: 'way-back-lag',
      title: 'a run without a rollback copy',
      given: { run: run('completed', { position: position(999), twin: null }) },
      found: null,
    },
    {
      rule: 'migration-needs-operator',
      title: 'a run that waits',
      given: { run: run('needs-operator') },
      found: ['CRITICAL', 'run-1'],
    },
    { rule: 'migration-needs-operator', title: 'a run that runs', given: { run: run('running') }, found: null },
    {
      rule: 'migration-failed',
      title: 'a run that failed an hour ago',
      given: { run: run('failed') },
      found: ['WARNING', 'run-1'],
    },
    {
      rule: 'migration-failed',
      title: 'a run that failed two days ago',
      given: { run: run('failed', {}, { finishedAt: new Date((NOW - 48 * HOUR) * 1000) }) },
      found: null,
    },
    {
      rule: 'outside-writers',
      title: 'writes from before the first evaluation',
      given: { run: run('completed', { outsideWriters: { shop: 3 } }) },
      found: null,
    },
    { rule: 'quarantine', title: 'a document', given: { quarantined: 1 }, found: ['WARNING', 'products'] },
    { rule: 'quarantine', title: 'none', given: {}, found: null },
    { rule: 'unreadable-documents', title: 'a document', given: { failing: 1 }, found: ['INFO', 'products'] },
    { rule: 'backup-missing', title: 'no backup', given: {}, found: ['WARNING', 'products'] },
    { rule: 'backup-missing', title: 'an old backup', given: { backups: [900] }, found: null },
    { rule: 'backup-age', title: 'no backup', given: {}, found: null },
    { rule: 'backup-age', title: 'one of last night among older ones', given: { backups: [90, 20, 44] }, found: null },
    { rule: 'backup-age', title: '31 hours', given: { backups: [31] }, found: ['WARNING', 'products'] },
    { rule: 'backup-age', title: '79 hours', given: { backups: [79] }, found: ['CRITICAL', 'products'] },
    {
      rule: 'journal-lag',
      title: '61 s',
      given: { journal: { isKept: true, lagSeconds: 61, problem: null } },
      found: ['WARNING', 'journal'],
    },
    {
      rule: 'journal-lag',
      title: '601 s without a writer',
      given: { journal: { isKept: false, lagSeconds: 601, problem: 'x' } },
      found: ['CRITICAL', 'journal'],
    },
    { rule: 'journal-lag', title: 'a journal that was never written', given: {}, found: null },
    {
      rule: 'restore-failed',
      title: 'a restore that failed an hour ago',
      given: { restore: { _id: 'restore-1', state: 'failed', finishedAt: new Date((NOW - HOUR) * 1000), error: null } },
      found: ['WARNING', 'restore-1'],
    },
    {
      rule: 'restore-failed',
      title: 'a restore that went well',
      given: { restore: { _id: 'restore-1', state: 'done', finishedAt: new Date(NOW * 1000), error: null } },
      found: null,
    },
    { rule: 'schedule', title: 'a job that failed', given: { outcome: 'failed' }, found: ['WARNING', 'full-backup'] },
    {
      rule: 'schedule',
      title: 'a job that found something',
      given: { outcome: 'attention' },
      found: ['INFO', 'full-backup'],
    },
    { rule: 'schedule', title: 'a job that went well', given: {}, found: null },
    { rule: 'disk', title: '14 % free', given: { disk: [14, 100] }, found: ['WARNING', 'database'] },
    { rule: 'disk', title: '4 % free', given: { disk: [4, 100] }, found: ['CRITICAL', 'database'] },
    { rule: 'disk', title: '15 % free', given: { disk: [15, 100] }, found: null },
    { rule: 'disk', title: 'a server that does not report it', given: { disk: [0, 0] }, found: null },
  ])('$rule judges $title', async ({ rule: name, given, found }) => {
    const rule = ruleOf(name);
    const findings = judge(rule, await rule.measure(sources(given)));

    expect(findings.map(({ severity, subject }) => [severity, subject])).toEqual(found === null ? [] : [found]);
  });

  it('report writes of an old shape for as long as they grow', async () => {
    const given = sources({ run: run('completed', { outsideWriters: { shop: 3 } }) });
    const rule = ruleOf('outside-writers');
    await rule.measure(given);
    const more = {
      ...given,
      runs: sources({ run: run('completed', { outsideWriters: { shop: 3, till: 2 } }) }).runs,
    } as unknown as AlertSources;

    expect(judge(rule, await rule.measure(more))).toEqual([
      expect.objectContaining({ severity: 'WARNING', value: 5, message: expect.stringContaining('shop, till') }),
    ]);
  });

  it('have unique names and valid thresholds', () => {
    expect(new Set(ALERT_RULES.map(({ name }) => name)).size).toBe(ALERT_RULES.length);
    const { levels } = ruleOf('latency');
    for (const level of Object.values(levels)) expect(BUCKET_EDGES_MS).toContain(level.threshold);
  });
});

describe('leftOf', () => {
  it.each([
    { at: 950, expected: 95 },
    { at: 500, expected: 50 },
    { at: 0, expected: 0 },
    { at: -5, expected: 0 },
    { at: 1_010, expected: 100 },
  ])('has $expected % left at $at of 1,000 s', ({ at, expected }) => {
    expect(leftOf('run-1', at, { first: 0, last: 1_000 }).value).toBe(expected);
  });
});

describe('freeSpace', () => {
  it('describes the share in words', () => {
    expect(freeSpace('host:3000', 2 * 1024 ** 3, 10 * 1024 ** 3)).toEqual({
      subject: 'host:3000',
      value: 20,
      message: '2.0 GB of 10.0 GB are free (20.0 %) on the disk of host:3000',
    });
  });
});
