import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

import type { Bench } from './bench-context.js';
import type { Figure } from './figures.js';
import { GOALS } from './goal-list.js';
import { type Judged, judgeGoals } from './goals.js';

/** The result of a run: the figures, the machine, and which goals are met. */
export interface Outcome {
  readonly benchmark: 'read';
  readonly label: string;
  readonly at: string;
  readonly command: string;
  readonly commit: string;
  readonly machine: Machine;
  /** At the end of the run, over 1, 5 and 15 minutes: if above the number of cores, the machine was busy. */
  readonly loadAverage: readonly number[];
  readonly versions: Readonly<Record<string, string>>;
  readonly products: readonly number[];
  readonly rounds: number;
  readonly seconds: number;
  readonly figures: readonly Figure[];
  readonly goals: readonly Judged[];
}

/** The machine. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
}

/** Where the result of a label is stored. */
export function pathOf(label: string): string {
  return fileURLToPath(new URL(`../results/read-${label}.json`, import.meta.url));
}

/** An earlier result; `undefined` if there is none. */
export async function readOutcome(label: string): Promise<Outcome | undefined> {
  const text = await readFile(pathOf(label), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Outcome);
}

/** Additional information about a run. */
export interface About {
  /** The MongoDB version. */
  readonly mongodb: string;
  /** At the start of the run. */
  readonly commit: string;
  /** The earlier result from which figures that were not measured again are kept. */
  readonly earlier: Outcome | undefined;
}

/** Evaluates and stores a run's figures. */
export async function writeOutcome({ options, figures }: Bench, { mongodb, commit, earlier }: About): Promise<Outcome> {
  const { label, rounds, seconds } = options;
  const products = [...new Set([...(earlier?.products ?? []), ...options.products])].sort((a, b) => a - b);
  const command = earlier === undefined ? options.command : `${earlier.command}; ${options.command}`;
  const outcome: Outcome = {
    benchmark: 'read',
    label,
    at: new Date().toISOString(),
    command,
    commit,
    machine: {
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      system: `${process.platform} ${release()}`,
    },
    loadAverage: loadavg().map((load) => Math.round(load * 10) / 10),
    versions: { node: process.versions.node, mongodb, ...packageVersions() },
    products,
    rounds,
    seconds,
    figures: figures.all().map(rounded),
    goals: judgeGoals(GOALS, figures),
  };
  await mkdir(new URL('../results/', import.meta.url), { recursive: true });
  const json = JSON.stringify(outcome, null, 1).replaceAll(/\[\s+([^[\]{}]*?)\s+\]/g, oneLine);
  await writeFile(pathOf(label), `${json}\n`);
  return outcome;
}

/** Samples on one line: easier to read, and to diff. */
function oneLine(_: string, inner: string): string {
  return `[${inner.replaceAll(/\s*\n\s*/g, ' ')}]`;
}

function rounded({ id, unit, samples }: Figure): Figure {
  return { id, unit, samples: samples.map((sample) => Number(sample.toPrecision(4))) };
}

function packageVersions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const names = ['mongoose', '@nestjs/core', 'fastify', 'express', '@apollo/server', 'graphql'];
  const versions = Object.fromEntries(names.map((name) => [name, versionOf(require, name)]));
  return { 'mongodb driver': versionOf(require, 'mongodb'), ...versions };
}

function versionOf(require: NodeJS.Require, name: string): string {
  try {
    const path = fileURLToPath(new URL(`../../node_modules/${name}/package.json`, import.meta.url));
    return (require(path) as { version: string }).version;
  } catch {
    return 'unknown';
  }
}

/** The commit that is checked out; `unknown` outside a repository. */
export function currentCommit(): string {
  try {
    const head = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { stdio: ['ignore', 'pipe', 'ignore'] });
    return head.toString().trim();
  } catch {
    return 'unknown';
  }
}
