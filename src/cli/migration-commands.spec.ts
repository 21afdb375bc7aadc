import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';

import { RunStateError } from '../batch-migration/run/run-errors.js';
import { ScriptedMigration, testRun } from './testing/scripted-migration.js';

describe('catalog migrate', () => {
  it('drives a run to its end in this process', async () => {
    const rig = new ScriptedMigration();
    rig.driven = [
      { phase: 'backup' },
      { phase: 'switch' },
      rig.leadTo('completed', {
        phase: 'cleanup',
        writePauseMs: 7,
        counts: { total: 100, migrated: 98, quarantined: 2 },
        rollbackUntil: new Date(0),
      }),
    ];

    const { code, stdout } = await rig.cli('migrate');

    expect(code).toBe(0);
    expect(rig.calls).toEqual([
      'audit migration.start products',
      'start ' +
        '{"strategy":"blue-green","maxDocumentsPerSecond":null,' +
        '"manualSwitch":false,"acceptBlockers":false,"startedBy":"ann"}',
      'let go',
    ]);
    expect(rig.shown).toEqual(['running backup', 'running switch', 'completed cleanup']);
    expect(stdout).toContain('Migration run-1 (blue-green): completed\n');
    expect(stdout).toContain('98 of 100 documents (98 %), 2 in quarantine');
    expect(stdout).toContain('writes waited 7 ms');
    expect(stdout).toContain('catalog rollback');
    expect(rig.notes).toEqual(['Migration run-1; Ctrl-C stops it safely']);
  });

  it('passes its options on', async () => {
    const rig = new ScriptedMigration();
    rig.driven = [rig.leadTo('waiting-for-switch')];

    const { code } = await rig.cli('migrate --in-place --manual-switch --max-rate 500 --accept-blockers');

    expect(code).toBe(0);
    expect(rig.calls[1]).toBe(
      'start ' +
        '{"strategy":"in-place","maxDocumentsPerSecond":500,' +
        '"manualSwitch":true,"acceptBlockers":true,"startedBy":"ann"}',
    );
  });

  it.each(['failed', 'aborted', 'paused', 'needs-operator', 'rolled-back'] as const)(
    'exits with 1 if it is %s',
    async (state) => {
      const rig = new ScriptedMigration();
      rig.driven = [rig.leadTo(state, { error: { code: 'NOT_READY', message: 'disk: 1 GB is missing' } })];

      const { code, stdout } = await rig.cli('migrate --json');

      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        success: false,
        data: { id: 'run-1', state, error: { code: 'NOT_READY' } },
      });
    },
  );

  it.each(['--max-rate 0', '--max-rate fast', '--max-rate 1.5', '--manual'])(
    'does not understand %s',
    async (options) => {
      const rig = new ScriptedMigration();
      expect((await rig.cli(`migrate ${options}`)).code).toBe(2);
      expect(rig.calls).toEqual([]);
    },
  );

  it('releases the run when the user interrupts, and says how to continue', async () => {
    const rig = new ScriptedMigration();
    rig.interrupted.abort();

    const { code, stdout } = await rig.cli('migrate');

    expect(code).toBe(1);
    expect(rig.calls.at(-1)).toBe('let go');
    expect(stdout).toContain(
      'Stopped following run-1; nothing is lost: a running service continues it, or run: catalog resume',
    );
  });

  it('says why it was refused', async () => {
    const refused = new RunStateError('Another one runs');
    const rig = new ScriptedMigration();
    const { service } = rig.migrations;
    const { code, stderr } = await new ScriptedMigration({
      service: { ...service, start: () => Promise.reject(refused) },
    }).cli('migrate');
    expect([code, stderr]).toEqual([1, 'Another one runs\n']);
  });
});

describe('words', () => {
  it.each([
    { word: 'pause', from: 'running', to: 'paused' },
    { word: 'abort', from: 'paused', to: 'aborted' },
    { word: 'switch', from: 'waiting-for-switch', to: 'completed' },
    { word: 'rollback', from: 'completed', to: 'rolled-back' },
    { word: 'cleanup', from: 'completed', to: 'cleaned-up' },
  ] as const)('$word is sent, and driven here if there is no driver', async ({ word, from, to }) => {
    const rig = new ScriptedMigration();
    rig.run = testRun({ state: from });
    rig.driven = [{ state: 'running' }, rig.leadTo(to)];

    const { code, stdout } = await rig.cli(word);

    expect(code).toBe(0);
    expect(rig.calls).toEqual([`audit migration.${word} run-1`, `ask run-1 ${word} ann`, 'take over', 'let go']);
    expect(rig.notes).toEqual([`${word} migration run-1`]);
    expect(stdout).toContain(`: ${to}`);
  });

  it('are sent to the named run', async () => {
    const rig = new ScriptedMigration();
    rig.run = testRun({ state: 'completed', owner: 'host-1' });
    rig.script = [rig.leadTo('rolled-back')];

    await rig.cli('rollback run-7 --emergency');

    expect(rig.calls).toEqual(['audit migration.rollback run-7', 'ask run-7 rollback ann emergency', 'let go']);
  });

  it('exit with 1 if the outcome is different', async () => {
    const rig = new ScriptedMigration();
    rig.run = testRun({ state: 'completed', owner: 'host-1' });
    rig.script = [
      { state: 'rolling-back' },
      rig.leadTo('needs-operator', { error: { code: 'WAY_BACK', message: 'the twin is gone' } }),
    ];

    const { code, stdout } = await rig.cli('rollback');

    expect(code).toBe(1);
    expect(stdout).toContain('WAY_BACK: the twin is gone');
    expect(stdout).toContain('docs/runbook.md');
  });

  it.each(['pause', 'resume', 'abort', 'switch', 'rollback', 'cleanup'])('%s needs a migration', async (word) => {
    const rig = new ScriptedMigration();
    rig.run = null;
    expect(await rig.cli(word)).toMatchObject({ code: 1, stdout: expect.stringContaining('no migration yet') });
  });

  it('reject each other’s options', async () => {
    expect((await new ScriptedMigration().cli('cleanup --emergency')).code).toBe(2);
  });
});

describe('catalog resume', () => {
  it('drives a paused run without a driver to its end', async () => {
    const rig = new ScriptedMigration();
    rig.run = testRun({ state: 'paused' });
    rig.driven = [{ state: 'running', request: null }, rig.leadTo('completed')];

    const { code } = await rig.cli('resume');

    expect(code).toBe(0);
    expect(rig.calls).toEqual(['audit migration.resume run-1', 'ask run-1 resume ann', 'take over', 'let go']);
  });

  it('leaves a run to the instance that drives it', async () => {
    const rig = new ScriptedMigration();
    rig.run = testRun({ state: 'paused', owner: 'host-1' });
    rig.script = [{}, {}, { state: 'running', request: null }];

    const { code, stdout } = await rig.cli('resume');

    expect(code).toBe(0);
    expect(rig.calls).not.toContain('take over');
    expect(stdout).toContain('Driven by host-1');
  });

  it('drives a run without a driver, and sends no command', async () => {
    const rig = new ScriptedMigration();
    rig.driven = [rig.leadTo('completed')];

    const { code } = await rig.cli('resume');

    expect(code).toBe(0);
    expect(rig.calls).toEqual(['take over', 'let go']);
  });

  it('refuses a run started by a newer version of the service', async () => {
    const rig = new ScriptedMigration();
    rig.run = testRun({ formatVersion: 99 });
    expect(await rig.cli('resume')).toMatchObject({ code: 1, stderr: expect.stringContaining('newer version') });
    expect(rig.calls).not.toContain('take over');
  });
});

describe('catalog status', () => {
  it('drives nothing', async () => {
    const rig = new ScriptedMigration();
    const { code, stdout } = await rig.cli('status');
    expect(code).toBe(0);
    expect(rig.calls).toEqual([]);
    expect(stdout).toContain('No process drives it');
  });

  it('watches until nothing more happens', async () => {
    const rig = new ScriptedMigration();
    rig.script = [{}, { state: 'waiting-for-switch' }, { state: 'running', phase: 'switch' }, rig.leadTo('completed')];
    const { code } = await rig.cli('status --watch --json');
    expect(code).toBe(0);
    expect(rig.shown).toEqual([
      'running transformation',
      'waiting-for-switch transformation',
      'running switch',
      'completed switch',
    ]);
  });

  it('succeeds without any migration', async () => {
    const rig = new ScriptedMigration();
    rig.run = null;
    expect(await rig.cli('status')).toMatchObject({
      code: 0,
      stdout: 'There has been no migration yet; start one with catalog migrate\n',
    });
  });
});

describe('catalog quarantine', () => {
  const entry = {
    _id: 'ring\u001b[2J',
    runId: 'run-1',
    direction: 'up',
    findings: [{ path: 'pricing', problem: 'is "a\nlot"' }],
    attempts: 1,
    firstAt: new Date(0),
    lastAt: new Date(0),
    raw: new mongo.Binary(mongo.BSON.serialize({ a: 1 })),
  } as const;
  const holding = (total: number): ScriptedMigration => {
    const { migrations } = new ScriptedMigration();
    return new ScriptedMigration({
      quarantine: { ...migrations.quarantine, list: () => Promise.resolve({ entries: [entry], total }) },
    });
  };

  it('lists refused products with reasons, safe for a terminal', async () => {
    const { code, stdout } = await holding(30).cli('quarantine');
    expect(code).toBe(0);
    expect(stdout).toBe(
      '30 products in quarantine\nring\\x1b[2J (upgrading, 1 attempt)\n  pricing: is "a\\x0alot"\n10 ' +
        'more: --page 2\n',
    );
  });

  it('gives machines all details', async () => {
    const { stdout } = await holding(1).cli('quarantine --json --limit 5');
    expect(JSON.parse(stdout)).toMatchObject({
      success: true,
      data: { total: 1, page: 1, limit: 5, products: [{ productId: 'ring\u001b[2J', raw: { a: 1 } }] },
    });
  });

  it.each([
    ['repaired', 0],
    ['gone', 0],
    ['still-failing', 1],
  ] as const)('retries a product: %s', async (outcome, code) => {
    const { migrations } = new ScriptedMigration();
    const rig = new ScriptedMigration({
      quarantine: { ...migrations.quarantine, retry: () => Promise.resolve(outcome) },
    });
    expect((await rig.cli('quarantine retry ring-1')).code).toBe(code);
    expect(rig.calls).toEqual(['audit quarantine.retry ring-1']);
  });

  it.each(['quarantine retry', 'quarantine retri x', 'quarantine --page 0'])('does not understand %s', async (line) => {
    expect((await new ScriptedMigration().cli(line)).code).toBe(2);
  });
});

describe('catalog backup', () => {
  it.each(['backup verify', 'backup restore', 'backup delete', 'backup creat', 'backup list a b'])(
    'does not understand %s',
    async (line) => {
      expect((await new ScriptedMigration().cli(line)).code).toBe(2);
    },
  );

  it('lists intact and damaged backups', async () => {
    const backups = {
      list: () => Promise.resolve([{ id: 'products-backup-1', problem: 'no manifest' }]),
      journalNews: () => Promise.resolve(null),
    };
    const rig = new ScriptedMigration({ backups: backups as never });
    expect(await rig.cli('backup list')).toMatchObject({
      code: 0,
      stdout:
        'products-backup-1  no manifest\nThere is no journal of changes; only the backups themselves ' +
        'can be restored\n',
    });
  });

  it('lists how far the journal of changes reaches', async () => {
    const news = {
      coveredTo: new mongo.Timestamp({ t: 1_769_824_805, i: 7 }),
      isKept: true,
      owner: 'a',
      lagSeconds: 0,
      bytes: 5,
      base: null,
      problem: null,
    };
    const rig = new ScriptedMigration({
      backups: { list: () => Promise.resolve([]), journalNews: () => Promise.resolve(news) } as never,
    });
    expect(await rig.cli('backup list')).toMatchObject({
      code: 0,
      stdout:
        'There are no backups\nThe journal of changes holds everything up to 2026-01-31T02:00:05.000Z ' +
        '(1769824805:7) and is written by a; there is no backup yet to which it can be applied\n',
    });
  });

  it('restores to a point in time and shows the differences', async () => {
    const report = {
      documents: 75,
      exact: true,
      inexactCount: 0,
      writePauseMs: 18,
      endedMigration: null,
      kept: 'products_before_restore_1',
      comparisonProblem: null,
      pointInTime: { time: '2026-01-31T02:00:05Z', clusterTime: '1769824805:7', changes: 9, note: null },
      differences: { onlyReplaced: 1, onlyRestored: 2, changed: 3, examples: ['ring-1'] },
    };
    const run = {
      _id: 'restore-1',
      state: 'done',
      step: 'comparing',
      error: null,
      report,
      progress: { done: 0, total: 0 },
    };
    const asked: unknown[] = [];
    const restores = {
      start: (wanted: unknown) => {
        asked.push(wanted);
        return Promise.resolve(run);
      },
      get: () => Promise.resolve(run),
      whenIdle: () => Promise.resolve(),
    };
    const rig = new ScriptedMigration({ restores: restores as never });
    const { code, stdout } = await rig.cli('backup restore b-1 --point-in-time 2026-01-31T02:00:05Z');
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'restore-1: 75 products as of 2026-01-31T02:00:05Z (9 changes after the backup) restored byte for ' +
        'byte; writes waited 18 ms',
      '  what they replaced is kept in the collection products_before_restore_1 until its retention ends',
      '  of that, 1 products removed, 3 changed, 2 brought back',
      '  e.g. "ring-1"',
      '',
    ]);
    expect(asked).toEqual([
      { backupId: 'b-1', pointInTime: '2026-01-31T02:00:05Z', closeWayBack: false, startedBy: 'ann' },
    ]);
    expect(rig.calls).toEqual(['audit backup.restore b-1']);
  });

  it('exits with 1 if a restore failed', async () => {
    const run = {
      _id: 'restore-1',
      state: 'failed',
      step: 'checking',
      error: { code: 'X', message: 'it is damaged' },
      report: null,
      progress: { done: 0, total: 0 },
    };
    const restores = {
      start: () => Promise.resolve(run),
      get: () => Promise.resolve(run),
      whenIdle: () => Promise.resolve(),
    };
    expect(await new ScriptedMigration({ restores: restores as never }).cli('backup restore b-1')).toMatchObject({
      code: 1,
      stdout: 'restore-1 failed: it is damaged\n',
    });
  });

  it('removes one', async () => {
    const rig = new ScriptedMigration({ backups: { remove: () => Promise.resolve() } as never });
    expect(await rig.cli('backup delete b-1')).toMatchObject({ code: 0, stdout: 'b-1 is removed\n' });
    expect(rig.calls).toEqual(['audit backup.delete b-1']);
  });

  it('exits with 1 if a backup is damaged', async () => {
    const backups = {
      verify: (id: string) =>
        Promise.resolve({ id, ok: false, reason: 'file-truncated', problem: 'it is 5 bytes short' }),
    };
    const rig = new ScriptedMigration({ backups: backups as never });
    expect(await rig.cli('backup verify b-1')).toMatchObject({
      code: 1,
      stdout: 'b-1 is damaged: it is 5 bytes short\n',
    });
  });

  it('creates one by default', async () => {
    const backups = {
      create: ({ reason }: { reason: string }) => Promise.resolve({ id: 'products-backup-1', documents: 75, reason }),
    };
    const rig = new ScriptedMigration({ backups: backups as never });
    expect(await rig.cli('backup')).toMatchObject({
      code: 0,
      stdout: 'products-backup-1: 75 products, read back and verified\n',
    });
    expect(rig.calls).toEqual(['audit backup.create products']);
  });
});
