import { Settings } from '../../config/settings.js';
import { withSettings } from '../../config/with-settings.js';
import {
  FORMAT_VERSION,
  type MigrationRun,
  newWork,
  PHASE_NAMES,
  type RequestKind,
  type RunState,
} from '../../batch-migration/run/migration-run.js';
import { COMMANDS } from '../commands.js';
import type { OpenContext } from '../context.js';
import type { Migrations } from '../migrations.js';
import { noProgress } from '../progress.js';
import { runCli } from '../run-cli.js';
import type { RunProgress } from '../run-progress.js';

/** A run for tests. */
export function testRun(changes: Partial<MigrationRun> = {}): MigrationRun {
  return {
    _id: 'run-1',
    formatVersion: FORMAT_VERSION,
    strategy: 'blue-green',
    state: 'running',
    phase: 'transformation',
    phases: PHASE_NAMES.map((name) => ({ name, state: 'pending', startedAt: null, finishedAt: null, detail: null })),
    options: { manualSwitch: false, maxDocumentsPerSecond: null, acceptBlockers: false },
    startedBy: 'ann',
    createdAt: new Date(1000),
    finishedAt: null,
    active: true,
    epoch: 3,
    owner: null,
    session: null,
    revision: 1,
    leaseUntil: new Date(8_000_000_000_000),
    request: null,
    counts: { total: 100, migrated: 40, quarantined: 0 },
    ratePerSecond: null,
    etaSeconds: null,
    throttledBy: null,
    writePauseMs: null,
    error: null,
    rollbackUntil: null,
    work: newWork(),
    ...changes,
  };
}

/** A migration that goes through the given changes, one per read, either at once or when somebody drives it. */
export class ScriptedMigration {
  readonly calls: string[] = [];
  readonly notes: string[] = [];
  readonly shown: string[] = [];
  readonly interrupted = new AbortController();
  run: MigrationRun | null = testRun();
  /** Changes of the run, one per read. Those from `driven` on wait until this process drives it. */
  script: Partial<MigrationRun>[] = [];
  driven: Partial<MigrationRun>[] = [];
  private isDriving = false;

  readonly migrations: Migrations;

  constructor(parts: Partial<Migrations> = {}) {
    this.migrations = {
      service: {
        start: (options) =>
          this.call(`start ${JSON.stringify(options)}`, () => {
            this.isDriving = true;
            return (this.run = testRun({ owner: 'cli' }));
          }),
        list: () => Promise.resolve(this.run === null ? [] : [this.run]),
        get: () => this.look(),
        current: () => Promise.resolve(this.run),
        ask: (id, kind, by, emergency) =>
          this.call(`ask ${id} ${kind} ${by}${emergency === true ? ' emergency' : ''}`, () =>
            this.change({ request: { kind, by, at: new Date(5000) } }),
          ),
      },
      preflight: { check: () => Promise.reject(new Error('not scripted')) },
      integrity: { verify: () => Promise.reject(new Error('not scripted')) },
      quarantine: {
        retry: () => Promise.resolve('repaired' as const),
        list: () => Promise.resolve({ entries: [], total: 0 }),
        idOf: (text) => Promise.resolve(text),
        addImported: () => Promise.resolve(),
      },
      audit: {} as Migrations['audit'],
      backups: {} as Migrations['backups'],
      restores: {} as Migrations['restores'],
      indexes: {} as Migrations['indexes'],
      schedules: {} as Migrations['schedules'],
      capacity: {} as Migrations['capacity'],
      user: 'ann',
      owner: 'cli',
      takeOver: () => Promise.resolve(this.takeOver()),
      letGo: () => this.call('let go', () => undefined),
      audited: async (action, effect) => {
        this.calls.push(`audit ${action.action} ${action.target}`);
        return effect();
      },
      ...parts,
    };
  }

  /** Runs a command line against the script. */
  async cli(line: string): Promise<{ code: number; stdout: string; stderr: string }> {
    const result = { code: -1, stdout: '', stderr: '' };
    const show: RunProgress = {
      show: ({ state, phase }) => {
        this.shown.push(`${state} ${phase ?? ''}`);
      },
      end: () => undefined,
    };
    const context = {
      settings: withSettings(new Settings(), { REPORT_DIR: '/nowhere/reports' }),
      signal: this.interrupted.signal,
      migrations: () => Promise.resolve(this.migrations),
      progress: () => noProgress,
      runProgress: () => show,
      note: (text: string) => {
        this.notes.push(text);
      },
      close: () => Promise.resolve(),
    };
    result.code = await runCli(COMMANDS, line.split(' ').filter(Boolean), {
      open: () => context as unknown as OpenContext,
      stdout: (text) => {
        result.stdout += text;
      },
      stderr: (text) => {
        result.stderr += text;
      },
    });
    return result;
  }

  /** A script that ends in a state, with the command picked up. */
  leadTo(state: RunState, changes: Partial<MigrationRun> = {}): Partial<MigrationRun> {
    return { state, request: null, ...changes };
  }

  /** The calls, in order. */
  get words(): readonly RequestKind[] {
    return this.calls.flatMap((call) => (call.startsWith('ask ') ? [call.split(' ')[2] as RequestKind] : []));
  }

  private takeOver(): MigrationRun | null {
    if (this.run === null || this.run.owner !== null || this.isDriving) return null;
    this.isDriving = true;
    this.calls.push('take over');
    return this.change({ owner: 'cli' });
  }

  private look(): Promise<MigrationRun> {
    const next = this.script.shift() ?? (this.isDriving ? this.driven.shift() : undefined);
    return Promise.resolve(this.change(next ?? {}));
  }

  private change(changes: Partial<MigrationRun>): MigrationRun {
    return (this.run = { ...(this.run ?? testRun()), ...changes });
  }

  private call<T>(name: string, effect: () => T): Promise<T> {
    this.calls.push(name);
    return Promise.resolve(effect());
  }
}
