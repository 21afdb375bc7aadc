import { Presets, SingleBar } from 'cli-progress';

import type { RunDto } from '../batch-migration/http/run.dto.js';
import { describeCounts, duration } from './describe-run.js';

const LINE_EVERY_MS = 2_000;
const FORMAT = '{phase} {bar} {percentage} % | {value}/{total} documents | {speed}';

/** Shows a run's progress: a bar on a terminal, lines elsewhere, nothing for machines. */
export interface RunProgress {
  show(run: RunDto): void;
  end(): void;
}

/** Shows nothing. */
export const noRunProgress: RunProgress = { show: () => undefined, end: () => undefined };

/** Shows progress on stderr, so that stdout contains only the result. */
export function showRunProgress(
  stream: NodeJS.WriteStream = process.stderr,
  now: () => number = () => performance.now(),
): RunProgress {
  return stream.isTTY ? runBar(stream) : runLines(stream, now);
}

function runBar(stream: NodeJS.WriteStream): RunProgress {
  const bar = new SingleBar(
    { stream, clearOnComplete: true, hideCursor: true, format: FORMAT, autopadding: false },
    Presets.shades_classic,
  );
  let running = false;
  return {
    show: (run) => {
      const { total, migrated } = run.counts;
      const payload = { phase: run.phase ?? run.state, speed: speedOf(run) };
      if (!running) bar.start(Math.max(total, 1), migrated, payload);
      running = true;
      bar.setTotal(Math.max(total, 1));
      bar.update(migrated, payload);
    },
    end: () => {
      if (running) bar.stop();
      running = false;
    },
  };
}

function runLines(stream: NodeJS.WriteStream, now: () => number): RunProgress {
  let shownAt = Number.NEGATIVE_INFINITY;
  let shownPlace = '';
  let shownLine = '';
  return {
    show: (run) => {
      const place = `${run.state}, ${run.phase ?? 'not begun'}`;
      const line = `${place}: ${describeCounts(run)}, ${speedOf(run)}\n`;
      // A new phase is printed at once, numbers periodically, and unchanged state not at all.
      if (line === shownLine || (place === shownPlace && now() - shownAt < LINE_EVERY_MS)) return;
      [shownAt, shownPlace, shownLine] = [now(), place, line];
      stream.write(line);
    },
    end: () => undefined,
  };
}

function speedOf({ ratePerSecond, etaSeconds, throttledBy }: RunDto): string {
  const rate = ratePerSecond === null ? '' : `${Math.round(ratePerSecond)}/s`;
  const eta = etaSeconds === null ? '' : `${duration(etaSeconds)} to go`;
  const why = throttledBy === null ? '' : `throttled by ${throttledBy}`;
  return [rate, eta, why].filter((part) => part !== '').join(' | ') || 'working';
}
