import type { mongo } from 'mongoose';

import { PRODUCTS } from '../database/collections.js';
import { askMembers } from './set-members.js';

/** How often an index was used, summed over all members that replied. */
export interface IndexUsage {
  readonly collection: string;
  readonly name: string;
  readonly operations: number;
  /**
   * Since when all of them have counted. A member counts from its own start, from the build of the index, and from a
   * switch of the collection; this is the latest of those times.
   */
  readonly since: Date;
}

/** The usage, and the members it comes from. */
export interface MembersUsage {
  readonly usage: readonly IndexUsage[];
  readonly members: readonly string[];
  /** Members that did not reply; their operations are not counted. */
  readonly silent: readonly { readonly host: string; readonly problem: string }[];
  /** Indexes that a member is currently building. */
  readonly building: readonly string[];
}

/** One entry of `$indexStats`. */
interface IndexStats {
  readonly name: string;
  readonly accesses: { readonly ops: number | mongo.Long; readonly since: Date };
  readonly building?: boolean;
}

const TIMEOUT_MS = 10_000;

/** The usage of a collection's indexes, summed over the reachable members. */
export async function readIndexUsage(db: mongo.Db, collection: string = PRODUCTS): Promise<IndexUsage[]> {
  return [...(await readMembersUsage(db, collection)).usage];
}

/** The same, with the members that replied and those that could not be reached. */
export async function readMembersUsage(db: mongo.Db, collection: string = PRODUCTS): Promise<MembersUsage> {
  // The counters are in each member's memory, so no other read concern is accepted.
  const answers = await askMembers(db, (member) =>
    member
      .collection(collection)
      .aggregate<IndexStats>([{ $indexStats: {} }], { readConcern: { level: 'local' }, maxTimeMS: TIMEOUT_MS })
      .toArray(),
  );
  const silent = answers.flatMap((one) => ('problem' in one ? [one] : []));
  const lines = answers.flatMap((one) => ('problem' in one ? [] : one.answer));
  return {
    usage: sumUsage(collection, lines),
    silent,
    members: answers.flatMap((one) => ('problem' in one ? [] : [one.host])),
    building: [...new Set(lines.filter(({ building }) => building === true).map(({ name }) => name))],
  };
}

/** Sums the members' entries, one per index. A mongos returns one entry per shard, which are summed as well. Pure. */
export function sumUsage(collection: string, lines: readonly IndexStats[]): IndexUsage[] {
  const sums = new Map<string, IndexUsage>();
  for (const {
    name,
    accesses: { ops, since },
  } of lines) {
    const before = sums.get(name);
    sums.set(name, {
      collection,
      name,
      operations: (before?.operations ?? 0) + Number(ops),
      since: before === undefined || before.since < since ? since : before.since,
    });
  }
  return [...sums.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
