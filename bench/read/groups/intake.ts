import type { Bench } from '../bench-context.js';
import type { Server } from '../child.js';
import { cpuMs } from '../process-usage.js';
import { startService } from '../servers.js';
import type { Share } from '../stage.js';
import { OutsideWriter } from '../writer/outside-writer.js';
import { nextMark, untilPriced } from './shown.js';

const SHARES: readonly Share[] = [0, 100];

/**
 * How fast the catalog applies changes from the stream. The service is paused (SIGSTOP) while an outside writer
 * writes, so the time from SIGCONT until it shows the last write is its own work. The backup journal is off: it reads a
 * stream of its own.
 */
export async function measureIntake({ stage, figures, options }: Bench, count: number): Promise<void> {
  const writes = Math.min(count, 10_000);
  await stage.fill(count, SHARES);
  for (const share of SHARES) {
    const database = stage.database(count, share);
    const settings = { MONGODB_DATABASE: database, LAZY_UPGRADE: 'read-only', JOURNAL_ENABLED: 'false' };
    const server = await startService(stage, `intake-${share}`, settings);
    await stage.untilIndexed(database);
    const writer = await OutsideWriter.start(stage.uri, database);
    try {
      for (let round = -1; round < options.rounds; round += 1) {
        const { seconds, cpuSeconds, changes } = await takeIn(server, writer, writes);
        if (round < 0) continue;
        figures.add(`intake/${count}/service-${share}/per-core-second`, '1/s', changes / cpuSeconds);
        figures.add(`intake/${count}/service-${share}/per-second`, '1/s', changes / seconds);
      }
    } finally {
      writer.stop();
      await server.stop();
    }
  }
}

async function takeIn(
  server: Server,
  writer: OutsideWriter,
  writes: number,
): Promise<{ readonly seconds: number; readonly cpuSeconds: number; readonly changes: number }> {
  const mark = nextMark();
  process.kill(server.pid, 'SIGSTOP');
  let changes: number;
  try {
    changes = await writer.burst(writes, mark);
  } finally {
    process.kill(server.pid, 'SIGCONT');
  }
  const begun = performance.now();
  const before = await cpuMs(server.pid);
  await untilPriced(server, mark);
  const seconds = (performance.now() - begun) / 1000;
  return { changes, seconds, cpuSeconds: ((await cpuMs(server.pid)) - before) / 1000 };
}
