// `npm run fuzz -- --minutes 10 --seed 1`: REST and GraphQL requests that no client would send. Exit code 1 if any
// response was a 500, too late, or an error outside the error format.
import { mkdtemp, rm } from 'node:fs/promises';
import { request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { MongoClient } from 'mongodb';

import { loadDemoData } from '../../../packages/demo-products/load-demo-data.js';
import { Random } from '../../../packages/demo-products/random.js';
import { startEmbeddedMongo } from '../../../packages/embedded-mongo/embedded-mongo.js';
import { adminKey, ServiceProcess } from '../workload/service-process.js';
import { graphqlRequest, schemaOf } from './graphql-requests.js';
import { HostileValues } from './hostile-values.js';
import { type FuzzAnswer, judgeAnswer, LONGEST_MS, refusedForNow } from './judge-answer.js';
import { type FuzzRequest, operationsOf, restRequest } from './rest-requests.js';

const DATABASE = 'fuzz';
const MAX_SHOWN = 20;
const SHOWN_CHARACTERS = 300;
/** A machine that was too busy for a moment answers later; a request that is too much for the service never does. */
const MAX_TRIES = 6;

const { values: given } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    clients: { type: 'string', default: '4' },
    // Milliseconds between two requests of a client, for a machine that has other things to do.
    pause: { type: 'string', default: '0' },
  },
});
const root = new URL('../../../', import.meta.url).pathname;
const operations = operationsOf(join(root, 'docs/openapi.json'));
const schema = schemaOf(join(root, 'docs/schema.graphql'));
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
// Exit hooks end the started processes.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    process.exit(130);
  });

const folder = await mkdtemp(join(tmpdir(), 'catalog-fuzz-'));
const mongo = await startEmbeddedMongo({ dataDir: join(folder, 'data'), cacheGB: 0.25 });
const client = await MongoClient.connect(mongo.uri);
const statuses = new Map<number, number>();
const faults: string[] = [];
/** Refusals of a moment by their codes. */
const refusals = new Map<string, number>();
let slowest = 0;
let service: ServiceProcess | undefined;
try {
  await loadDemoData(client.db(DATABASE).collection('products'));
  const { key, entry } = adminKey();
  service = await ServiceProcess.start({ uri: mongo.uri, database: DATABASE, folder, apiKeyEntry: entry });
  const until = performance.now() + Number(given.minutes) * 60_000;
  const { address } = service;
  await Promise.all(
    Array.from({ length: Number(given.clients) }, (_, number) => fuzz(number, { address, key, until })),
  );
  if (service.hasEnded) faults.push('the service ended');
} finally {
  await service?.kill();
  await client.close();
  await mongo.stop();
}
const total = [...statuses.values()].reduce((sum, count) => sum + count, 0);
const counts = [...statuses].sort(([one], [other]) => one - other).map(([status, count]) => `${status} × ${count}`);
print(`seed ${given.seed}: ${total} requests, slowest ${Math.round(slowest)} ms; ${counts.join(', ')}`);
for (const [code, count] of refusals) print(`refused for a moment, then asked again: ${code} × ${count}`);
for (const fault of faults.slice(0, MAX_SHOWN)) print(fault);
print(`${faults.length} faults`);
if (faults.length > 0) print(`the log is kept in ${folder}`);
else await rm(folder, { recursive: true, force: true });
process.exit(faults.length > 0 ? 1 : 0);

/** One client, which sends its requests one after the other. */
async function fuzz(
  number: number,
  { address, key, until }: { readonly address: string; readonly key: string; readonly until: number },
): Promise<void> {
  const values = new HostileValues(new Random(Number(given.seed), number));
  while (performance.now() < until) {
    const request = values.chance(0.5) ? graphqlRequest(values, schema) : restRequest(values, operations, key);
    const answer = await lastAnswer(address, request);
    const fault = typeof answer === 'string' ? answer : judgeAnswer(request, answer);
    if (fault !== undefined) faults.push(`${fault}: ${described(request, answer)}`);
    await sleep(Number(given.pause));
  }
}

/** The answer to a request that is sent again where it was refused for a moment. */
async function lastAnswer(address: string, request: FuzzRequest): Promise<FuzzAnswer | string> {
  for (let tries = 1; ; tries++) {
    const answer = await answerOf(address, request).catch((error: unknown) => String(error));
    if (typeof answer === 'string') return answer;
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    slowest = Math.max(slowest, answer.ms);
    const refused = refusedForNow(answer);
    if (refused === undefined || tries === MAX_TRIES) return answer;
    refusals.set(refused, (refusals.get(refused) ?? 0) + 1);
    await sleep((answer.retryAfter ?? 0) * 1_000);
  }
}

function described({ method, path, body = '' }: FuzzRequest, answer: FuzzAnswer | string): string {
  const came = typeof answer === 'string' ? '' : ` → ${answer.body.slice(0, SHOWN_CHARACTERS)}`;
  return `${method} ${path.slice(0, SHOWN_CHARACTERS)} ${body.slice(0, SHOWN_CHARACTERS)}${came}`;
}

function answerOf(address: string, { method, path, headers: asked, body = '' }: FuzzRequest): Promise<FuzzAnswer> {
  const { hostname, port } = new URL(address);
  // Of DELETE and OPTIONS Node sends a body without its length: the service takes it for the next request.
  const headers = { ...asked, ...(body === '' ? {} : { 'content-length': Buffer.byteLength(body) }) };
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const sent = send({ hostname, port, method, path, headers, timeout: LONGEST_MS }, (response) => {
      const parts: Buffer[] = [];
      const retryAfter = response.headers['retry-after'];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          body: Buffer.concat(parts).toString(),
          ms: performance.now() - begun,
          ...(retryAfter === undefined ? {} : { retryAfter: Number(retryAfter) }),
        });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${LONGEST_MS} ms`)));
    sent.on('error', reject);
    sent.end(body);
  });
}
