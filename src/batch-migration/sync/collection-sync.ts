import { idKey } from '../../listing/product-id.js';
import { clusterTime } from '../../database/cluster-time.js';
import { byIds, type Collections } from '../../database/collections.js';
import { presentTime } from '../../database/present-time.js';
import { crashPoint } from '../crash-points.js';
import type { Quarantine } from '../quarantine.js';
import type { OwnedRun } from '../run/owned-run.js';
import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import { MigrationError } from '../run/run-errors.js';
import { isHistoryLost } from '../../collection-swap/server-errors.js';
import type { ChangeBatch, SchemaEvent } from '../../collection-swap/change-reader.js';
import { ChangeReader, distinctIds, uuidText } from '../../collection-swap/change-reader.js';
import { BacklogMeter } from '../run/backlog.js';
import type { MappingThreads } from '../mapping/mapping-threads.js';
import { mapStored } from './map-documents.js';
import { copyByIds, COVERED_BY_POSITION } from '../../collection-swap/server-copy.js';
import type { StoredBytes } from '../../collection-swap/stored-bytes.js';
import { areLarge, storedBytes } from '../../collection-swap/stored-bytes.js';
import type { Following, MappedCopies } from './following.js';
import type { WayIn } from './write-copies.js';
import { writeCopies } from './write-copies.js';
import { liftLateFence, refuseForeign } from './schema-events.js';

/** Maximum number of events applied together. Under load, whatever has piled up is applied at once. */
const BATCH = 2_000;
/** How often the position is saved while changes are applied. After a crash, changes since then are applied again. */
const SAVE_EVERY_MS = 250;
/** The same while nothing happens, so that the position does not fall out of the oplog. */
const SAVE_IDLE_EVERY_MS = 5_000;

/**
 * Keeps copies in sync with a collection that is being written. For every document named by the change stream, its
 * current state is copied and mapped again, or deleted. Applying a change is idempotent, so after a crash it is enough
 * to resume from the last saved position.
 */
export class CollectionSync {
  /** Documents written since the set was last emptied, for verification. */
  readonly touched = new Map<string, unknown>();
  private written: Set<string> | undefined;
  private quarantined: Set<string> | undefined;
  /** The cluster time up to which everything has been applied. */
  appliedTo = 0n;
  private readonly backlog = new BacklogMeter();
  private reader: ChangeReader | undefined;
  private savedAt = performance.now();
  /** The position after the last applied changes, if it has not been saved. */
  private unsaved: unknown;

  constructor(
    private readonly run: OwnedRun,
    private readonly collections: Pick<Collections, 'db'>,
    private readonly quarantine: Quarantine,
    private readonly mapping: Pick<MappingThreads, 'map'>,
    readonly following: Following,
  ) {}

  /** Applies all changes up to a cluster time, rather than "until there are none", which never happens under load. */
  async applyUntil(time: bigint): Promise<void> {
    while (this.appliedTo < time) await this.applyNext(time);
    // Comparisons read with majority: once the position saved last has a majority, so have all earlier copies.
    if (this.unsaved !== undefined) await this.save(this.unsaved);
  }

  /** Lets the server look for changes while other work goes on; returns whether it has answered. */
  lookAhead(): boolean {
    return this.openReader().lookAhead();
  }

  /** Applies the changes made so far. */
  async catchUp(): Promise<void> {
    await this.applyUntil(await this.now());
  }

  /** The server's current cluster time. */
  async now(): Promise<bigint> {
    const time = clusterTime(await presentTime(this.collections.db));
    this.backlog.present(time);
    return time;
  }

  /** From now on, also adds the keys of all written documents to a set; `undefined` stops this. */
  alsoNote(written: Set<string> | undefined): void {
    this.written = written;
  }

  /** Applies the next events, without waiting for any after `until`; returns a schema event if it encountered one. */
  async applyNext(until?: bigint): Promise<SchemaEvent | undefined> {
    this.run.ensureMine();
    const batch = await this.read(until);
    await this.apply(batch);
    if (batch.time > this.appliedTo) this.appliedTo = batch.time;
    this.backlog.note(batch.documents.length, this.appliedTo);
    if (batch.documents.length > 0) this.unsaved = batch.token;
    const waited = performance.now() - this.savedAt;
    if (batch.schema !== undefined || waited > (this.unsaved === undefined ? SAVE_IDLE_EVERY_MS : SAVE_EVERY_MS))
      await this.save(batch.token);
    if (batch.schema !== undefined) {
      const { source, followers } = this.following;
      refuseForeign(batch.schema, [source, ...followers.map(({ collection }) => collection)]);
      await liftLateFence(batch.schema, this.run, this.collections.db, source);
    }
    return batch.schema;
  }

  /** Copies and maps the current state of some documents, as if the stream had named them. */
  async refresh(ids: readonly unknown[]): Promise<void> {
    if (ids.length === 0) return;
    const there = new Set<string>();
    let writing: Promise<unknown> = Promise.resolve();
    try {
      for await (const documents of storedBytes(this.collections.db, this.following.source, ids)) {
        for (const { id } of documents) there.add(idKey(id));
        // While the server writes some documents, the next ones are read and mapped, unless they are large.
        const copies = await this.mapped(documents);
        await writing;
        writing = this.write(copies, 'replace');
        writing.catch(() => undefined); // awaited in any case
        if (areLarge(documents)) await writing;
      }
    } finally {
      await writing;
    }
    crashPoint('changes-copied');
    const gone = ids.filter((id) => !there.has(idKey(id)));
    if (gone.length === 0) return;
    this.run.ensureMine();
    for (const { collection } of this.following.followers)
      await this.stored(collection).deleteMany(byIds(gone), { writeConcern: COVERED_BY_POSITION });
    await this.quarantine.release(gone);
  }

  /** Maps documents of the source for each follower, without reading or writing anything. */
  mapped(documents: readonly StoredBytes[]): Promise<MappedCopies> {
    return Promise.all(
      this.following.followers.map(async ({ collection, direction }) => {
        if (direction === null) return { collection, direction, documents, refused: [], onServer: [] };
        return { collection, direction, ...(await this.mapping.map(documents, direction)) };
      }),
    );
  }

  /**
   * Writes mapped documents to the followers, and puts those that the mapping refuses into quarantine. Returns how many
   * were refused.
   */
  async write(copies: MappedCopies, way: WayIn): Promise<number> {
    this.run.ensureMine();
    const alone = copies.some(({ documents }) => areLarge(documents));
    const writing: Promise<number>[] = [];
    for (const copy of copies) {
      const written = this.writeInto(copy, way);
      written.catch(() => undefined); // awaited below
      writing.push(written);
      if (alone) await written;
    }
    crashPoint(way === 'insert' ? 'page-sent' : 'changes-sent');
    const refused = await Promise.all(writing);
    return refused.reduce((sum, count) => sum + count, 0);
  }

  private async writeInto(
    { collection, direction, documents, refused, onServer }: MappedCopies[number],
    way: WayIn,
  ): Promise<number> {
    const { db } = this.collections;
    // The server copies large documents itself, where nothing is to be changed: that spares sending them.
    const isUnsent = direction === null && areLarge(documents);
    let left = isUnsent ? documents : await writeCopies(db, collection, documents, way);
    // A document that already exists is left from a crash, or the stream brought it before its page was copied.
    if (way === 'insert' && !isUnsent && left.length > 0) left = await writeCopies(db, collection, left, 'replace');
    const byServer = [...onServer, ...left].map(({ id }) => id);
    await copyByIds(db, { source: this.following.source, target: collection.name }, byServer);
    if (direction === null) return 0;
    const { refused: further } = await mapStored(this.stored(collection), byServer, direction);
    // When downgrading, a document without an older form keeps the new one, which every reader understands too.
    if (direction === 'down') return 0;
    const kept = new Map([...refused, ...further].map((document) => [idKey(document.id), document]));
    await this.quarantine.add(this.run.id, direction, collection.name, [...kept.values()]);
    const quarantined = await this.quarantinedKeys();
    for (const key of kept.keys()) quarantined.add(key);
    const mended = [...documents, ...onServer]
      .map(({ id }) => id)
      .filter((id) => quarantined.has(idKey(id)) && !kept.has(idKey(id)));
    await this.quarantine.release(mended);
    return kept.size;
  }

  /** Keys that may be in quarantine: initial entries plus those added since. Queried once, not for each batch. */
  private async quarantinedKeys(): Promise<Set<string>> {
    return (this.quarantined ??= new Set((await this.quarantine.ids()).map(idKey)));
  }

  async close(): Promise<void> {
    await this.reader?.close().catch(() => undefined);
    this.reader = undefined;
  }

  private async read(until: bigint | undefined): Promise<ChangeBatch> {
    try {
      return await this.openReader().next(BATCH, until);
    } catch (error) {
      await this.close();
      if (!isHistoryLost(error)) throw error;
      throw new MigrationError(
        'HISTORY_LOST',
        'The oplog no longer reaches back to the position of the migration; it has to copy again. Make the oplog ' +
          'larger, then start again',
      );
    }
  }

  private openReader(): ChangeReader {
    return (this.reader ??= new ChangeReader(this.collections.db, { token: this.run.value.work.position }));
  }

  private async apply({ documents }: ChangeBatch): Promise<void> {
    const uuid = uuidText(this.following.source.uuid);
    const ids = distinctIds(documents.filter((event) => event.uuid === uuid));
    for (const id of ids) {
      const key = idKey(id);
      this.touched.set(key, id);
      this.written?.add(key);
    }
    await this.refresh(ids);
  }

  private async save(token: unknown): Promise<void> {
    await this.run.updateWork({ position: token, backlog: this.backlog.read() });
    this.savedAt = performance.now();
    this.unsaved = undefined;
    crashPoint('changes-saved');
  }

  private stored({ name }: CollectionIdentity): Collections['products'] {
    return this.collections.db.collection(name, { enableUtf8Validation: false });
  }
}
