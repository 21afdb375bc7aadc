import { parseArgs } from 'node:util';

/** The parts of the read benchmark; `--only` selects some of them. */
export const GROUPS = ['pages', 'classes', 'facets', 'cursors', 'writes', 'starts', 'intake', 'idle'] as const;
/** One part of the read benchmark. */
export type Group = (typeof GROUPS)[number];

/** What to measure and for how long. */
export interface ReadOptions {
  /** Catalog sizes, ascending. */
  readonly products: readonly number[];
  readonly rounds: number;
  /** Seconds of load for each kind of request in each round. */
  readonly seconds: number;
  /** Seconds over which the CPU of an idle instance is counted. */
  readonly idleSeconds: number;
  /** Names the result: `bench/results/read-<label>.json`. */
  readonly label: string;
  readonly groups: ReadonlySet<Group>;
  /** Whether to keep the figures of groups that do not run from an earlier run with the same label. */
  readonly merge: boolean;
  /** The command line, for the report. */
  readonly command: string;
}

/** An invalid command line; the message says what to use. */
export class BenchOptionError extends Error {
  readonly code = 'BENCH_OPTION';
}

const LARGE = 1_000_000;

/**
 * Parses the command line of `npm run bench -- read`. Throws a `BenchOptionError` for a bad value, and the `TypeError`
 * of Node's `parseArgs` for an unknown option.
 */
export function readOptions(args: readonly string[]): ReadOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      products: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      label: { type: 'string' },
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      large: { type: 'boolean', default: false },
    },
  });
  const { quick } = values;
  const products = values.products ?? (quick ? '75,1000' : '75,10000,100000');
  const sizes = products.split(',').map((size) => atLeast(size, 75));
  if (values.large) sizes.push(LARGE);
  return {
    products: [...new Set(sizes)].sort((a, b) => a - b),
    rounds: atLeast(values.rounds ?? (quick ? '1' : '5'), 1),
    seconds: atLeast(values.seconds ?? (quick ? '0.5' : '2'), 0.1),
    idleSeconds: quick ? 3 : 30,
    label: values.label ?? (quick ? 'quick' : 'after'),
    groups: new Set(values.only === undefined ? GROUPS : values.only.split(',').map(toGroup)),
    merge: values.only !== undefined,
    command: ['npm run bench -- read', ...args].join(' '),
  };
}

/** Whether a run with these options measures a figure of an earlier run of the label again. */
export function isMeasuredAnew(id: string, { groups, products }: Pick<ReadOptions, 'groups' | 'products'>): boolean {
  const [group = '', count = ''] = id.split('/');
  const anySize = group === 'intake' || group === 'idle';
  return groups.has(group as Group) && (anySize || products.includes(Number(count)));
}

function atLeast(text: string, least: number): number {
  const number = Number(text);
  if (number >= least) return number;
  throw new BenchOptionError(`${text} is not a number of at least ${least}`);
}

function toGroup(name: string): Group {
  const group = GROUPS.find((candidate) => candidate === name);
  if (group === undefined) throw new BenchOptionError(`There is no group ${name}; use some of ${GROUPS.join(', ')}`);
  return group;
}
