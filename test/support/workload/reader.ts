import type { Random } from '../../../packages/demo-products/random.js';
import { UnexpectedAnswerError } from './http-readers.js';
import { type CatalogReader, SHOWN_WITHIN_MS, WALK_SORTS } from './catalog-reader.js';
import { shownProblem } from './expected-content.js';
import type { TrackedProduct } from './tracked-product.js';
import { WalkCheck } from './walk-check.js';
import type { WorkloadContext } from './workload-context.js';

/** Options of a reader. */
export interface ReaderOptions {
  readonly how: string;
  readonly random: Random;
  readonly pageSize: number;
  readonly thinkMs: number;
}

/** A reader rests for this multiple of the time it has read. */
const RESTS = 2;
const LONGEST_REST_MS = 2_000;
const NOTICED_WITHIN_MS = 500;

/** Reads the catalog again and again, and checks every response against what was written. */
export class Reader {
  constructor(
    private readonly context: WorkloadContext,
    private readonly catalog: CatalogReader,
    private readonly options: ReaderOptions,
  ) {}

  /** Reads until the workload is stopped. */
  async run(): Promise<void> {
    while (!this.context.stopped) {
      const begun = performance.now();
      const kind = this.options.random.weighted({ walk: 3, product: 40, totals: 4 });
      if (kind === 'walk') await this.walk();
      else if (kind === 'product') await this.product();
      else await this.totals();
      // A full traversal costs more than all writes: on a busy machine, writers must get their turn.
      await this.context.pause(
        Math.max(this.options.thinkMs, Math.min(LONGEST_REST_MS, RESTS * (performance.now() - begun))),
      );
    }
  }

  private async walk(): Promise<void> {
    const { random, how, pageSize } = this.options;
    const sort = random.pick(WALK_SORTS);
    const check = new WalkCheck(this.context, sort, how);
    let cursor: string | null = null;
    do {
      const since = performance.now();
      const page = await this.ask(`a page by ${sort}`, () => this.catalog.page(sort, cursor, pageSize));
      if (page === undefined || this.context.stopped) return;
      check.page(page.products, since);
      cursor = page.next;
    } while (cursor !== null);
    check.finish();
  }

  private async product(): Promise<void> {
    const tracked = this.any();
    const from = performance.now();
    const shown = await this.ask(`product ${tracked.key}`, () => this.catalog.product(tracked.key));
    if (shown === undefined) return;
    const to = performance.now();
    const { maybe, surely } = tracked.shownWithin(from, to);
    const violate = (kind: string, detail: string): void => {
      this.context.saw({ kind, product: tracked.key, detail: `${detail} (by id, ${this.options.how})` }, from, tracked);
    };
    this.context.note(`products by ${this.options.how}`);
    if (shown === null) {
      if (surely) violate('missing-by-id', 'It was there all the time, but was not found');
      return;
    }
    if (!maybe) violate('ghost', 'It was shown, but was not there at that time');
    const problem = shownProblem(tracked, shown, { from, to });
    if (problem !== undefined) violate(problem.kind, problem.detail);
  }

  private async totals(): Promise<void> {
    const { ledger } = this.context;
    const from = performance.now() - SHOWN_WITHIN_MS;
    const totals = await this.ask('the totals', () => this.catalog.totals());
    if (totals === undefined) return;
    const to = performance.now();
    const shown = [...ledger.products.values()].map((product) => product.shownWithin(from, to));
    const least = shown.filter(({ surely }) => surely).length;
    const most = shown.filter(({ maybe }) => maybe).length + ledger.unknownCreates;
    this.context.note(`totals by ${this.options.how}`);
    const detail =
      `${totals.total} in all, ${totals.byCategory} by category, instead of ${least} to ${most} ` +
      `(${this.options.how})`;
    // Some writes that bypass a fence may become visible a moment late.
    const late = [...ledger.products.values()].filter(
      (product) => product.passesFence && product.lifeSeenWithin(from, to),
    ).length;
    if (totals.total < least - late || totals.total > most + late)
      this.context.saw({ kind: 'wrong-total', detail }, from);
    if (totals.total !== totals.byCategory) this.context.saw({ kind: 'facets-differ', detail }, from);
  }

  private any(): TrackedProduct {
    const all = this.context.ledger.list;
    const { random } = this.options;
    // Every fourth time one of the latest: these are created and deleted all the time.
    return random.chance(0.25) ? random.pick(all.slice(-100)) : random.pick(all);
  }

  /** `undefined` if there was no response, and a deliberate fault explains that. */
  private async ask<T>(what: string, read: () => Promise<T>): Promise<T | undefined> {
    const since = performance.now();
    try {
      const answer = await read();
      this.context.reads.answered(since);
      return answer;
    } catch (error) {
      if (error instanceof UnexpectedAnswerError) this.context.noteAnswer(error.message);
      // A killed process is seen by its clients before it is by its parent.
      await this.context.pause(NOTICED_WITHIN_MS);
      if (this.context.mayFail(since)) {
        this.context.note('reads without answer during a fault');
        await this.context.pause(100);
      } else {
        this.context.violate({
          kind: 'failed-read',
          detail: `${what}, ${this.options.how}: ${error instanceof Error ? error.message : String(error)}`,
        });
      }
      return undefined;
    }
  }
}
