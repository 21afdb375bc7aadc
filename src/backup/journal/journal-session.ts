import type { mongo } from 'mongoose';
import { PRODUCTS } from '../../database/collections.js';
import type { SegmentEnd } from './frame.js';
import type { ChangeEvent } from './change-event.js';
import type { JournalFolder } from './journal-folder.js';
import type { JournalLease } from './journal-lease.js';
import { JournalWriter, type SegmentStart } from './journal-writer.js';
import { RawChangeStream } from './raw-change-stream.js';
import { timestampOf } from './cluster-timestamp.js';

/** The approximate limit of bytes in memory before events are written. */
const BUFFER_BYTES = 8_388_608;
/** How often an idle journal records that nothing happened. */
const IDLE_MS = 30_000;
const SHORT_WAIT_MS = 20;

/** The collection named `products`, according to the events. */
export interface Life {
  /** Its UUID; `null`: there is none. */
  readonly collection: string | null;
  /** When it got the name; `null` if before the journal began. */
  readonly since: bigint | null;
}

/** Dependencies of a session. */
export interface SessionTools {
  readonly client: mongo.MongoClient;
  readonly db: mongo.Db;
  readonly folder: JournalFolder;
  readonly lease: JournalLease;
  /** The longest time that a change waits to be written. */
  readonly flushMs: number;
}

/**
 * Moves events from the change stream to the disk: gathers them and writes them before they are too old or too many.
 */
export class JournalSession {
  life: Life;
  /** Everything up to this cluster time is on disk. */
  coveredTo: bigint;
  private readonly stream: RawChangeStream;
  private readonly writer: JournalWriter;
  private buffer: Buffer[] = [];
  private buffered = 0;
  private bufferedAt = 0;
  private writtenAt = performance.now();
  private token: mongo.Document | null;
  private known: bigint;
  private lastEvent = 0n;

  constructor(
    private readonly tools: SessionTools,
    end: SegmentEnd | null,
    start: SegmentStart,
  ) {
    const { client, db, folder, lease } = tools;
    this.stream = new RawChangeStream(client, db, start.token === null ? { time: start.from } : { token: start.token });
    this.writer = new JournalWriter(folder, { database: db.databaseName, epoch: lease.epoch }, end, start);
    this.life = { collection: start.collection, since: start.since?.toBigInt() ?? null };
    this.token = start.token;
    this.coveredTo = this.known = start.from.toBigInt();
  }

  /** The time up to which it is on record what happened, even if that was nothing. */
  get safeTo(): bigint {
    return this.buffer.length === 0 ? this.known : this.coveredTo;
  }

  /** Age of the oldest change that is not on disk, in milliseconds; 0 if there is none. */
  private get lagMs(): number {
    return this.buffer.length === 0 ? 0 : performance.now() - this.bufferedAt;
  }

  /** Reads the next events and writes what is due. */
  async turn(waitMs = this.waitMs()): Promise<void> {
    await this.read(waitMs);
    const isDue =
      this.buffer.length > 0
        ? this.lagMs >= this.tools.flushMs || this.buffered >= BUFFER_BYTES
        : performance.now() - this.writtenAt >= IDLE_MS;
    if (isDue) await this.flush();
  }

  /** Reads the next events; the first call opens the change stream. */
  async read(waitMs = this.waitMs()): Promise<void> {
    this.tools.lease.ensureMine();
    const batch = await this.stream.next(waitMs);
    if (this.buffer.length === 0) this.bufferedAt = performance.now();
    for (const event of batch.events) this.take(event);
    this.token = batch.token;
    if (batch.time > this.known) this.known = batch.time;
  }

  /** Reads on until the stream has passed a time. */
  async readTo(time: bigint): Promise<void> {
    while (this.known < time) {
      await this.turn(SHORT_WAIT_MS);
      // The stream does not advance without writes, so the lease is renewed, which is a write.
      if (this.known < time) await this.tools.lease.renew();
    }
  }

  /** Reads on until everything up to a time is on disk. */
  async coverTo(time: bigint): Promise<void> {
    await this.readTo(time);
    if (this.coveredTo < time) await this.flush();
  }

  /** Writes all events read so far, and reads on until they are known to be complete. */
  async finish(): Promise<void> {
    await this.flush();
    await this.coverTo(this.lastEvent);
  }

  /** Writes what has been read. */
  async flush(): Promise<void> {
    if (this.token === null) return;
    this.tools.lease.ensureMine();
    const { collection, since } = this.life;
    const frame = {
      to: timestampOf(this.known),
      token: this.token,
      events: this.buffer.length,
      contentBytes: this.buffered,
      collection,
      since: since === null ? null : timestampOf(since),
    };
    await this.writer.append(frame, this.buffer);
    this.coveredTo = this.known;
    this.buffer = [];
    this.buffered = 0;
    this.writtenAt = performance.now();
  }

  async close(): Promise<void> {
    await this.stream.close();
    await this.writer.close();
  }

  private waitMs(): number | undefined {
    return this.buffer.length === 0
      ? undefined
      : Math.max(1, Math.min(500, Math.ceil(this.tools.flushMs - this.lagMs)));
  }

  private take(event: ChangeEvent): void {
    this.lastEvent = event.time;
    if (
      beginsLife(event) &&
      this.life.collection !== null &&
      event.uuid !== this.life.collection &&
      event.dropped !== this.life.collection
    )
      throw new OtherDatabaseError();
    this.buffer.push(event.bytes);
    this.buffered += event.bytes.length;
    this.life = lifeAfter(this.life, event);
  }
}

/** A collection took the name that another one has and did not give up: these events belong to another database. */
export class OtherDatabaseError extends Error {}

/** Whether an event gives the name `products` to a collection. */
export function beginsLife({ kind, to, collection }: ChangeEvent): boolean {
  return (kind === 'rename' && to === PRODUCTS) || (kind === 'create' && collection === PRODUCTS);
}

/** Whether an event takes the name `products` from the collection that has it. */
export function endsLife(event: ChangeEvent): boolean {
  return (
    event.kind === 'dropDatabase' ||
    ((event.kind === 'drop' || event.kind === 'rename') && event.collection === PRODUCTS) ||
    (beginsLife(event) && event.dropped !== '')
  );
}

function lifeAfter(life: Life, event: ChangeEvent): Life {
  if (beginsLife(event)) return { collection: event.uuid, since: event.time };
  return endsLife(event) ? { collection: null, since: null } : life;
}
