import type { Product } from '../../../migrations/index.js';
import type { Random } from '../../../packages/demo-products/random.js';
import { editContent } from './edits.js';
import type { Outcome } from './outcome.js';
import { TrackedProduct } from './tracked-product.js';
import type { WorkloadContext } from './workload-context.js';

/** The fields that a writer of the workload sets. */
export interface WrittenFields {
  readonly name?: string;
  readonly description?: string;
  readonly pricing?: { readonly basePrice: number };
  readonly inventory?: { readonly quantity: number };
  readonly category?: string;
  readonly subcategory?: string;
  readonly materialSpecs?: { readonly metal: { readonly type: string } };
}

/** The service's response to a write; `again`: its outcome must be requested once more. */
export interface ServiceAnswer {
  readonly outcome: Outcome | 'again';
  /** The explanation of a rejection. */
  readonly detail: string;
  readonly isMissing: boolean;
  /** The product's current state according to the service. */
  readonly product?: Product;
}

/**
 * The service's writes, whichever way they are reached. With a key, a write happens once, however often it is
 * requested.
 */
export interface ServiceWriter {
  create(fields: WrittenFields, key: string): Promise<ServiceAnswer>;
  patch(id: string, fields: WrittenFields, key: string): Promise<ServiceAnswer>;
  delete(id: string, key: string): Promise<ServiceAnswer>;
  addInventory(id: string, delta: number, key: string): Promise<ServiceAnswer>;
}

/** Options of a writer through the service. */
export interface InServiceOptions {
  readonly name: string;
  readonly random: Random;
  readonly seed: number;
  readonly number: number;
  readonly thinkMs: number;
}

/** The products it may change. */
export interface InServiceTargets {
  readonly edited: readonly TrackedProduct[];
  readonly stock: readonly TrackedProduct[];
}

/** How often a write is requested until its outcome counts as unknown, and how long to wait in between. */
const MAX_TRIES = 60;
const RETRY_MS = 250;

/** A writer that uses the service, and repeats a request under the same key whenever it does not learn the outcome. */
export class InServiceWriter {
  private readonly own: TrackedProduct[] = [];
  private step = 0;

  constructor(
    private readonly context: WorkloadContext,
    private readonly service: ServiceWriter,
    private readonly options: InServiceOptions,
    private readonly targets: InServiceTargets,
  ) {
    for (const product of targets.edited) product.editor = { name: options.name, withPrice: true };
  }

  /** Writes until the workload is stopped. */
  async run(): Promise<void> {
    const { random, thinkMs } = this.options;
    while (!this.context.stopped) {
      this.step += 1;
      const kind = random.weighted({ patch: 40, addInventory: 35, create: 15, delete: 10 });
      await this[kind]();
      await this.context.pause(thinkMs);
    }
  }

  private async patch(): Promise<void> {
    if (this.targets.edited.length === 0) return;
    const product = this.options.random.pick(this.targets.edited);
    const { price, ...texts } = editContent(this.options.name, this.step);
    product.edits.begin(this.step);
    const { outcome } = await this.write('patch', product.key, (key) =>
      this.service.patch(product.key, { ...texts, pricing: { basePrice: price } }, key),
    );
    product.edits.end(outcome);
  }

  private async addInventory(): Promise<void> {
    if (this.targets.stock.length === 0) return;
    const { random } = this.options;
    const product = random.pick(this.targets.stock);
    const delta = random.pick([-2, -1, 1, 2, 3]);
    const { outcome } = await this.write('add inventory', product.key, (key) =>
      this.service.addInventory(product.key, delta, key),
    );
    product.moveStock(delta, outcome);
    const { stockAdded } = this.context.ledger;
    if (outcome === 'ok') stockAdded.ok += delta;
    else if (outcome === 'unknown') stockAdded.unknown.push(delta);
  }

  private async create(): Promise<void> {
    const { name, seed } = this.options;
    const create = this.context.ledger.addCreate({
      name: `Made by ${name} with seed ${seed} in step ${this.step}`,
      outcome: 'unknown',
    });
    const invoked = performance.now();
    const fields: WrittenFields = {
      name: `Made ${this.step} by ${name}`,
      description: create.name,
      category: 'rings',
      subcategory: 'wedding-bands',
      pricing: { basePrice: 100 + (this.step % 900) },
      inventory: { quantity: 5 },
      materialSpecs: { metal: { type: 'platinum' } },
    };
    const answer = await this.write('create', undefined, (key) => this.service.create(fields, key));
    create.outcome = answer.outcome;
    const { product } = answer;
    if (answer.outcome !== 'ok' || product === undefined) return;
    const tracked = new TrackedProduct(product.id, undefined, false);
    tracked.lives.begin({ number: 1, product }, invoked);
    tracked.lives.end('ok');
    this.own.push(this.context.ledger.add(tracked));
  }

  private async delete(): Promise<void> {
    const product =
      this.own.length === 0 ? undefined : this.own.splice(this.options.random.integer(0, this.own.length - 1), 1)[0];
    if (product === undefined) return;
    product.lives.begin({ number: 0, product: undefined });
    const { outcome } = await this.write('delete', product.key, (key) => this.service.delete(product.key, key));
    product.lives.end(outcome);
  }

  /** Completes a write; sometimes repeats it although it was answered, which must change nothing. */
  private async write(
    what: string,
    product: string | undefined,
    ask: (key: string) => Promise<ServiceAnswer>,
  ): Promise<ServiceAnswer & { readonly outcome: Outcome }> {
    const { name, seed, random } = this.options;
    const key = `${name}-${seed}-${this.step}`;
    const since = performance.now();
    const answer = await this.untilKnown(() => ask(key));
    this.context.note(`service ${what}: ${answer.outcome}`);
    if (answer.outcome === 'ok') this.context.serviceWrites.answered(since);
    if (answer.isMissing)
      this.context.violate({
        kind: 'missing-on-write',
        ...(product === undefined ? {} : { product }),
        detail: `service ${what}: ${answer.detail}`,
      });
    if (answer.outcome === 'ok' && random.chance(0.3)) {
      const repeated = await this.untilKnown(() => ask(key));
      this.context.note(`service ${what} sent twice`);
      if (repeated.outcome === 'fail')
        this.context.violate({
          kind: 'key-refused',
          detail: `service ${what}, sent again under its key: ${repeated.detail}`,
        });
    }
    return answer;
  }

  private async untilKnown(ask: () => Promise<ServiceAnswer>): Promise<ServiceAnswer & { readonly outcome: Outcome }> {
    for (let attempt = 1; ; attempt++) {
      const answer = await ask();
      const { outcome, detail } = answer;
      if (outcome === 'again' || outcome === 'fail') this.context.noteAnswer(detail);
      if (outcome !== 'again' && outcome !== 'unknown') return { ...answer, outcome };
      this.context.note('service writes asked for again');
      if (attempt === MAX_TRIES || this.context.stopped) return { ...answer, outcome: 'unknown' };
      await this.context.pause(RETRY_MS);
    }
  }
}
