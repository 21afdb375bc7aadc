import { setTimeout as sleep } from 'node:timers/promises';

import type { Document } from 'mongodb';

import { resolveMongod } from '../../../packages/embedded-mongo/resolve-mongod.js';
import { type MemberPlace, ReplicaMember, TEST_SET } from './replica-member.js';

/** Options of a set. */
export interface ReplicaSetOptions {
  /** Default: 3. */
  readonly nodes?: number;
  /** Where each member runs; default: all on this machine. */
  readonly places?: readonly MemberPlace[];
  /** Instead of those with which an election is short. */
  readonly settings?: Document;
}

/** Shorter than MongoDB's defaults, so that an election takes about 3 s instead of 12 s. */
const SETTINGS = { electionTimeoutMillis: 2_000, heartbeatIntervalMillis: 500 };
const ELECTED_WITHIN_MS = 120_000;

/** A replica set of real mongods whose members can be killed, stalled and restarted. */
export class ReplicaSet {
  constructor(readonly members: readonly ReplicaMember[]) {}

  /** Lists every member, with the client settings that abandon a stalled primary within seconds. */
  get uri(): string {
    const hosts = this.members.map(({ host }) => host).join(',');
    return `mongodb://${hosts}/?replicaSet=${TEST_SET}&connectTimeoutMS=2000&heartbeatFrequencyMS=2000`;
  }

  /** The primary; waits through an election. */
  async primary(): Promise<ReplicaMember> {
    const deadline = performance.now() + ELECTED_WITHIN_MS;
    while (performance.now() < deadline) {
      for (const member of this.members.filter(({ isUp }) => isUp)) {
        // A member that has just stepped down or is starting drops connections.
        const hello = await member.command({ hello: 1 }).catch((): Document => ({}));
        if (hello['isWritablePrimary'] === true) return member;
      }
      await sleep(50);
    }
    throw new Error(`The replica set has no primary after ${ELECTED_WITHIN_MS / 1_000} s`);
  }

  /** A running member that is not the primary. */
  async secondary(): Promise<ReplicaMember> {
    const primary = await this.primary();
    const member = this.members.find((one) => one !== primary && one.isUp);
    if (member === undefined) throw new Error('The replica set has no secondary that is up');
    return member;
  }

  /** Kills the primary and returns it, so that `restart` can start it again. */
  async killPrimary(): Promise<ReplicaMember> {
    const primary = await this.primary();
    await primary.kill();
    return primary;
  }

  /** Makes the primary step down; returns once another one has been elected. */
  async stepDown(): Promise<ReplicaMember> {
    const deadline = performance.now() + ELECTED_WITHIN_MS;
    for (;;) {
      const old = await this.primary();
      // On a busy machine no secondary may have caught up in time.
      const problem: unknown = await old
        .command({ replSetStepDown: 10, secondaryCatchUpPeriodSecs: 5 })
        .then(() => undefined)
        .catch((error: unknown) => error);
      const next = await this.primary();
      if (next !== old) return next;
      if (performance.now() > deadline) throw new Error('The primary does not step down', { cause: problem });
    }
  }

  /** Waits until every member serves as primary or secondary. */
  async untilHealthy(): Promise<void> {
    const deadline = performance.now() + ELECTED_WITHIN_MS;
    for (;;) {
      const states = await this.states();
      if (states.every((state) => state === 'PRIMARY' || state === 'SECONDARY')) return;
      if (performance.now() > deadline) throw new Error(`The replica set is not healthy: ${states.join(', ')}`);
      await sleep(50);
    }
  }

  /** The members' states as the primary sees them. */
  private async states(): Promise<string[]> {
    const primary = await this.primary();
    // It may have stepped down since, and have dropped the connection.
    const status = await primary.command({ replSetGetStatus: 1 }).catch((): Document => ({ members: [{}] }));
    return (status['members'] as Document[]).map((member) => String(member['stateStr']));
  }

  /** Stops every mongod that the set started and deletes its data. */
  async close(): Promise<void> {
    await Promise.all(this.members.map((member) => member.close()));
  }
}

/** Starts a replica set with elections of about 3 s and server failpoints enabled. */
export async function startReplicaSet({ nodes = 3, places, settings }: ReplicaSetOptions = {}): Promise<ReplicaSet> {
  const { path } = await resolveMongod((line) => {
    process.stderr.write(`${line}\n`);
  });
  const wanted: readonly (MemberPlace | undefined)[] = places ?? Array.from({ length: nodes }, () => undefined);
  const started = await Promise.allSettled(wanted.map((place) => ReplicaMember.start(path, place)));
  const members = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const set = new ReplicaSet(members);
  try {
    for (const result of started) if (result.status === 'rejected') throw result.reason;
    await members[0]?.command({
      replSetInitiate: {
        _id: TEST_SET,
        settings: { ...SETTINGS, ...settings },
        members: members.map(({ host }, _id) => ({ _id, host })),
      },
    });
    await set.untilHealthy();
    return set;
  } catch (error) {
    await set.close();
    throw error;
  }
}
