import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 500;
/** Longer than any answer may take. */
const WITHIN_MS = 30_000;

/** Asks for listings, product pages and the readiness twice a second, and judges the answers by docs/reading.md. */
export class ReadWatch {
  /** How often there was each answer. */
  readonly answers: Record<string, number> = {};
  readonly faults: string[] = [];
  /** The slowest answer of each kind, in milliseconds. */
  readonly slowest: Record<string, number> = {};
  private saysAge = false;
  private over = false;
  private readonly watching: Promise<void>;

  constructor(
    private readonly address: string,
    private readonly productIds: readonly string[],
  ) {
    this.watching = this.watch();
  }

  /** From now on the database has been unreachable for longer than listings may conceal; or no longer. */
  mustSayAge(must: boolean): void {
    this.saysAge = must;
  }

  /** Waits until listings are current. */
  async untilCurrent(): Promise<void> {
    for (;;) {
      const response = await fetch(`${this.address}/api/products?limit=4`);
      await response.arrayBuffer();
      if (response.status === 200 && !response.headers.has('catalog-age')) return;
      await sleep(100);
    }
  }

  async stop(): Promise<void> {
    this.over = true;
    await this.watching;
  }

  /** Side by side: an answer that takes long does not keep the others from being asked for. */
  private async watch(): Promise<void> {
    const again = async (ask: (round: number) => Promise<unknown>): Promise<void> => {
      for (let round = 0; !this.over; round++) {
        await ask(round);
        await sleep(EVERY_MS);
      }
    };
    const page = (round: number): string => `/api/products/${this.productIds[round % this.productIds.length]}`;
    await Promise.all([
      again(() => this.listing()),
      again((round) => this.read('product page', page(round))),
      again(() => this.read('readiness', '/health/ready')),
    ]);
  }

  private async listing(): Promise<void> {
    const must = this.saysAge;
    const answer = await this.read('listing', '/api/products?limit=5');
    if (must && this.saysAge && answer?.status === 200 && !answer.headers.has('catalog-age'))
      this.faults.push('a listing concealed its age');
  }

  private async read(what: string, path: string): Promise<Response | undefined> {
    const begun = performance.now();
    try {
      const response = await fetch(this.address + path, { signal: AbortSignal.timeout(WITHIN_MS) });
      const { status, headers } = response;
      const body = await response.text();
      this.slowest[what] = Math.round(Math.max(this.slowest[what] ?? 0, performance.now() - begun));
      const answer = `${what} ${status}${headers.has('catalog-age') ? ' with its age' : ''}`;
      this.answers[answer] = (this.answers[answer] ?? 0) + 1;
      const isRefusal = status === 503 && what !== 'readiness' && headers.has('retry-after');
      if (status !== 200 && !isRefusal) this.faults.push(`${answer}: ${body.slice(0, 300)}`);
      return response;
    } catch (error) {
      this.faults.push(`${what} without an answer: ${String(error)}`);
      return undefined;
    }
  }
}
