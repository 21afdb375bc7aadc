import { setTimeout as sleep } from 'node:timers/promises';

import { summarize } from '../../../../bench/read/figures.js';
import { describeReport } from '../../workload/describe-report.js';
import type { Stage } from '../fault.js';
import type { OpenFiles } from './process-sockets.js';
import type { WatchedPlace } from './watched-place.js';

/** The default of MONGO_MAX_POOL_SIZE, and the two connections that watch each member. */
const MOST_CONNECTIONS = 10 + 2;
/** Longer than it takes the other members to go on alone. */
const LASTS_MS = 15_000;
/** A listing has to say its age by then. */
const CONCEALS_MS = 5_000;
/** A write is told as in doubt by then. */
const WRITE_ANSWERED_WITHIN_MS = 20_000;
const DESCRIPTOR_SLACK = 5;

/** Something that happens to the network for a while. */
export interface Disturbance {
  readonly kind: string;
  begin(): void;
  end(): void;
  /** Whether the service cannot reach the database meanwhile. */
  readonly isServiceAlone?: boolean;
}

interface Figures extends OpenFiles {
  readonly kind: string;
  /** The longest time without an acknowledged write through the service; if it was alone, after that. */
  readonly gapMs: number;
  readonly othersGapMs: number;
  readonly slowestWriteMs: number;
  /** From the end of the disturbance until every member serves, and until listings are current. */
  readonly wholeMs: number;
  readonly currentMs: number;
}

/** What is done to the network. */
export interface Plan {
  readonly cycles: number;
  /** How soon writes have to go on, whatever happens. */
  readonly goesOnWithinMs: number;
  next(cycle: number): Promise<Disturbance>;
}

/** Disturbs the network again and again, and judges what clients saw of it. */
export async function disturb(place: WatchedPlace, plan: Plan, stage: Stage): Promise<void> {
  const hosts = place.set.members.map(({ host }) => host);
  const figures: Figures[] = [];
  for (let cycle = 0; cycle < plan.cycles; cycle++) {
    const one = await measure(place, await plan.next(cycle));
    figures.push(one);
    stage.print(describe(one, hosts));
  }
  await judge(place, figures, plan.goesOnWithinMs, stage);
}

async function measure(place: WatchedPlace, disturbance: Disturbance): Promise<Figures> {
  const { set, reads, sockets, workload, writes } = place;
  const { kind, isServiceAlone = false } = disturbance;
  const { context } = workload;
  context.setFault(true);
  context.writes.take();
  writes.takeSlowest();
  // So that every writer has written since.
  await sleep(2_000);
  const begunAt = performance.now();
  disturbance.begin();
  await sleep(CONCEALS_MS);
  reads.mustSayAge(isServiceAlone);
  await sleep(LASTS_MS - CONCEALS_MS);
  reads.mustSayAge(false);
  disturbance.end();
  const endedAt = performance.now();
  const onAgainMs = await writes.untilAcknowledged();
  const sinceEnd = (): number => Math.round(performance.now() - endedAt);
  const [wholeMs, currentMs] = await Promise.all([
    set.untilHealthy().then(sinceEnd),
    reads.untilCurrent().then(sinceEnd),
  ]);
  await sleep(1_000);
  context.setFault(false);
  const figures: Figures = {
    kind,
    gapMs: isServiceAlone ? onAgainMs : writes.longestGapSince(begunAt),
    othersGapMs: context.writes.take().longestGapMs,
    slowestWriteMs: writes.takeSlowest(),
    wholeMs,
    currentMs,
    ...(await sockets.look()),
  };
  await sleep(3_000);
  return figures;
}

function describe(figures: Figures, hosts: readonly string[]): string {
  const { kind, gapMs, othersGapMs, slowestWriteMs, wholeMs, currentMs, descriptors, connections } = figures;
  return (
    `${kind}: ${gapMs} ms without a write through the service, ${othersGapMs} without one by others, ` +
    `slowest answer ${slowestWriteMs}; once ended, all members well after ${wholeMs} and listings current after ` +
    `${currentMs}; ${descriptors} descriptors, connections ${hosts.map((host) => connections.get(host) ?? 0).join(' ')}`
  );
}

async function judge(
  { set, reads, sockets, workload }: WatchedPlace,
  figures: readonly Figures[],
  goesOnWithinMs: number,
  { print, promise }: Stage,
): Promise<void> {
  await reads.stop();
  await workload.stop();
  const report = await workload.check({ versions: 'either' });
  print(describeReport(report));
  for (const kind of new Set(figures.map((one) => one.kind))) {
    const gaps = figures.filter((one) => one.kind === kind).map(({ gapMs }) => gapMs);
    const { median, max } = summarize(gaps) ?? {};
    print(`${kind}: gaps of ${median} ms at the median, ${max} ms at most`);
  }
  print(`reads: ${JSON.stringify(reads.answers)}, the slowest in ms: ${JSON.stringify(reads.slowest)}`);
  promise(report.violations.length === 0, `wrong reads and lost or repeated writes: ${report.violations.length}`);
  const odd = reads.faults.slice(0, 5).join('; ') || 'none';
  promise(reads.faults.length === 0, `answers that are not documented: ${odd}`);
  const gap = Math.max(...figures.map(({ gapMs }) => gapMs));
  promise(gap <= goesOnWithinMs, `writes through the service went on within ${gap} ms`);
  const slowest = Math.max(...figures.map(({ slowestWriteMs }) => slowestWriteMs));
  promise(slowest < WRITE_ANSWERED_WITHIN_MS, `the slowest answer to a write took ${slowest} ms`);
  const most = [...sockets.most.values()];
  promise(Math.max(...most) <= MOST_CONNECTIONS, `at most ${most.join(', ')} connections to each member`);
  const descriptors = figures.map((one) => one.descriptors);
  const [first, last] = [Math.max(...descriptors.slice(0, 3)), Math.max(...descriptors.slice(-3))];
  promise(last <= first + DESCRIPTOR_SLACK, `descriptors: ${first} in the first cycles, ${last} in the last ones`);
  promise((await set.primary()).isUp, 'there is a primary');
}
