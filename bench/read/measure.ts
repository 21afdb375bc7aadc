import type { Server } from './child.js';
import type { Figures } from './figures.js';
import type { LoadGenerator, LoadReport } from './load/load-generator.js';
import type { RequestSet } from './load/request-set.js';
import { cpuMs, memoryMb } from './process-usage.js';

/** One kind of request to one server: a cell of the table. */
export interface Cell {
  /** The prefix of its figures: `<group>/<products>/<server>/<kind>`. */
  readonly id: string;
  readonly server: Server;
  readonly set: RequestSet;
}

/** The load on a cell. */
export interface Pressure {
  readonly connections: number;
  readonly seconds: number;
}

/** The load report with the server's own CPU time. */
export interface Measured extends LoadReport {
  /** CPU time per request in µs, user and system. */
  readonly cpuMicros: number;
}

/** Puts a load on a server and measures its CPU time. Throws if it responds with anything but 200. */
export async function measure(load: LoadGenerator, { id, server, set }: Cell, pressure: Pressure): Promise<Measured> {
  await load.keep(set);
  const before = await cpuMs(server.pid);
  const report = await load.run({ ...pressure, port: server.port, name: set.name });
  const cpuMicros = (((await cpuMs(server.pid)) - before) * 1000) / report.requests;
  if (report.failures > 0) {
    const share = `${report.failures} of ${report.requests} requests failed`;
    throw new Error(`${id}: ${share}, the first with ${report.firstFailure} (0: no Content-Length)`);
  }
  return { ...report, cpuMicros };
}

/** Measures cells in turn, round by round, after a warm-up round. */
export async function interleave(
  load: LoadGenerator,
  cells: readonly Cell[],
  figures: Figures,
  pressure: Pressure & { readonly rounds: number },
): Promise<void> {
  for (const cell of cells) await measure(load, cell, { ...pressure, seconds: Math.min(1, pressure.seconds) });
  for (let round = 0; round < pressure.rounds; round += 1) {
    for (const cell of cells) record(figures, cell.id, await measure(load, cell, pressure));
    await recordMemory(figures, cells);
  }
}

/** Adds a cell's round to the figures. */
export function record(figures: Figures, id: string, measured: Measured): void {
  figures.add(`${id}/cpu`, 'µs', measured.cpuMicros);
  figures.add(`${id}/rate`, '1/s', measured.requests / measured.seconds);
  figures.add(`${id}/p50`, 'ms', measured.p50);
  figures.add(`${id}/p95`, 'ms', measured.p95);
}

async function recordMemory(figures: Figures, cells: readonly Cell[]): Promise<void> {
  const servers = new Map(cells.map(({ id, server }) => [id.split('/').slice(0, 3).join('/'), server]));
  for (const [id, { pid }] of servers) {
    const { now, most } = await memoryMb(pid);
    figures.add(`${id}/memory`, 'MB', now);
    figures.add(`${id}/memory-most`, 'MB', most);
  }
}
