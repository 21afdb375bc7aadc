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
const NOTED_WITHIN_MS = 200_000;

/** A time that is on or over. */
class TimeSpan {
  private isOn = false;
  private endedAt = Number.NEGATIVE_INFINITY;

  set(on: boolean): void {
    this.isOn = on;
    if (!on) this.endedAt = performance.now();
  }

  /** Whether something that was begun at a time, and ends now, had a part in it. */
  covers(since: number): boolean {
    return this.isOn || since <= this.endedAt;
  }
}

/** What all actors of a workload share. */
export class WorkloadContext {
  readonly writes = new PauseClock();
  readonly serviceWrites = new PauseClock();
  readonly reads = new PauseClock();
  /** Operations by name and outcome, and errors by name, counted for the report. */
  readonly tally: Record<string, number> = {};
  readonly violations: Violation[] = [];
  private readonly outage = new TimeSpan();
  private readonly fault = new TimeSpan();
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
    for (const end = performance.now() + NOTED_WITHIN_MS; (this.tally[what] ?? 0) < wanted; await sleep(5)) {
      if (performance.now() > end)
        throw new Error(`"${what}" was not noted ${wanted} times in minutes, only ${this.tally[what] ?? 0} times`);
    }
  }

  /** Announces that a deliberate fault starts or has ended: meanwhile the service may be unreachable. */
  setOutage(outage: boolean): void {
    this.outage.set(outage);
  }

  /**
   * Says that members or instances are hit on purpose from now on, or that all of them are well again and had their
   * time to catch up: meanwhile reads may fail, and may show what was known before. What is written is judged as ever.
   */
  setFault(fault: boolean): void {
    this.fault.set(fault);
  }

  /** Whether a request started at this time may fail because of a deliberate fault. */
  mayFail(since: number): boolean {
    return this.outage.covers(since) || this.fault.covers(since);
  }

  note(what: string, count = 1): void {
    this.tally[what] = (this.tally[what] ?? 0) + count;
  }

  /**
   * Takes note of an answer that is no success, given as `<status> <body>`. Whatever the fault, it is one that the
   * documents name: 503 is the only one of the server's own.
   */
  noteAnswer(answer: string): void {
    const [status = ''] = answer.split(' ');
    const code = /"code":"([A-Z_]+)"/.exec(answer)?.[1];
    this.note(`answered ${status} ${code ?? 'without a code'}`);
    if ((status.startsWith('5') && status !== '503') || (/^\d+$/.test(status) && code === undefined))
      this.violate({ kind: 'undocumented-answer', detail: answer });
  }

  violate(violation: Violation): void {
    const name = `violation: ${violation.kind}`;
    this.note(name);
    if ((this.tally[name] ?? 0) <= MAX_OF_A_KIND) this.violations.push(violation);
  }

  /**
   * What a reader found since a time. Around a fault it may be shown what was known before; where a product's writes
   * pass a fence, it may show them a moment late. The final check finds what is really lost.
   */
  saw(violation: Violation, since: number, product?: { readonly passesFence: boolean }): void {
    if (this.fault.covers(since)) this.note(`around a fault: ${violation.kind}`);
    else if (product?.passesFence === true) this.note(`shown late: ${violation.kind}`);
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
