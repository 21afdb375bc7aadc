import type { mongo } from 'mongoose';

import { PRODUCTS } from '../database/collections.js';
import { askMembers } from './set-members.js';

/** How often an index was used, on all members that answered together. */
export interface IndexUsage {
  readonly collection: string;
  readonly name: string;
  readonly operations: number;
  /**
   * From when on all of them are counted. A member counts from its own start, from the build of the index, and from the
   * switch of the collection: this is the latest of the members' beginnings.
   */
  readonly since: Date;
}

/** The usage, and which members it was taken from. */
export interface MembersUsage {
  readonly usage: readonly IndexUsage[];
  readonly members: readonly string[];
  /** Members that did not answer: what they served is not counted. */
  readonly silent: readonly { readonly host: string; readonly problem: string }[];
  /** Indexes that some member is building at this moment. */
  readonly building: readonly string[];
}

/** One line of `$indexStats`. */
interface IndexStats {
  readonly name: string;
  readonly accesses: { readonly ops: number | mongo.Long; readonly since: Date };
  readonly building?: boolean;
}

const TIMEOUT_MS = 10_000;

/** How often the indexes of a collection were used, summed over the members that can be reached. */
export async function readIndexUsage(db: mongo.Db, collection: string = PRODUCTS): Promise<IndexUsage[]> {
  return [...(await readMembersUsage(db, collection)).usage];
}

/** The same, with the members that it was taken from and those that could not be asked. */
export async function readMembersUsage(db: mongo.Db, collection: string = PRODUCTS): Promise<MembersUsage> {
  // The counters stand in each member's memory: no other read concern is taken, and there is nothing to agree upon.
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

/**
 * Adds up what members say: a line of each for each index. Pure; a mongos tells of each shard in a line of its own,
 * which are added up as well.
 */
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
