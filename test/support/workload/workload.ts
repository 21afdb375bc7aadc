import type { Collection, Db } from 'mongodb';

import { Random } from '../../../packages/demo-products/random.js';
import type { CatalogReader } from './catalog-reader.js';
import { checkFinal, type FinalExpectation, type FinalReport } from './final-check.js';
import { Ledger } from './ledger.js';
import { OutsideWriter, USUAL_WRITES, type WriteWeights } from './outside-writer.js';
import type { Pauses } from './pause-clock.js';
import { Reader } from './reader.js';
import { InServiceWriter, type ServiceWriter } from './service-writer.js';
import { type Violation, WorkloadContext } from './workload-context.js';

/** The participants of a workload. The same seed gives the same choices, but not the same interleaving. */
export interface WorkloadOptions {
  readonly uri: string;
  readonly db: Db;
  readonly seed: number;
  /** Writers outside the service; default: 4. */
  readonly outsideWriters?: number;
  /** The number of additional writers that bypass validation. */
  readonly bypassingWriters?: number;
  readonly weights?: Partial<WriteWeights>;
  /** Writers through the service, one for each interface. */
  readonly serviceWriters?: readonly ServiceWriter[];
  /** Readers by name. */
  readonly readers?: Readonly<Record<string, CatalogReader>>;
  readonly pageSize?: number;
  /** The time between two operations of one actor. */
  readonly thinkMs?: number;
}

/** What happened, for people and for a final verdict. */
export interface WorkloadReport extends FinalReport {
  /** Found by writers and readers, and by the final check. */
  readonly violations: readonly Violation[];
  readonly tally: Readonly<Record<string, number>>;
  readonly writes: Pauses;
  readonly serviceWrites: Pauses;
  readonly reads: Pauses;
}

const STOCK_PRODUCTS = 20;

/** Writers and readers that work on one catalog until they are stopped, and the verdict on the result. */
export class Workload {
  readonly context: WorkloadContext;
  private running: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly options: WorkloadOptions,
    ledger: Ledger,
  ) {
    this.context = new WorkloadContext(ledger);
  }

  /** Records every existing product, and starts all actors. */
  static async start(options: WorkloadOptions): Promise<Workload> {
    const workload = new Workload(options, await Ledger.of(options.db.collection('products')));
    workload.running = workload.begin();
    return workload;
  }

  get ledger(): Ledger {
    return this.context.ledger;
  }

  get products(): Collection {
    return this.options.db.collection('products');
  }

  /** Lets every actor finish its current operation. */
  async stop(): Promise<void> {
    this.context.stop();
    await this.running;
  }

  /** The verdict; stop the writers first. */
  async check(expectation: FinalExpectation = {}): Promise<WorkloadReport> {
    const final = await checkFinal(this.products, this.ledger, expectation);
    const {
      context: { violations, tally, writes, serviceWrites, reads },
    } = this;
    return {
      ...final,
      violations: [...violations, ...final.violations],
      tally: { ...tally },
      writes: writes.take(),
      serviceWrites: serviceWrites.take(),
      reads: reads.take(),
    };
  }

  private begin(): Promise<unknown> {
    const {
      uri,
      db,
      seed,
      outsideWriters = 4,
      bypassingWriters = 0,
      serviceWriters = [],
      readers = {},
      thinkMs = 2,
      pageSize = 100,
      weights,
    } = this.options;
    const { ledger } = this;
    const all = ledger.base;
    const stock = ledger.reserveStock(STOCK_PRODUCTS);
    const editable = all.filter(({ isStock, product }) => !isStock && product !== undefined);
    const editors = outsideWriters + bypassingWriters + serviceWriters.length;
    const edited = (editor: number): typeof editable => editable.filter((_, place) => place % editors === editor);

    const outside = Array.from(
      { length: outsideWriters + bypassingWriters },
      (_, number) =>
        new OutsideWriter(
          this.context,
          {
            uri,
            database: db.databaseName,
            seed,
            number,
            bypassDocumentValidation: number >= outsideWriters,
            weights: { ...USUAL_WRITES, ...weights },
            thinkMs,
          },
          { all, edited: edited(number), stock },
        ),
    );
    const inside = serviceWriters.map(
      (service, place) =>
        new InServiceWriter(
          this.context,
          service,
          {
            name: `service${place}`,
            random: new Random(seed, 1_000 + place),
            seed,
            number: 100 + place,
            thinkMs,
          },
          { edited: edited(outside.length + place), stock },
        ),
    );
    const reading = Object.entries(readers).map(
      ([how, catalog], place) =>
        new Reader(this.context, catalog, {
          how,
          random: new Random(seed, 2_000 + place),
          pageSize,
          thinkMs,
        }),
    );
    return Promise.all([...outside, ...inside, ...reading].map((actor) => actor.run()));
  }
}
