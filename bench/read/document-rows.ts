import type { Figures, Summary } from './figures.js';
import { short } from './goals.js';
import { SORTS } from './groups/starts.js';
import { CLASSES } from './requests.js';

/** A row of a table: its name and how to find its cell; `–` if nothing was measured. */
export interface Row {
  readonly name: string;
  of(figures: Figures): string;
}

/** The rows of each table, by the number of products. */
export const TABLES = { pages, classes, details, writes, instances, idle } as const;

const KINDS: Readonly<Record<string, string>> = {
  rest: 'REST, not cached',
  'rest-repeated': 'REST, repeated',
  graphql: 'GraphQL, not cached',
  'graphql-repeated': 'GraphQL, repeated',
  filterless: 'REST by cursor, no filter',
  'one-filter': 'REST, one filter (tag)',
};
const SERVERS: Readonly<Record<string, string>> = {
  floor: 'floor',
  documented: 'documented way',
  'service-0': 'service, 0 % migrated',
  'service-50': 'service, 50 % migrated',
  'service-100': 'service, 100 % migrated',
};

function pages(count: number): Row[] {
  return Object.entries(KINDS).flatMap(([kind, kindName]) =>
    Object.entries(SERVERS).map(([server, serverName]) => ({
      name: `${kindName}: ${serverName}`,
      of: (figures: Figures) => pageCell(figures, count, `${server}/${kind}`),
    })),
  );
}

function pageCell(figures: Figures, count: number, cell: string): string {
  const at = `pages/${count}/${cell}`;
  const cpu = figures.summary(`${at}/cpu`);
  if (cpu === undefined) return '–';
  const floor = figures.ratio(`${at}/cpu`, `pages/${count}/floor/rest/cpu`);
  const [rate, p50, p95] = ['rate', 'p50', 'p95'].map((quantity) => figures.summary(`${at}/${quantity}`));
  return `${spread(cpu)} µs, ${spread(floor)} × floor, ${spread(rate)}/s, p50 ${median(p50)} ms, p95 ${median(p95)} ms`;
}

function classes(count: number): Row[] {
  return Object.keys(CLASSES).flatMap((name) =>
    [0, 50, 100].map((share) =>
      row(`${name}, ${products(count)}, ${share} % migrated`, `classes/${count}/service-${share}/${name}/p95`, ' ms'),
    ),
  );
}

function details(count: number): Row[] {
  const facets = [0, 100].flatMap((share) =>
    ['without', 'with'].flatMap((kind) => {
      const at = `facets/${count}/service-${share}/${kind}`;
      const name = `page ${kind} all facets, ${products(count)}, ${share} % migrated`;
      return [row(`${name}: p50`, `${at}/p50`, ' ms'), row(`${name}: CPU`, `${at}/cpu`, ' µs')];
    }),
  );
  const cursors = ['first', 'last'].flatMap((kind) => {
    const at = `cursors/${count}/service-100/${kind}`;
    const name = `cursor page, ${kind} products of ${short(count)}`;
    return [row(`${name}: p50`, `${at}/p50`, ' ms'), row(`${name}: CPU`, `${at}/cpu`, ' µs')];
  });
  return [...facets, ...cursors];
}

function writes(count: number): Row[] {
  const at = `writes/${count}/service-100`;
  const name = products(count);
  return [
    row(`p95 without writes, ${name}`, `${at}/without/p95`, ' ms'),
    row(`p95 with writes, ${name}`, `${at}/with/p95`, ' ms'),
    row(`p95 with writes, writers excluded, ${name}`, `${at}/with/p95-counted-out`, ' ms'),
    row(`requests without writes, ${name}`, `${at}/without/rate`, '/s'),
    row(`requests with writes, ${name}`, `${at}/with/rate`, '/s'),
    row(`service CPU per request without writes, ${name}`, `${at}/without/cpu`, ' µs'),
    row(`service CPU per request with writes (change stream included), ${name}`, `${at}/with/cpu`, ' µs'),
    row(`writes done, ${name}`, `${at}/with/writes`, '/s'),
    row(`mongod CPU with writes, ${name}`, `${at}/with/mongod`, ' % of a core'),
  ];
}

function instances(count: number): Row[] {
  const name = products(count);
  const at = `starts/${count}`;
  return [
    row(`start to ready, ${name}`, `${at}/ready`, ' s'),
    row(`CPU until ready, ${name}`, `${at}/ready-cpu`, ' s'),
    row(`RSS when ready, ${name}`, `${at}/memory`, ' MB'),
    row(`peak RSS until ready, ${name}`, `${at}/memory-most`, ' MB'),
    ...SORTS.map((sort) => row(`first request sorted by ${sort}, ${name}`, `${at}/first-${sort}`, ' ms')),
    ...[0, 100].flatMap((share) => {
      const migrated = `${name}, ${share} % migrated`;
      const intake = `intake/${count}/service-${share}`;
      return [
        row(`RSS under load, ${migrated}`, `pages/${count}/service-${share}/memory`, ' MB'),
        row(`peak RSS under load, ${migrated}`, `pages/${count}/service-${share}/memory-most`, ' MB'),
        row(`changes applied per CPU second, ${migrated}`, `${intake}/per-core-second`, '/s'),
        row(`changes applied per wall-clock second, ${migrated}`, `${intake}/per-second`, '/s'),
      ];
    }),
  ];
}

function idle(): Row[] {
  return [
    row('CPU of an idle instance (demo, migrated, rollback open)', 'idle/75/cpu', ' % of a core'),
    row('RSS of an idle instance', 'idle/75/memory', ' MB'),
  ];
}

function row(name: string, id: string, unit: string): Row {
  return {
    name,
    of: (figures) => {
      const summary = figures.summary(id);
      return summary === undefined ? '–' : `${spread(summary)}${unit}`;
    },
  };
}

function products(count: number): string {
  return `${short(count)} products`;
}

function median(summary: Summary | undefined): string {
  return summary === undefined ? '–' : short(summary.median);
}

function spread(summary: Summary | undefined): string {
  if (summary === undefined || summary.min === summary.max) return median(summary);
  return `${short(summary.median)} [${short(summary.min)}–${short(summary.max)}]`;
}
