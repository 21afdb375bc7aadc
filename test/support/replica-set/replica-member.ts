import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Document, MongoClient } from 'mongodb';

import { testPort } from '../test-port.js';

/** The name of the replica sets that tests start. */
export const TEST_SET = 'test-set';

const SERVES_WITHIN_MS = 120_000;
const ANSWERS_WITHIN_MS = 30_000;

/** Where a member runs. */
export interface MemberPlace {
  /** The address by which everybody reaches it, itself included. */
  readonly address: string;
  readonly port: number;
  /** The port on which it listens, if something else listens on that of its address. */
  readonly listensOn?: number;
  /** What its command line begins with, to run it in another network. */
  readonly within?: readonly string[];
  readonly extraArguments?: readonly string[];
}

/** One real mongod of a replica set, with its own folder. */
export class ReplicaMember {
  private child: ChildProcess | undefined;
  private paused = false;
  private readonly onExit = (): void => {
    this.child?.kill('SIGKILL');
  };

  private constructor(
    private readonly binary: string,
    readonly dataDir: string,
    private readonly place: MemberPlace,
  ) {
    process.once('exit', this.onExit);
  }

  /** Starts a mongod on empty data; by default at a port of this machine. */
  static async start(binary: string, at?: MemberPlace): Promise<ReplicaMember> {
    const place = at ?? { address: '127.0.0.1', port: await testPort() };
    const member = new ReplicaMember(binary, await mkdtemp(join(tmpdir(), 'catalog-replica-')), place);
    await member.restart();
    return member;
  }

  get port(): number {
    return this.place.port;
  }

  get host(): string {
    return `${this.place.address}:${this.port}`;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get isUp(): boolean {
    return this.child !== undefined && !this.paused;
  }

  /** Runs a command on this member, whatever its state in the set. */
  async command(command: Document, withinMs = ANSWERS_WITHIN_MS): Promise<Document> {
    const client = new MongoClient(`mongodb://${this.host}/?directConnection=true`, {
      serverSelectionTimeoutMS: withinMs,
      connectTimeoutMS: 2_000,
      appName: 'replica-set-control',
    });
    try {
      return await client.db('admin').command(command);
    } finally {
      await client.close();
    }
  }

  /** Kills the process, like a crash; its data stays. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    child.ref(); // nothing else may keep this process waiting
    const ended = once(child, 'exit');
    child.kill('SIGKILL'); // also ends a stopped process
    await ended;
  }

  /** Stalls the process: it keeps its connections but does not respond. */
  pause(): void {
    this.paused = this.child?.kill('SIGSTOP') ?? false;
  }

  resume(): void {
    this.child?.kill('SIGCONT');
    this.paused = false;
  }

  /** Starts mongod on the member's data, unless it is running. */
  async restart(): Promise<void> {
    if (this.child !== undefined) return;
    const { within = [], extraArguments = [] } = this.place;
    const [program = '', ...args] = [...within, this.binary, ...this.commandLine(), ...extraArguments];
    const child = spawn(program, args, { stdio: 'ignore', detached: true });
    this.child = child;
    this.paused = false;
    child.unref();
    child.once('exit', () => {
      if (this.child === child) this.child = undefined;
    });
    const failed = once(child, 'exit').then(([code]) => {
      throw new Error(`mongod on ${this.dataDir} ended with code ${String(code)}: see mongod.log there`);
    });
    failed.catch(() => undefined);
    await Promise.race([this.command({ ping: 1 }, SERVES_WITHIN_MS), failed]);
  }

  /** Stops the process and deletes its data. */
  async close(): Promise<void> {
    process.removeListener('exit', this.onExit);
    await this.kill();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  private commandLine(): string[] {
    const { address, port, listensOn = port } = this.place;
    return [
      '--dbpath',
      this.dataDir,
      '--port',
      String(listensOn),
      '--bind_ip',
      address,
      '--nounixsocket',
      '--replSet',
      TEST_SET,
      '--wiredTigerCacheSizeGB',
      '0.25',
      '--oplogSize',
      '256',
      '--networkMessageCompressors',
      'snappy,zstd',
      '--noscripting',
      '--logpath',
      join(this.dataDir, 'mongod.log'),
      '--logappend',
      '--setParameter',
      'diagnosticDataCollectionEnabled=false',
      '--setParameter',
      'enableTestCommands=1',
      // As docs/operations.md recommends: a process that is killed or frozen in the middle of a product write locks
      // that product for this long.
      '--setParameter',
      'transactionLifetimeLimitSeconds=15',
    ];
  }
}
