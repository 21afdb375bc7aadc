import type { mongo } from 'mongoose';

import { cpuMs } from '../read/process-usage.js';

/** How long something took, and its CPU time here and in mongod together. */
export interface Effort {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The part of it in this process. */
  readonly nodeSeconds: number;
}

/** The server's best possible times for the same number of documents. */
export interface References {
  /** A copy made by the server alone. */
  readonly out: Effort;
  /** Every document read once, as bytes. */
  readonly read: Effort;
}

/** Measures the effort of some work. */
export async function effortOf(mongodPid: number, work: () => Promise<unknown>): Promise<Effort> {
  const begun = await snapshot(mongodPid);
  await work();
  return since(begun, await snapshot(mongodPid));
}

/** A starting point for a measurement. */
export interface Moment {
  readonly at: number;
  readonly node: number;
  readonly mongod: number;
}

/** The current starting point. */
export async function snapshot(mongodPid: number): Promise<Moment> {
  const { user, system } = process.cpuUsage();
  return { at: performance.now(), node: (user + system) / 1_000, mongod: await cpuMs(mongodPid) };
}

/** The effort between two points. */
export function since(before: Moment, after: Moment): Effort {
  const nodeSeconds = (after.node - before.node) / 1_000;
  return {
    seconds: (after.at - before.at) / 1_000,
    nodeSeconds,
    cpuSeconds: nodeSeconds + (after.mongod - before.mongod) / 1_000,
  };
}

/** Measures `$out` and a raw read of `products` under the machine's current load. */
export async function measureReferences(db: mongo.Db, mongodPid: number): Promise<References> {
  const products = db.collection('products');
  const out = await effortOf(mongodPid, () => products.aggregate([{ $out: 'copied' }]).toArray());
  await db.dropCollection('copied');
  const read = await effortOf(mongodPid, async () => {
    for await (const _ of products.find({}, { raw: true, batchSize: 1_000 }));
  });
  return { out, read };
}

/** The median. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
