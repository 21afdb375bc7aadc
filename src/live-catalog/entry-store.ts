/** Size of an off-heap slab. A larger entry gets a slab of its own. */
const SLAB_BYTES = 1024 * 1024;

/** Entries with more characters than this are measured before space is reserved for them. */
const LARGE = 65_536;

interface Slab {
  readonly bytes: Buffer;
  /** Bytes written; the next entry goes here. */
  used: number;
  /** Bytes that rows still refer to. */
  live: number;
  /** Rows in the order in which they were written; some may have been moved since. */
  readonly rows: number[];
}

/** How full the store is, in bytes and entries. */
export interface EntryStoreSize {
  /** Off-heap memory allocated for the slabs. */
  readonly allocatedBytes: number;
  /** Total size of the entries themselves. */
  readonly liveBytes: number;
  /** Entries that were evicted because of the memory limit. */
  readonly evicted: number;
}

/**
 * What listings show of each row, serialized once as UTF-8 JSON in off-heap slabs. A page is then a concatenation of
 * ready bytes, and the garbage collector never scans them. Entries are only appended; a slab that is mostly garbage is
 * rewritten. Beyond the limit the oldest slab is evicted, except for entries that were read since they were written
 * (second chance, an approximation of LRU). The owner reloads what is missing.
 */
export class EntryStore {
  private readonly slabs = new Map<number, Slab>();
  private nextSlab = 1;
  private current: Slab | undefined;
  private currentId = 0;
  private slabOf = new Uint32Array(1024);
  private offsets = new Uint32Array(1024);
  private lengths = new Uint32Array(1024);
  private touched = new Uint8Array(1024);
  private allocated = 0;
  private live = 0;
  private evictedCount = 0;

  constructor(private readonly maxBytes: number = Number.POSITIVE_INFINITY) {}

  get size(): EntryStoreSize {
    return { allocatedBytes: this.allocated, liveBytes: this.live, evicted: this.evictedCount };
  }

  /** Stores the entry of a row, replacing its previous one. */
  set(row: number, json: string): void {
    this.delete(row);
    this.reserve(row);
    // A UTF-16 unit takes at most three bytes. For a large text, counting exactly is cheaper than reserving that much.
    const slab = this.slabWith(json.length > LARGE ? Buffer.byteLength(json) : json.length * 3);
    this.place(row, slab, slab.bytes.write(json, slab.used));
    this.shrink();
  }

  /** The entry of a row; `undefined` if it was evicted or the row has none. The bytes never change. */
  get(row: number): Buffer | undefined {
    const slab = this.slabs.get(this.slabOf[row] ?? 0);
    if (slab === undefined) return undefined;
    this.touched[row] = 1;
    const offset = this.offsets[row] ?? 0;
    return slab.bytes.subarray(offset, offset + (this.lengths[row] ?? 0));
  }

  /** Whether the entry of a row is in memory. */
  has(row: number): boolean {
    const slab = this.slabOf[row] ?? 0;
    return slab !== 0 && slab !== EVICTED;
  }

  /** Deletes the entry of a row. */
  delete(row: number): void {
    const id = this.slabOf[row] ?? 0;
    if (id === EVICTED) {
      this.evictedCount--;
      this.slabOf[row] = 0;
      return;
    }
    const slab = this.slabs.get(id);
    if (slab === undefined) return;
    this.forget(row, slab);
    this.slabOf[row] = 0;
    if (slab !== this.current && slab.live * 2 < slab.used) this.rewrite(id, slab, () => true);
  }

  private forget(row: number, slab: Slab): void {
    const length = this.lengths[row] ?? 0;
    slab.live -= length;
    this.live -= length;
  }

  private place(row: number, slab: Slab, length: number): void {
    this.slabOf[row] = this.currentId;
    this.offsets[row] = slab.used;
    this.lengths[row] = length;
    this.touched[row] = 0;
    slab.used += length;
    slab.live += length;
    slab.rows.push(row);
    this.live += length;
  }

  private slabWith(bytes: number): Slab {
    if (this.current === undefined || this.current.bytes.length - this.current.used < bytes) {
      const size = Math.max(SLAB_BYTES, bytes);
      this.current = { bytes: Buffer.allocUnsafeSlow(size), used: 0, live: 0, rows: [] };
      this.currentId = this.nextSlab++;
      this.slabs.set(this.currentId, this.current);
      this.allocated += size;
    }
    return this.current;
  }

  /** Moves the entries to keep to the current slab and drops the old one. */
  private rewrite(id: number, slab: Slab, keeps: (row: number) => boolean): void {
    this.slabs.delete(id);
    this.allocated -= slab.bytes.length;
    for (const row of slab.rows) {
      if (this.slabOf[row] !== id) continue;
      const offset = this.offsets[row] ?? 0;
      const length = this.lengths[row] ?? 0;
      this.forget(row, slab);
      if (keeps(row)) {
        const target = this.slabWith(length);
        slab.bytes.copy(target.bytes, target.used, offset, offset + length);
        this.place(row, target, length);
      } else {
        this.slabOf[row] = EVICTED;
        this.evictedCount++;
      }
    }
  }

  private shrink(): void {
    // At most one pass: if everything was read since, the oldest slab is evicted anyway.
    for (let tries = this.slabs.size; this.allocated > this.maxBytes && this.slabs.size > 1; tries--) {
      const [oldest] = this.slabs;
      if (oldest === undefined || oldest[1] === this.current) return;
      this.rewrite(oldest[0], oldest[1], (row) => tries > 0 && this.touched[row] === 1);
    }
  }

  private reserve(row: number): void {
    if (row < this.slabOf.length) return;
    const capacity = Math.max(row + 1, this.slabOf.length * 2);
    this.slabOf = grown(this.slabOf, new Uint32Array(capacity));
    this.offsets = grown(this.offsets, new Uint32Array(capacity));
    this.lengths = grown(this.lengths, new Uint32Array(capacity));
    this.touched = grown(this.touched, new Uint8Array(capacity));
  }
}

/** Takes the place of a slab id for an evicted entry. */
const EVICTED = 0xffff_ffff;

function grown<T extends Uint8Array | Uint32Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
