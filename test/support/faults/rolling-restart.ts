import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { MongoClient } from 'mongodb';

import { insertGenerated } from '../../../packages/demo-products/insert-generated.js';
import { startEmbeddedMongo } from '../../../packages/embedded-mongo/embedded-mongo.js';
import { freePort } from '../../../packages/embedded-mongo/mongod-process.js';
import { adminKey, type ServicePlace, ServiceProcess } from '../workload/service-process.js';
import type { Stage } from './fault.js';

const DATABASE = 'rolling_restart';
const REQUEST_EVERY_MS = 5;
const CONNECTIONS = 8;
const EXIT_WITHIN_MS = 10_000;

/** Two instances behind haproxy are restarted in turn while clients keep their connections to it open. */
export async function rollingRestart({ folder, args, print, promise }: Stage): Promise<void> {
  if (spawnSync('haproxy', ['-v']).status !== 0) throw new Error('haproxy is missing: apt-get install haproxy');
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string', default: '10' } } });
  const mongo = await startEmbeddedMongo({ dataDir: join(folder, 'data') });
  const client = await MongoClient.connect(mongo.uri);
  await insertGenerated(client.db(DATABASE).collection('products'), { count: 500, seed: 1 });
  await client.close();
  const place = { uri: mongo.uri, database: DATABASE, folder, apiKeyEntry: adminKey().entry, isBuilt: true };
  const ports = [await freePort(0), await freePort(0)];
  const instances = await Promise.all(ports.map((port) => start(place, port)));
  const front = await freePort(0);
  const proxy = await startHaproxy(folder, front, ports);
  const traffic = new Traffic(front);
  const exits: { readonly code: number | null; readonly ms: number }[] = [];
  try {
    await sleep(2_000);
    for (let round = 0; round < Number(values.rounds); round++)
      for (const [index, port] of ports.entries()) {
        const begun = performance.now();
        const code = await instances[index]?.terminate();
        exits.push({ code: code ?? null, ms: Math.round(performance.now() - begun) });
        await sleep(500);
        instances[index] = await start(place, port);
        // Until the proxy sends it requests again.
        await sleep(2_000);
      }
    await traffic.stop();
  } finally {
    proxy.kill('SIGKILL');
    for (const instance of instances) await instance.kill();
    await mongo.stop();
  }
  const slowest = Math.max(...exits.map(({ ms }) => ms));
  const { answered, failures } = traffic;
  print(`${exits.length} stops, the slowest took ${slowest} ms; ${answered} requests answered with 200`);
  promise(failures.size === 0, `failed requests: ${JSON.stringify(Object.fromEntries(failures))}`);
  promise(
    exits.every(({ code }) => code === 0),
    `exit codes: ${exits.map(({ code }) => code).join(' ')}`,
  );
  promise(slowest <= EXIT_WITHIN_MS, `every instance ended within ${EXIT_WITHIN_MS / 1_000} s`);
}

function start(place: ServicePlace, port: number): Promise<ServiceProcess> {
  // Only in production does an instance that stops wait until the proxy has noticed that it is not ready.
  return ServiceProcess.start(place, { PORT: String(port), NODE_ENV: 'production' });
}

/** Without retries: what fails at an instance fails for the client. */
async function startHaproxy(folder: string, front: number, ports: readonly number[]): Promise<ChildProcess> {
  const file = join(folder, 'haproxy.cfg');
  await writeFile(
    file,
    `defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 30s
  retries 0
frontend front
  bind 127.0.0.1:${front}
  default_backend instances
backend instances
  option httpchk GET /health/ready
  default-server check inter 200ms fall 1 rise 1
${ports.map((port, index) => `  server i${index} 127.0.0.1:${port}\n`).join('')}`,
  );
  const proxy = spawn('haproxy', ['-f', file, '-db'], { stdio: 'ignore' });
  process.once('exit', () => proxy.kill('SIGKILL'));
  const isOpen = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${front}/`).then(
      () => true,
      () => false,
    );
  while (!(await isOpen())) await sleep(50);
  return proxy;
}

/** 200 requests a second on connections that are kept open; none is repeated. */
class Traffic {
  answered = 0;
  /** How often each failure occurred. */
  readonly failures = new Map<string, number>();
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  private underWay = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(port: number) {
    this.timer = setInterval(() => {
      this.send(port);
    }, REQUEST_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    while (this.underWay > 0) await sleep(50);
    this.agent.destroy();
  }

  private send(port: number): void {
    this.underWay += 1;
    const over = (failure?: string): void => {
      this.underWay -= 1;
      if (failure === undefined) this.answered += 1;
      else this.failures.set(failure, (this.failures.get(failure) ?? 0) + 1);
    };
    const options = { host: '127.0.0.1', port, path: '/api/products?limit=5', agent: this.agent };
    get(options, (response) => {
      response.resume();
      response.once('close', () => {
        over(response.statusCode === 200 && response.complete ? undefined : `status ${response.statusCode}`);
      });
    }).once('error', (error) => {
      over(error.message);
    });
  }
}
