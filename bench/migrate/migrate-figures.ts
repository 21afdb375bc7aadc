import type { Figure } from './figures.js';
import { median } from './references.js';
import type { Round } from './rounds.js';
import type { WholeMigration } from './whole-migration.js';

/** Everything that was measured. */
export interface Measured {
  readonly products: number;
  readonly rounds: readonly Round[];
  readonly whole: WholeMigration;
  /** Documents a second by a loop of `updateOne`. */
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

/** The figures of a benchmark, each with its goal where there is one. */
export function migrateFigures({ products, rounds, whole, naive }: Measured): Figure[] {
  const over = (of: (round: Round) => number): number => median(rounds.map(of));
  const outOf = ({ references }: Round): number => median(references.map(({ out }) => out.seconds));
  const readOf = ({ references }: Round): number => median(references.map(({ read }) => read.seconds));
  const phase = (round: Round, name: string): number => round.phases.get(name)?.seconds ?? Number.NaN;
  const cpu = (round: Round, name: string): number => round.phases.get(name)?.cpuSeconds ?? Number.NaN;
  const outCpu = ({ references }: Round): number => median(references.map(({ out }) => out.cpuSeconds));
  const readCpu = ({ references }: Round): number => median(references.map(({ read }) => read.cpuSeconds));
  return [
    { name: '$out copy', unit: 'documents/s', value: over((round) => round.documents / outOf(round)) },
    { name: 'raw read', unit: 'documents/s', value: over((round) => round.documents / readOf(round)) },
    { name: 'updateOne loop', unit: 'documents/s', value: naive },
    atLeast(
      'transformation ÷ $out',
      over((round) => outOf(round) / phase(round, 'transformation')),
      0.2,
    ),
    figure(
      'transformation: CPU × $out',
      '',
      over((round) => cpu(round, 'transformation') / outCpu(round)),
    ),
    atLeast(
      'transformation ÷ updateOne loop',
      over((round) => copyRate(round) / naive),
      20,
    ),
    atLeast(
      'verification before the switch ÷ raw read',
      over((round) => readOf(round) / phase(round, 'switch')),
      0.2,
    ),
    figure(
      'the same: CPU × raw read',
      '',
      over((round) => cpu(round, 'switch') / readCpu(round)),
    ),
    atLeast(
      'after the switch ÷ raw read',
      over((round) => readOf(round) / phase(round, 'post-validation')),
      0.4,
    ),
    figure(
      'the same: CPU × raw read',
      '',
      over((round) => cpu(round, 'post-validation') / readCpu(round)),
    ),
    atLeast(
      'changes applied',
      over(({ changes }) => changes.count / changes.effort.seconds),
      4_000,
      '/s',
    ),
    figure(
      'the same, a CPU second of Node',
      '',
      over(({ changes }) => changes.count / changes.effort.nodeSeconds),
    ),
    ...PHASES.map((name) =>
      figure(
        `phase ${name}`,
        's',
        over((round) => phase(round, name)),
      ),
    ),
    ...PHASES.map((name) =>
      figure(
        `phase ${name}: CPU`,
        's',
        over((round) => cpu(round, name)),
      ),
    ),
    atMost(`whole migration of ${products}`, whole.seconds, (45 * products) / 100_000, 's'),
    atMost('memory of the driving process', whole.memoryMb, 250, 'MB'),
    atMost(
      'write pause at the switch',
      over(({ switchPauseMs }) => switchPauseMs),
      1_000,
      'ms',
    ),
    atMost(
      'rollback, asked to done',
      over(({ rollbackSeconds }) => rollbackSeconds),
      5,
      's',
    ),
    atMost(
      'write pause at the rollback',
      over(({ rollbackPauseMs }) => rollbackPauseMs),
      1_000,
      'ms',
    ),
    figure(
      'writes by others meanwhile',
      '',
      rounds.reduce((sum, { writes }) => sum + writes, 0),
    ),
    atMost(
      'of them lost',
      rounds.reduce((sum, { lost }) => sum + lost, 0),
      0,
    ),
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
