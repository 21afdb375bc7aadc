// The load generator, in its own process: keep-alive connections in a closed loop.
import { connect, type Socket } from 'node:net';

import { percentile } from '../figures.js';
import type { LoadOrder, LoadReport } from './load-generator.js';
import { requestAt, type RequestSet } from './request-set.js';
import { ResponseReader } from './response-reader.js';

const sets = new Map<string, { readonly set: RequestSet; next: number }>();

process.on('message', (message: { readonly keep: RequestSet } | { readonly run: LoadOrder }) => {
  if ('keep' in message) {
    sets.set(message.keep.name, { set: message.keep, next: sets.get(message.keep.name)?.next ?? 0 });
    process.send?.({ kept: message.keep.name });
    return;
  }
  load(message.run).then(
    (report) => process.send?.({ report }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

async function load(order: LoadOrder): Promise<LoadReport> {
  const latencies: number[] = [];
  const tally = { failures: 0, bytes: 0, firstFailure: '' };
  const begun = performance.now();
  const until = begun + order.seconds * 1000;
  const onAnswer: OnAnswer = (ms, status, body) => {
    latencies.push(ms);
    tally.bytes += body.length;
    if (status !== 200 && tally.failures++ === 0) tally.firstFailure = `${status} ${body.toString('utf8', 0, 300)}`;
    return performance.now() < until;
  };
  await Promise.all(Array.from({ length: order.connections }, (_, index) => converse(order, index, onAnswer)));
  const seconds = (performance.now() - begun) / 1000;
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number): number => percentile(sorted, share);
  return { ...tally, requests: sorted.length, seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Called for each response; returns whether to continue. */
type OnAnswer = (ms: number, status: number, body: Buffer) => boolean;

/** One connection's requests, from its own loopback address so that no per-client rate limit is hit. */
function converse({ port, name }: LoadOrder, index: number, onAnswer: OnAnswer): Promise<void> {
  const kept = sets.get(name);
  if (kept === undefined) throw new Error(`There is no request set ${name}`);
  return new Promise((resolve, reject) => {
    const reader = new ResponseReader();
    let sentAt = 0;
    const socket: Socket = connect({ host: '127.0.0.1', port, localAddress: `127.0.0.${index + 2}`, noDelay: true });
    const ask = (): void => {
      sentAt = performance.now();
      socket.write(requestAt(kept.set, kept.next++));
    };
    socket.on('connect', ask).on('error', reject);
    socket.on('close', () => {
      reject(new Error('The server closed a connection'));
    });
    socket.on('data', (chunk) => {
      const response = reader.push(chunk);
      if (response === undefined) return;
      if (onAnswer(performance.now() - sentAt, response.status, response.body)) ask();
      else {
        resolve();
        socket.destroy();
      }
    });
  });
}
