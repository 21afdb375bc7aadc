// Many requests for listings that no cache holds, in a process of its own.
import { connect, type Socket } from 'node:net';

import { percentile } from '../../../bench/read/figures.js';
import { ResponseReader } from '../../../bench/read/load/response-reader.js';

/** What to send. */
export interface Flood {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Requests per second, as far as there are free connections; `null`: each connection's next one at once. */
  readonly rate: number | null;
}

/** What came back; times in ms. */
export interface FloodReport {
  readonly seconds: number;
  readonly sent: number;
  /** With 200. */
  readonly answered: number;
  /** With 503. */
  readonly shed: number;
  readonly failed: number;
  readonly firstFailure: string;
  readonly p50: number;
  readonly p99: number;
  readonly shedP99: number;
}

const TICK_MS = 5;

process.on('message', (order: Flood) => {
  void send(order).then((report) => process.send?.(report));
});

async function send({ port, connections, seconds, rate }: Flood): Promise<FloodReport> {
  const accepted: number[] = [];
  const shed: number[] = [];
  const tally = { sent: 0, failed: 0, firstFailure: '' };
  const free: (() => void)[] = [];
  const fail = (what: string): void => {
    if (tally.failed++ === 0) tally.firstFailure = what;
  };
  const sockets = Array.from({ length: connections }, (_, index) => {
    const line = open(port, index, () => `/api/products?sort=price&priceMin=${(tally.sent++ * 1e-6).toFixed(6)}`);
    line.onAnswer = (status, ms, body) => {
      if (status === 200) accepted.push(ms);
      else if (status === 503) shed.push(ms);
      else fail(`${status} ${body.toString('utf8', 0, 200)}`);
      if (rate === null) line.ask();
      else free.push(line.ask);
    };
    line.socket.once('connect', () => (rate === null ? line.ask() : free.push(line.ask)));
    line.socket.once('error', (error) => {
      fail(error.message);
    });
    return line.socket;
  });
  const begun = performance.now();
  const timer = setInterval(() => {
    const due = ((rate ?? 0) * (performance.now() - begun)) / 1_000;
    while (tally.sent < due && free.length > 0) free.shift()?.();
  }, TICK_MS);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  clearInterval(timer);
  for (const socket of sockets) socket.destroy();
  const [ok, refused] = [accepted, shed].map((times) => Float64Array.from(times).sort()) as [
    Float64Array,
    Float64Array,
  ];
  return {
    ...tally,
    seconds: (performance.now() - begun) / 1_000,
    answered: ok.length,
    shed: refused.length,
    p50: percentile(ok, 0.5),
    p99: percentile(ok, 0.99),
    shedP99: percentile(refused, 0.99),
  };
}

interface Line {
  readonly socket: Socket;
  readonly ask: () => void;
  onAnswer: (status: number, ms: number, body: Buffer) => void;
}

/** One connection, from an address of its own, so that no client's rate limit is reached. */
function open(port: number, index: number, nextPath: () => string): Line {
  const reader = new ResponseReader();
  const socket = connect({ host: '127.0.0.1', port, localAddress: `127.0.${1 + (index >> 7)}.${2 + (index & 127)}` });
  let sentAt = 0;
  const line: Line = {
    socket,
    ask: () => {
      sentAt = performance.now();
      socket.write(`GET ${nextPath()} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n`);
    },
    onAnswer: () => undefined,
  };
  socket.setNoDelay(true);
  socket.on('data', (chunk) => {
    const response = reader.push(chunk);
    if (response !== undefined) line.onAnswer(response.status, performance.now() - sentAt, response.body);
  });
  return line;
}
