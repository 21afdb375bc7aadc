import { describe, expect, it } from '@jest/globals';
import type { CheckFinding, CheckResult, PreflightCheck, PreflightContext } from './check.js';
import { passed, runCheck } from './check.js';
import { judgeOperations, judgeTransactions } from './checks/activity-checks.js';
import { judgeBackupSpace, judgeDisk, judgeFlowControl, judgeOplog, judgeOwnWrites } from './checks/capacity-checks.js';
import { judgeDiagnostics, judgePrivileges } from './checks/privilege-checks.js';
import {
  judgeFeatureCompatibility,
  judgeFsyncLock,
  judgeMembers,
  judgePrimary,
  judgeReplication,
  judgeSharding,
  judgeSupport,
  judgeVersion,
} from './checks/server-checks.js';
import { judgeIndexes, judgeLimits, judgePlans } from './checks/performance-checks.js';
import { bytesText } from './database-facts.js';
import { conclude } from './preflight-report.js';
import { catalogIndexes } from '../../indexes/index-definitions.js';
import type { ClassMeasure } from '../../query-performance/performance-measure.js';

const GB = 1024 ** 3;
const member = (
  name: string,
  stateStr: string,
  optime: number,
  health = 1,
): { name: string; stateStr: string; health: number; optimeDate: Date } => ({
  name,
  stateStr,
  health,
  optimeDate: new Date(optime),
});
const user = { authenticatedUsers: [{ user: 'catalog' }] };
const measured: ClassMeasure = {
  name: 'category-browse',
  title: 'Category',
  limitMs: 75,
  samples: 1,
  p50: 1,
  p95: 1,
  p99: 1,
  keysExamined: 0,
  docsExamined: 0,
  returned: 0,
  plans: [],
  usesIndex: true,
  collectionScan: false,
  problems: [],
};
const measure = (changes: Partial<ClassMeasure>): Parameters<typeof judgePlans>[0] => ({
  collection: 'products',
  documents: 1,
  values: { ids: [], slug: '' },
  classes: [{ ...measured, ...changes }],
});

describe('findings', () => {
  it.each<[string, CheckFinding, CheckFinding['result'], string]>([
    ['an old server', judgeVersion('5.0.31'), 'failed', 'too old'],
    ['a server that will do', judgeVersion('6.0.5'), 'passed', '6.0.5'],
    ['a server with two digits', judgeVersion('10.0.0'), 'passed', '10.0.0'],
    ['a server without fixes', judgeSupport('6.0.5'), 'failed', 'no longer gets security fixes'],
    ['a maintained server', judgeSupport('8.0.24'), 'passed', 'maintained'],
    ['data of an older server', judgeFeatureCompatibility('5.0'), 'failed', '5.0'],
    ['a standalone server', judgeReplication({}), 'failed', 'not a replica set member'],
    ['a mongos', judgeReplication({ msg: 'isdbgrid' }), 'passed', 'sharded'],
    ['what a mongos asks for', judgeSharding({ msg: 'isdbgrid' }), 'failed', 'rename works within one database'],
    ['no shards', judgeSharding({ setName: 'rs0' }), 'passed', 'Not sharded'],
    ['no primary', judgePrimary({ setName: 'rs0', isWritablePrimary: false }), 'failed', 'no primary'],
    ['a primary elsewhere', judgePrimary({ isWritablePrimary: false, primary: 'b:27017' }), 'passed', 'b:27017'],
    ['a locked server', judgeFsyncLock(true), 'failed', 'locked'],
    [
      'all members in step',
      judgeMembers({ members: [member('a', 'PRIMARY', 9_000), member('b', 'SECONDARY', 0)] }),
      'passed',
      '2 members',
    ],
    [
      'a member that is down',
      judgeMembers({ members: [member('a', 'PRIMARY', 0), member('b', '(not reachable/healthy)', 0, 0)] }),
      'failed',
      'down: b',
    ],
    [
      'a member that lags',
      judgeMembers({ members: [member('a', 'PRIMARY', 60_000), member('b', 'SECONDARY', 1_000)] }),
      'failed',
      'behind: b',
    ],
    ['no access control', judgePrivileges({ authenticatedUsers: [] }, 'shop'), 'passed', 'Access control is off'],
    ['no privileges', judgePrivileges(user, 'shop'), 'failed', 'catalog lacks find on the database shop, insert on'],
    [
      'privileges elsewhere',
      judgePrivileges(
        {
          ...user,
          authenticatedUserPrivileges: [{ resource: { db: 'other', collection: '' }, actions: ['anyAction'] }],
        },
        'shop',
      ),
      'failed',
      'find',
    ],
    [
      'privileges on one collection',
      judgePrivileges(
        {
          ...user,
          authenticatedUserPrivileges: [{ resource: { db: 'shop', collection: 'products' }, actions: ['anyAction'] }],
        },
        'shop',
      ),
      'failed',
      'find',
    ],
    [
      'every privilege',
      judgePrivileges(
        { ...user, authenticatedUserPrivileges: [{ resource: { anyResource: true }, actions: ['anyAction'] }] },
        'shop',
      ),
      'passed',
      'every privilege',
    ],
    [
      'no view of the cluster',
      judgeDiagnostics(user, 'shop'),
      'failed',
      'inprog on the cluster (index builds and transactions',
    ],
    [
      'a view of everything',
      judgeDiagnostics(
        { ...user, authenticatedUserPrivileges: [{ resource: { anyResource: true }, actions: ['anyAction'] }] },
        'shop',
      ),
      'passed',
      'may look',
    ],
    ['room on the disk', judgeDisk({ total: 10 * GB, used: 1 * GB, data: 2 * GB, indexes: GB }), 'passed', '9 GB'],
    [
      'no room on the disk',
      judgeDisk({ total: 10 * GB, used: 1.5 * GB, data: 2 * GB, indexes: GB }),
      'failed',
      '9 GB are needed',
    ],
    ['a disk of unknown size', judgeDisk({ total: 0, used: 0, data: GB, indexes: 0 }), 'unknown', 'does not report'],
    ['room for a backup', judgeBackupSpace(GB, GB, '/b'), 'passed', '/b'],
    ['no room for a backup', judgeBackupSpace(GB - 1, GB, '/b'), 'failed', '/b'],
    [
      'a quiet oplog',
      judgeOplog({ windowSeconds: 100_000, usedBytes: GB, maxBytes: GB, recentBytesPerSecond: 10 }, 1_000),
      'passed',
      '100000 s',
    ],
    [
      'an oplog that turns over soon',
      judgeOplog({ windowSeconds: 2_000, usedBytes: GB, maxBytes: GB, recentBytesPerSecond: 10 }, 1_000),
      'failed',
      '3000 s are needed',
    ],
    [
      'an oplog that is being filled',
      judgeOplog({ windowSeconds: 60, usedBytes: GB, maxBytes: 4 * GB, recentBytesPerSecond: GB / 60 }, 1_000),
      'failed',
      '240 s',
    ],
    [
      'an oplog that was filled by a load',
      judgeOplog({ windowSeconds: 60, usedBytes: GB, maxBytes: 4 * GB, recentBytesPerSecond: 100 }, 1_000),
      'passed',
      'present rate',
    ],
    ['an oplog that holds the copies', judgeOwnWrites({ maxBytes: 4 * GB }, 2 * GB), 'passed', '4 GB'],
    ['an oplog that does not', judgeOwnWrites({ maxBytes: 4 * GB }, 3 * GB), 'failed', '6 GB'],
    ['secondaries that lag', judgeFlowControl({ enabled: true, isLagged: true }), 'failed', 'lags behind'],
    ['no flow control', judgeFlowControl(undefined), 'passed', 'keep up'],
    [
      'an index build',
      judgeOperations([{ command: { createIndexes: 'products' }, secs_running: 7, appName: 'mongosh' }], 'shop'),
      'failed',
      'createIndexes for 7 s by mongosh',
    ],
    [
      'a build by the coordinator',
      judgeOperations([{ ns: 'shop.products', msg: 'Index Build: scanning collection' }], 'shop'),
      'failed',
      'createIndexes',
    ],
    [
      'a rename',
      judgeOperations([{ command: { renameCollection: 'shop.products' } }], 'shop'),
      'failed',
      'renameCollection',
    ],
    [
      'work elsewhere',
      judgeOperations(
        [
          { command: { createIndexes: 'orders' } },
          { ns: 'shop.products', msg: 'x', command: { find: 'products' } },
          { ns: 'staging.products', command: { createIndexes: 'products', $db: 'staging' } },
        ],
        'shop',
      ),
      'passed',
      'No index build or schema change',
    ],
    ['a long transaction', judgeTransactions([{ transaction: { timeOpenMicros: 6e6 } }]), 'failed', 'up to 6 s'],
    [
      'a short transaction',
      judgeTransactions([{ transaction: { timeOpenMicros: 4e6 } }, {}]),
      'passed',
      'No transaction',
    ],
    ['all indexes', judgeIndexes(catalogIndexes().map(({ name }) => name)), 'passed', 'indexes exist'],
    ['missing indexes', judgeIndexes(['_id_']), 'failed', 'are missing'],
    ['plans by index', judgePlans(measure({})), 'passed', 'served by an index'],
    ['a plan without', judgePlans(measure({ usesIndex: false })), 'failed', 'Category'],
    ['times within the limit', judgeLimits(measure({})), 'passed', 'within its limit'],
    ['times beyond it', judgeLimits(measure({ p95: 76 })), 'failed', '76 ms of 75 ms'],
  ])('with %s', (_, finding, result, says) => {
    expect(finding.result).toBe(result);
    expect(finding.detail).toContain(says);
    if (result === 'failed') expect(finding.advice).toMatch(/\S/);
  });
});

describe('a check', () => {
  const context = {} as PreflightContext;
  const throwing: PreflightCheck = {
    name: 'c',
    severity: 'blocker',
    run: () => {
      throw new RangeError('not authorized');
    },
  };

  it('that throws has an unknown result, with the reason', async () => {
    expect(await runCheck(throwing, 'server', context)).toMatchObject({
      name: 'c',
      group: 'server',
      severity: 'blocker',
      result: 'unknown',
      detail: expect.stringContaining('not authorized'),
    });
  });

  it('ends when it is aborted', async () => {
    await expect(
      runCheck(throwing, 'server', { ...context, signal: AbortSignal.abort(new RangeError('stopped')) }),
    ).rejects.toThrow('stopped');
  });
});

describe('the conclusion', () => {
  const result = (severity: CheckResult['severity'], found: CheckResult['result']): CheckResult => ({
    name: `${severity}-${found}`,
    group: 'server',
    severity,
    ...passed('d'),
    result: found,
  });
  const report = (...checks: CheckResult[]): ReturnType<typeof conclude> =>
    conclude({
      checks,
      context: { documents: null, baseline: null, estimatedSeconds: null } as PreflightContext,
      startedAt: new Date(0),
      finishedAt: new Date(1),
      database: 'shop',
      server: { version: '6.0.5', topology: 'replica-set', replicaSet: 'rs0' },
      performanceOnly: false,
    });

  it.each([
    [[], 'ready', true, []],
    [[result('info', 'failed'), result('info', 'unknown'), result('blocker', 'passed')], 'ready', true, []],
    [[result('warning', 'failed')], 'ready-with-warnings', true, ['warning-failed: d']],
    [[result('blocker', 'unknown')], 'ready-with-warnings', true, ['blocker-unknown: d']],
    [[result('warning', 'failed'), result('blocker', 'failed')], 'not-ready', false, ['blocker-failed: d']],
  ] as const)('of %j is %s', (checks, verdict, ready, reasons) => {
    expect(report(...checks)).toMatchObject({ verdict, ready, reasons });
  });
});

it.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [1024, '1 KB'],
  [1536, '1.5 KB'],
  [GB, '1 GB'],
  [5000 * GB, '4.9 TB'],
  [1e19, '9094947 TB'],
])('shows %d bytes as %s', (bytes, shown) => {
  expect(bytesText(bytes)).toBe(shown);
});
