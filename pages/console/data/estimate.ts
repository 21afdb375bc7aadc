import { count, duration } from './format.js';
import { currentPhase, doneOf, type Run } from './run.js';

const NO_ESTIMATE_BEFORE_S = 10;
/** A mean this much slower than the current rate is due to a pause, and does not predict the rest. */
const MEAN_COUNTS_FROM = 0.25;
const SPREAD = 0.15;

/** The estimated remaining time of the current phase. */
export type Estimate =
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'range'; readonly from: number; readonly to: number };

/**
 * An estimate for the counted phase (transformation), from the current rate and the mean since its start; `undefined`
 * if nothing is counted. It never includes time spent waiting for an operator.
 */
export function estimate(run: Run, now: number): Estimate | undefined {
  const phase = currentPhase(run);
  if (run.state !== 'running' || phase?.name !== 'transformation' || phase.startedAt === null) return undefined;
  const left = run.counts.total - doneOf(run);
  const seconds = (now - Date.parse(phase.startedAt)) / 1_000;
  if (run.ratePerSecond === null || run.ratePerSecond <= 0 || (seconds < NO_ESTIMATE_BEFORE_S && left > 0)) {
    return {
      kind: 'none',
      why: seconds < NO_ESTIMATE_BEFORE_S ? 'no estimate yet' : 'no estimate: no progress at the moment',
    };
  }
  if (left === 0) return { kind: 'none', why: 'all copied; catching up with recent writes' };
  const mean = doneOf(run) / seconds;
  const counts = mean >= MEAN_COUNTS_FROM * run.ratePerSecond;
  const [slow, fast] = [
    Math.min(run.ratePerSecond, counts ? mean : Infinity),
    Math.max(run.ratePerSecond, counts ? mean : 0),
  ];
  return { kind: 'range', from: (left / fast) * (1 - SPREAD), to: (left / slow) * (1 + SPREAD) };
}

/** `about 20 s to go`, `2 to 4 min to go`, `no estimate yet`. */
export function estimateText(found: Estimate): string {
  if (found.kind === 'none') return found.why;
  const [from, to] = [rounded(found.from), rounded(found.to)];
  if (to <= 5) return 'a few seconds to go';
  if (to - from <= Math.max(10, from * 0.5)) return `about ${duration(rounded((found.from + found.to) / 2))} to go`;
  if (to < 120) return `${from} to ${to} s to go`;
  if (to < 7_200) return `${Math.max(1, Math.round(from / 60))} to ${Math.round(to / 60)} min to go`;
  return `${duration(from)} to ${duration(to)} to go`;
}

/** Rounds to five seconds below two minutes, to half a minute below an hour, else to five minutes. */
function rounded(seconds: number): number {
  const step = seconds < 10 ? 1 : seconds < 120 ? 5 : seconds < 3_600 ? 30 : 300;
  return Math.max(1, Math.round(seconds / step) * step);
}

/** `812/s now, 640/s on average`; `undefined` if no rate is known. */
export function rateText(run: Run, now: number): string | undefined {
  if (run.ratePerSecond === null) return undefined;
  const startedAt = currentPhase(run)?.startedAt ?? null;
  const seconds = startedAt === null ? 0 : (now - Date.parse(startedAt)) / 1_000;
  const mean = seconds < 1 ? undefined : Math.round(doneOf(run) / seconds);
  return `${count(Math.round(run.ratePerSecond))}/s now${mean === undefined ? '' : `, ${count(mean)}/s on average`}`;
}
