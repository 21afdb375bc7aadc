import { Presets, SingleBar } from 'cli-progress';

import type { Progress } from './command.js';

const LINE_EVERY_MS = 2_000;
const PERCENT = 100;

/** Shows progress on stderr, so that stdout contains only the result. */
export function showProgress(unit: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? bar(unit, stream) : lines(unit, stream);
}

/** Shows nothing. */
export const noProgress: Progress = { update: () => undefined, end: () => undefined };

function bar(unit: string, stream: NodeJS.WriteStream): Progress {
  const shown = new SingleBar(
    { stream, clearOnComplete: true, hideCursor: true, etaBuffer: 50, format: rateFormat(unit) },
    Presets.shades_classic,
  );
  const begun = performance.now();
  let running = false;
  return {
    update: (done, total) => {
      if (!running) shown.start(total, done, { rate: 0 });
      running = true;
      shown.setTotal(total);
      shown.update(done, { rate: rateOf(done, begun) });
    },
    end: () => {
      if (running) shown.stop();
      running = false;
    },
  };
}

function lines(unit: string, stream: NodeJS.WriteStream): Progress {
  const begun = performance.now();
  let last = begun;
  return {
    update: (done, total) => {
      if (performance.now() - last < LINE_EVERY_MS) return;
      last = performance.now();
      const rate = rateOf(done, begun);
      const percent = total > 0 ? Math.floor((done / total) * PERCENT) : 0;
      stream.write(
        `${done} of ${total} ${unit} (${percent} %), ${rate}/s, ` +
          `${rate > 0 ? Math.ceil((total - done) / rate) : '?'} s to go\n`,
      );
    },
    end: () => undefined,
  };
}

const rateFormat = (unit: string): string =>
  `{bar} {percentage} % | {value}/{total} ${unit} | {rate}/s | {eta_formatted} to go`;

function rateOf(done: number, begun: number): number {
  return Math.round((done / Math.max(1, performance.now() - begun)) * 1000);
}
