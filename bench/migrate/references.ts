import type { mongo } from 'mongoose';

import { cpuMs } from '../read/process-usage.js';

/** How long something took, and how much CPU time it took here and in mongod together. */
export interface Effort {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of that, in this process. */
  readonly nodeSeconds: number;
}

/** What the server itself does at best, for as many documents as are there. */
export interface References {
  /** A copy made by the server alone. */
  readonly out: Effort;
  /** Every document read once, as bytes. */
  readonly read: Effort;
}

/** Measures an effort. */
export async function effortOf(mongodPid: number, work: () => Promise<unknown>): Promise<Effort> {
  const begun = await snapshot(mongodPid);
  await work();
  return since(begun, await snapshot(mongodPid));
}

/** A moment to measure from. */
export interface Moment {
  readonly at: number;
  readonly node: number;
  readonly mongod: number;
}

/** This moment. */
export async function snapshot(mongodPid: number): Promise<Moment> {
  const { user, system } = process.cpuUsage();
  return { at: performance.now(), node: (user + system) / 1_000, mongod: await cpuMs(mongodPid) };
}

/** What lies between two moments. */
export function since(before: Moment, after: Moment): Effort {
  const nodeSeconds = (after.node - before.node) / 1_000;
  return {
    seconds: (after.at - before.at) / 1_000,
    nodeSeconds,
    cpuSeconds: nodeSeconds + (after.mongod - before.mongod) / 1_000,
  };
}

/** `$out` and a raw read of `products`, as they are at this moment of a machine that may be busy. */
export async function measureReferences(db: mongo.Db, mongodPid: number): Promise<References> {
  const products = db.collection('products');
  const out = await effortOf(mongodPid, () => products.aggregate([{ $out: 'copied' }]).toArray());
  await db.dropCollection('copied');
  const read = await effortOf(mongodPid, async () => {
    for await (const _ of products.find({}, { raw: true, batchSize: 1_000 }));
  });
  return { out, read };
}

/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
