import type { Figure } from './figures.js';
import { median } from './references.js';
import type { Round } from './rounds.js';
import type { WholeMigration } from './whole-migration.js';

/** All measurements. */
export interface Measured {
  readonly products: number;
  readonly rounds: readonly Round[];
  readonly whole: WholeMigration;
  /** Documents per second by a loop of `updateOne`. */
  readonly naive: number;
}

const PHASES = [
  'pre-flight',
  'backup',
  'transformation',
  'indexes',
  'performance-validation',
  'switch',
  'post-validation',
] as const;

/** The figures of a benchmark, each with its goal, if there is one. */
export function migrateFigures(measured: Measured): Figure[] {
  return [...references(measured), ...ratios(measured), ...phases(measured), ...wholes(measured), ...pauses(measured)];
}

type Of = (round: Round) => number;

const outOf: Of = ({ references: all }) => median(all.map(({ out }) => out.seconds));
const readOf: Of = ({ references: all }) => median(all.map(({ read }) => read.seconds));
const outCpu: Of = ({ references: all }) => median(all.map(({ out }) => out.cpuSeconds));
const readCpu: Of = ({ references: all }) => median(all.map(({ read }) => read.cpuSeconds));
const secondsOf = (round: Round, name: string): number => round.phases.get(name)?.seconds ?? Number.NaN;
const cpuOf = (round: Round, name: string): number => round.phases.get(name)?.cpuSeconds ?? Number.NaN;
const over = (rounds: readonly Round[], of: Of): number => median(rounds.map(of));

function references({ rounds, naive }: Measured): Figure[] {
  return [
    figure(
      '$out copy',
      'documents/s',
      over(rounds, (round) => round.documents / outOf(round)),
    ),
    figure(
      'raw read',
      'documents/s',
      over(rounds, (round) => round.documents / readOf(round)),
    ),
    figure('updateOne loop', 'documents/s', naive),
  ];
}

function ratios({ rounds, naive }: Measured): Figure[] {
  const speed = (of: Of, phase: string): number => over(rounds, (round) => of(round) / secondsOf(round, phase));
  const cpu = (of: Of, phase: string): number => over(rounds, (round) => cpuOf(round, phase) / of(round));
  const changes = (of: Of): number => over(rounds, (round) => round.changes.count / of(round));
  return [
    atLeast('transformation ÷ $out', speed(outOf, 'transformation'), 0.2),
    figure('transformation: CPU × $out', '', cpu(outCpu, 'transformation')),
    atLeast(
      'transformation ÷ updateOne loop',
      over(rounds, (round) => copyRate(round) / naive),
      20,
    ),
    atLeast(
      'verification before the switch ÷ raw read',
      over(rounds, (round) => readOf(round) / round.comparison.seconds),
      0.2,
    ),
    figure(
      'the same: CPU × raw read',
      '',
      over(rounds, (round) => round.comparison.cpuSeconds / readCpu(round)),
    ),
    atLeast(
      'verification after the switch ÷ raw read',
      over(rounds, (round) => readOf(round) / round.comparisonAfterSeconds),
      0.4,
    ),
    atLeast(
      'changes applied to both copies',
      changes(({ changes: { effort } }) => effort.seconds),
      4_000,
      '/s',
    ),
    figure(
      'the same, a CPU second of Node',
      '',
      changes(({ changes: { effort } }) => effort.nodeSeconds),
    ),
  ];
}

function phases({ rounds }: Measured): Figure[] {
  return [
    ...PHASES.map((name) =>
      figure(
        `phase ${name}`,
        's',
        over(rounds, (round) => secondsOf(round, name)),
      ),
    ),
    ...PHASES.map((name) =>
      figure(
        `phase ${name}: CPU`,
        's',
        over(rounds, (round) => cpuOf(round, name)),
      ),
    ),
  ];
}

function wholes({ products, whole }: Measured): Figure[] {
  return [
    atMost(`whole migration of ${products}`, whole.seconds, (45 * products) / 100_000, 's'),
    atMost('memory of the driving process', whole.memoryMb, 250, 'MB'),
  ];
}

function pauses({ rounds }: Measured): Figure[] {
  const sum = (of: Of): number => rounds.reduce((total, round) => total + of(round), 0);
  const lost = sum((round) => round.lost);
  return [
    atMost(
      'write pause at the switch',
      over(rounds, ({ switchPauseMs }) => switchPauseMs),
      1_000,
      'ms',
    ),
    atMost(
      'rollback, asked to done',
      over(rounds, ({ rollbackSeconds }) => rollbackSeconds),
      5,
      's',
    ),
    atMost(
      'write pause at the rollback',
      over(rounds, ({ rollbackPauseMs }) => rollbackPauseMs),
      1_000,
      'ms',
    ),
    figure(
      'writes by others meanwhile',
      '',
      sum((round) => round.writes),
    ),
    atMost('of them lost', lost, 0),
  ];
}

function copyRate(round: Round): number {
  return round.documents / (round.phases.get('transformation')?.seconds ?? Number.NaN);
}

function figure(name: string, unit: string, value: number): Figure {
  return { name, unit, value };
}

function atLeast(name: string, value: number, goal: number, unit = 'ratio'): Figure {
  return { name, unit, value, goal: `≥ ${goal}`, isMet: value >= goal };
}

function atMost(name: string, value: number, goal: number, unit = ''): Figure {
  return { name, unit, value, goal: `≤ ${goal}`, isMet: value <= goal };
}
