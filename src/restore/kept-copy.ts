import { Logger } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { messageOf } from '../errors/message-of.js';
import { type ChangeEvent, fenceOf, uuidText } from '../backup/journal/change-event.js';
import { timestampOf } from '../backup/journal/cluster-timestamp.js';
import { now } from '../backup/journal/open-session.js';
import { decodeExactly } from '../backup/journal/raw-bson.js';
import { RawChangeStream } from '../backup/journal/raw-change-stream.js';
import { Replay } from '../backup/journal/replay.js';
import type { CollectionIdentity } from '../collection-swap/collection-identity.js';
import { createFenced, type FoundCollection } from '../collection-swap/named-collections.js';
import { nextIds } from '../collection-swap/id-pages.js';
import { copyByIds } from '../collection-swap/server-copy.js';
import { byIds, PRODUCTS } from '../database/collections.js';

const PAGE = 1_000;
const SHORT_WAIT_MS = 20;
/** Batch size for typical documents; used only for the few writes that pass the fence. */
const DOCUMENT_BYTES = 4_096;

/** Progress and cancellation of the copy. */
export interface CopyWork {
  readonly ensureMine: () => void;
  /** Writes something to the database: a change stream does not advance without writes. */
  readonly writeSomething: () => Promise<void>;
  readonly onProgress: (done: number) => void;
}

/** When the restored collection took the name. */
export interface NameTaken {
  readonly time: bigint;
  /** Number of writes that passed the fence before that. */
  readonly stragglers: number;
}

/**
 * A copy of the products that are about to be replaced, made on the server while writes go on and kept up to date until
 * the swap. That allows a single rename that drops the live collection; two renames in a row would leave a moment
 * without products.
 */
export class KeptCopy {
  private readonly logger = new Logger(KeptCopy.name);
  private readonly stream: RawChangeStream;
  private known = 0n;
  /** Events after the fence, with content, because their collection will be gone. */
  private stragglers: ChangeEvent[] = [];

  private constructor(
    private readonly db: mongo.Db,
    readonly live: CollectionIdentity,
    readonly collection: CollectionIdentity,
    from: bigint,
    private readonly work: CopyWork,
  ) {
    this.stream = new RawChangeStream(db.client, db, { time: timestampOf(from) });
  }

  /** Creates an empty copy with the original's options, but fenced against all other writers. */
  static async begin(
    db: mongo.Db,
    live: FoundCollection,
    names: { readonly name: string; readonly title: string },
    work: CopyWork,
  ): Promise<KeptCopy> {
    const from = await now(db);
    const {
      validator: _validator,
      validationLevel: _level,
      validationAction: _action,
      ...options
    } = live.options as Record<string, unknown>;
    const collection = await createFenced(db, names.name, names.title, options);
    return new KeptCopy(db, { name: PRODUCTS, uuid: live.uuid }, collection, from, work);
  }

  /** Copies every document. */
  async copyAll(): Promise<void> {
    let done = 0;
    for (let after: readonly unknown[] = []; ;) {
      this.work.ensureMine();
      const ids = await nextIds(this.db, this.live, after, PAGE);
      if (ids.length === 0) return;
      await copyByIds(this.db, { source: this.live, target: this.collection.name }, ids);
      done += ids.length;
      this.work.onProgress(done);
      after = [ids.at(-1)];
    }
  }

  /** Applies all writes up to now. */
  async catchUp(): Promise<void> {
    const until = await now(this.db);
    while (this.known < until) {
      await this.refresh(await this.next());
      if (this.known < until) await this.work.writeSomething();
    }
  }

  /** Applies everything up to the fence's own event; `false` if that did not arrive in time. */
  async drainTo(title: string, deadline: number): Promise<boolean> {
    while (performance.now() < deadline) {
      const events = await this.next();
      await this.refresh(events);
      if (events.some((event) => event.kind === 'modify' && fenceOf(event) === title)) return true;
    }
    return false;
  }

  /** Reads up to the rename that replaced the collection, and applies the writes that passed the fence before it. */
  async finish(restored: CollectionIdentity): Promise<NameTaken> {
    for (;;) {
      const events = await this.next();
      const at = events.findIndex(
        ({ kind, uuid, to }) => kind === 'rename' && to === PRODUCTS && uuid === uuidText(restored.uuid),
      );
      this.stragglers.push(...(at < 0 ? events : events.slice(0, at)).filter((event) => this.isOwn(event)));
      const rename = events[at];
      if (rename === undefined) continue;
      await this.applyLateWrites();
      return { time: rename.time, stragglers: this.stragglers.length };
    }
  }

  async close(): Promise<void> {
    await this.stream.close();
  }

  private async next(): Promise<readonly ChangeEvent[]> {
    this.work.ensureMine();
    const { events, time } = await this.stream.next(SHORT_WAIT_MS);
    this.known = time;
    return events;
  }

  /**
   * Copies the current state of the documents named by the events, whatever the events say; deleted ones are deleted
   * here, too.
   */
  private async refresh(events: readonly ChangeEvent[]): Promise<void> {
    const named = events.flatMap(({ id, uuid }) =>
      id === undefined || uuid !== uuidText(this.live.uuid) ? [] : [[id.bytes.toString('latin1'), id] as const],
    );
    const ids = [...new Map(named).values()].map(({ type, value }) => decodeExactly(type, value));
    for (let at = 0; at < ids.length; at += PAGE) {
      const page = ids.slice(at, at + PAGE);
      await this.db
        .collection<{ _id: unknown }>(this.collection.name)
        .deleteMany(byIds(page), { writeConcern: { w: 1 } });
      await copyByIds(this.db, { source: this.live, target: this.collection.name }, page);
    }
  }

  private async applyLateWrites(): Promise<void> {
    const replay = new Replay({ db: this.db, ...this.collection, hasValidator: true }, DOCUMENT_BYTES);
    try {
      for (const event of this.stragglers) await replay.add(event);
      await replay.finish();
    } catch (error) {
      this.logger.error(
        `${this.stragglers.length} writes that passed the fence could not all be applied to ` +
          `${this.collection.name}: ${messageOf(error)}`,
      );
    }
  }

  private isOwn({ uuid, id }: ChangeEvent): boolean {
    return id !== undefined && uuid === uuidText(this.live.uuid);
  }
}
