import { setTimeout as sleep } from 'node:timers/promises';

import type { Ledger } from './ledger.js';
import { errorName, type ErrorVerdict, verdictOn } from './outcome.js';
import { PauseClock } from './pause-clock.js';

/** A violation, seen by a writer, a reader or the final check. */
export interface Violation {
  readonly kind: string;
  /** The product concerned, if any. */
  readonly product?: string;
  readonly detail: string;
}

/** The outcome of a write after its last attempt. */
export type Ending = 'ok' | 'duplicate' | 'fail' | 'unknown';

/** Per kind: one fault often shows in every product. */
const MAX_OF_A_KIND = 20;
const FENCE_WITHIN_MS = 60_000;

/** The state shared by all actors of a workload. */
export class WorkloadContext {
  readonly writes = new PauseClock();
  readonly serviceWrites = new PauseClock();
  readonly reads = new PauseClock();
  /** Operations by name and outcome, and errors by name, counted for the report. */
  readonly tally: Record<string, number> = {};
  readonly violations: Violation[] = [];
  private outage = false;
  private outageEnded = Number.NEGATIVE_INFINITY;
  private readonly stopping = new AbortController();

  constructor(readonly ledger: Ledger) {}

  get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Waits until something has happened the given number of times since the call, e.g. `increment: ok`. */
  async untilNoted(what: string, times: number): Promise<void> {
    const wanted = (this.tally[what] ?? 0) + times;
    while ((this.tally[what] ?? 0) < wanted) await sleep(5);
  }

  /** Announces that a deliberate fault starts or has ended: meanwhile the service may be unreachable. */
  setOutage(outage: boolean): void {
    this.outage = outage;
    if (!outage) this.outageEnded = performance.now();
  }

  /** Whether a request started at this time may fail because of a deliberate fault. */
  mayFail(since: number): boolean {
    return this.outage || since <= this.outageEnded;
  }

  note(what: string, count = 1): void {
    this.tally[what] = (this.tally[what] ?? 0) + count;
  }

  violate(violation: Violation): void {
    const name = `violation: ${violation.kind}`;
    this.note(name);
    if ((this.tally[name] ?? 0) <= MAX_OF_A_KIND) this.violations.push(violation);
  }

  /**
   * Records what a reader found wrong with a product. If writes to the product bypass a fence, it may show them a
   * moment late; the final check finds what is really lost.
   */
  saw(violation: Violation, product: { readonly passesFence: boolean } | undefined): void {
    if (product?.passesFence === true) this.note(`shown late: ${violation.kind}`);
    else this.violate(violation);
  }

  /** Waits; a stop ends the wait. */
  async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  /** Retries a write until no fence rejects it any more, and returns the outcome. */
  async attempt(name: string, write: () => Promise<void>): Promise<Ending> {
    const since = performance.now();
    for (;;) {
      const verdict = await judged(write, (error) => {
        this.note(`error: ${errorName(error)}`);
      });
      if (verdict !== 'fenced' && verdict !== 'again') return this.ended(name, verdict, since);
      if (verdict === 'fenced') this.note('fenced attempts');
      if (performance.now() - since > FENCE_WITHIN_MS) {
        this.violate({ kind: 'endless-fence', detail: `${name} was refused for ${FENCE_WITHIN_MS / 1_000} s` });
        return this.ended(name, 'fail', since);
      }
      // Not a wait that a stop can end: the write must be completed.
      await sleep(5);
    }
  }

  private ended(name: string, ending: Ending, since: number): Ending {
    this.note(`${name}: ${ending}`);
    if (ending === 'ok') this.writes.answered(since);
    return ending;
  }
}

async function judged(write: () => Promise<void>, report: (error: unknown) => void): Promise<'ok' | ErrorVerdict> {
  try {
    await write();
    return 'ok';
  } catch (error) {
    const verdict = verdictOn(error);
    if (verdict !== 'fenced') report(error);
    return verdict;
  }
}
