import { setTimeout as sleep } from 'node:timers/promises';
import type { mongo } from 'mongoose';

/** An acknowledged write: the state of its document from then on. */
interface Acknowledged {
  readonly time: bigint;
  /** `null` if it was deleted. */
  readonly state: Readonly<Record<string, unknown>> | null;
}

/** Writers that know, from the database's acknowledgments, the state of each of their documents at any cluster time. */
export class AcknowledgedWrites {
  readonly times: bigint[] = [];
  private readonly history = new Map<string, Acknowledged[]>();
  /** Documents with a write of unknown outcome. */
  private readonly unknown = new Set<string>();
  private running = true;
  private readonly writers: Promise<void>[];

  constructor(
    private readonly client: mongo.MongoClient,
    private readonly products: mongo.Collection,
    writers = 3,
  ) {
    this.writers = Array.from({ length: writers }, (_, writer) => this.write(writer));
  }

  /** The number of acknowledged writes. */
  get count(): number {
    return this.times.length;
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.writers);
  }

  /** The documents at a point in time, by `_id`, except those whose state is unknown. */
  at(time: bigint): Map<string, Readonly<Record<string, unknown>>> {
    const states = [...this.history]
      .filter(([id]) => !this.unknown.has(id))
      .map(([id, writes]) => [id, writes.findLast((write) => write.time <= time)?.state ?? null] as const);
    return new Map(states.flatMap(([id, state]) => (state === null ? [] : [[id, state] as const])));
  }

  /** How the found documents differ from their state at a point in time. */
  differences(found: readonly mongo.Document[], time: bigint): string[] {
    const expected = this.at(time);
    const there = new Map(found.map((document) => [String(document['_id']), document]));
    const known = [...this.history.keys()].filter((id) => !this.unknown.has(id));
    return known
      .filter((id) => JSON.stringify(there.get(id) ?? null) !== JSON.stringify(expected.get(id) ?? null))
      .map(
        (id) =>
          `${id}: ${JSON.stringify(there.get(id) ?? null)} instead of ${JSON.stringify(expected.get(id) ?? null)}`,
      );
  }

  private async write(writer: number): Promise<void> {
    const session = this.client.startSession();
    for (let turn = 0; this.running; turn += 1) {
      const id = `writer ${writer}, document ${turn % 40}`;
      const before = this.history.get(id)?.at(-1)?.state ?? null;
      const state =
        before !== null && turn % 11 === 0 ? null : { _id: id, turn, sum: Number(before?.['sum'] ?? 0) + turn };
      try {
        await this.one({ id, before, state }, session);
        const time = (session.operationTime as mongo.Timestamp).toBigInt();
        this.history.set(id, [...(this.history.get(id) ?? []), { time, state }]);
        this.times.push(time);
      } catch {
        this.unknown.add(id);
      }
      await sleep(1);
    }
    await session.endSession();
  }

  private async one(
    {
      id,
      before,
      state,
    }: { readonly id: string; readonly before: unknown; readonly state: Readonly<Record<string, unknown>> | null },
    session: mongo.ClientSession,
  ): Promise<void> {
    const filter = { _id: id as unknown as mongo.ObjectId };
    if (state === null) await this.products.deleteOne(filter, { session });
    else if (before === null)
      await this.products.insertOne({ ...state } as mongo.OptionalId<mongo.Document>, { session });
    else {
      const { matchedCount } = await this.products.updateOne(
        filter,
        { $set: { turn: state['turn'] }, $inc: { sum: state['turn'] as number } },
        { session },
      );
      // Somebody has dropped it.
      if (matchedCount === 0) this.unknown.add(id);
    }
  }
}
