import { byIds } from '../../database/collections.js';
import { type InexactDocument, inexactDocument } from '../compare-documents.js';
import { RestoreFailedError } from '../backup-errors.js';
import { insertRaw, type LoadTarget } from '../raw-insert.js';
import { applyDiff, DiffMismatchError } from './apply-diff.js';
import type { ChangeEvent } from './change-event.js';
import { clusterTimeText } from './cluster-timestamp.js';
import { decodeExactly, elementsOf, type RawElement } from './raw-bson.js';

const BATCH_BYTES = 8_388_608;
const MAX_IN_BATCH = 1_000;
const MAX_EVENTS = 20_000;
const LISTED = 100;

/** A document's new state: its bytes, or `null` if it was deleted. */
type State = Buffer | null;

/**
 * Applies events in order to a collection that nobody else writes. Documents are read and written as bytes, in batches;
 * every written document is read back and compared.
 */
export class Replay {
  applied = 0;
  inexactCount = 0;
  readonly inexact: InexactDocument[] = [];
  private events: ChangeEvent[] = [];
  private ids = new Map<string, RawElement>();
  private bytes = 0;
  private readonly batchSize: number;

  /** @param documentBytes typical document size, so that a batch fits into memory */
  constructor(
    private readonly target: LoadTarget,
    documentBytes: number,
  ) {
    this.batchSize = Math.min(MAX_IN_BATCH, Math.max(1, Math.floor(BATCH_BYTES / Math.max(1, documentBytes))));
  }

  /** Adds a document event; call `finish` after the last one. */
  async add(event: ChangeEvent): Promise<void> {
    if (event.id === undefined) return;
    this.events.push(event);
    this.ids.set(keyOf(event.id), event.id);
    this.bytes += event.bytes.length;
    if (this.ids.size >= this.batchSize || this.bytes >= BATCH_BYTES || this.events.length >= MAX_EVENTS)
      await this.finish();
  }

  /** Applies the remaining events. */
  async finish(): Promise<void> {
    if (this.events.length === 0) return;
    const states = await this.read();
    for (const event of this.events) this.apply(states, event);
    await this.write(states);
    this.applied += this.events.length;
    this.events = [];
    this.ids = new Map();
    this.bytes = 0;
  }

  private apply(states: Map<string, State>, { kind, id, document, diff, time }: ChangeEvent): void {
    if (id === undefined) return;
    const key = keyOf(id);
    if (kind === 'delete') states.set(key, null);
    else if (document !== undefined) states.set(key, document);
    else if (diff !== undefined) states.set(key, changed(states.get(key), diff, time));
  }

  /** The current state of the documents that the events change. */
  private async read(): Promise<Map<string, State>> {
    return this.stored([...this.ids.values()]);
  }

  private async write(states: ReadonlyMap<string, State>): Promise<void> {
    const { db, name } = this.target;
    const ids = [...this.ids.values()];
    await db.collection(name).deleteMany(byIds(ids.map(decoded)), { writeConcern: { w: 'majority' } });
    const documents = [...this.ids.keys()].flatMap((key) => states.get(key) ?? []);
    for (const batch of inBatches(documents)) await insertRaw(this.target, batch);
    const written = await this.stored(ids);
    for (const [key, state] of states) this.compare(state, written.get(key));
  }

  private compare(expected: State, found: State | undefined): void {
    if (expected === null || expected === undefined) return;
    if (found === undefined || found === null)
      throw new RestoreFailedError(
        'A document of the journal is not in the restored collection: something else wrote to it; restore again',
      );
    if (found.equals(expected)) return;
    this.inexactCount += 1;
    if (this.inexact.length < LISTED) this.inexact.push(inexactDocument(expected, found));
  }

  private async stored(ids: readonly RawElement[]): Promise<Map<string, State>> {
    const { db, name } = this.target;
    const found = (await db
      .collection(name)
      .find(byIds(ids.map(decoded)), { raw: true, readConcern: { level: 'local' } })
      .toArray()) as unknown as Buffer[];
    return new Map(
      found.map((bytes) => [keyOf(elementsOf(bytes).find((element) => element.name === '_id') ?? NO_ID), bytes]),
    );
  }
}

const NO_ID: RawElement = { type: 0, name: '_id', value: Buffer.alloc(0), bytes: Buffer.alloc(0) };

function changed(before: State | undefined, diff: Buffer, time: bigint): Buffer {
  try {
    if (before === undefined || before === null) throw new DiffMismatchError('the document is not there');
    return applyDiff(before, diff);
  } catch (error) {
    if (!(error instanceof DiffMismatchError)) throw error;
    throw new RestoreFailedError(
      'The change of ' +
        (`${clusterTimeText(time)} does not fit what was restored (${error.message}): the backup and the ` +
          'journal do not match; restore to an earlier time, or use another backup'),
      { cause: error },
    );
  }
}

function decoded({ type, value }: RawElement): unknown {
  return decodeExactly(type, value);
}

function keyOf({ type, value }: RawElement): string {
  return `${type}:${value.toString('latin1')}`;
}

function* inBatches(documents: readonly Buffer[]): Generator<Buffer[]> {
  let batch: Buffer[] = [];
  let bytes = 0;
  for (const document of documents) {
    if (bytes + document.length > BATCH_BYTES && batch.length > 0) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(document);
    bytes += document.length;
  }
  if (batch.length > 0) yield batch;
}
