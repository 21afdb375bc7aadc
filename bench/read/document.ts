import { Figures, type Summary } from './figures.js';
import { short } from './goals.js';
import type { Outcome } from './outcome.js';
import { verdict } from './report.js';

/** A row: its name and how its figure is found. */
type Row = readonly [name: string, of: (figures: Figures) => string];

/** The text of docs/benchmarks.md: figures before and after the redesign of reading, side by side. */
export function benchmarkDocument(before: Outcome | undefined, after: Outcome | undefined): string {
  const outcomes = [before, after];
  const figures = outcomes.map((outcome) => (outcome === undefined ? undefined : Figures.of(outcome.figures)));
  const counts = [...new Set(outcomes.flatMap((outcome) => outcome?.products ?? []))].sort((a, b) => a - b);
  return [
    HEAD, runs(outcomes), '## Goals', goals(outcomes),
    ...counts.flatMap((count) => [`## Pages at ${short(count)} products`, table(figures, pageRows(count))]),
    '## Single answers', table(figures, counts.flatMap(detailRows)),
    '## Beside 1,000 outside writes a second', table(figures, counts.flatMap(writeRows)),
    '## Instances', table(figures, [...counts.flatMap(instanceRows), ...IDLE_ROWS]),
    '',
  ].join('\n\n');
}

const HEAD = `# Benchmarks of reading

This page is written by \`npm run bench -- read --label before|after\` from \`bench/results/\`; what is measured is in [bench/read](../bench/read).
Absolute times depend on the machine and on what else runs on it. Ratios compare servers that took turns in the same run.

- CPU is the server process's own user and system time for each request, from \`/proc/PID/stat\`; that of MongoDB and of the load generator is not in it.
- "Not cached": each request has a price bound of its own. "Repeated": the same request again and again. 24 products a page, 16 keep-alive connections.
- Each figure is the median of the rounds, with the least and the greatest in brackets.
- **floor**: [bench/peers/floor.ts](../bench/peers/floor.ts), \`node:http\` and the driver with the right index; it counts nothing.
- **documented way**: [bench/peers/documented](../bench/peers/documented), NestJS on Express with hydrated Mongoose documents and Apollo's defaults; it counts nothing either.
- Both peers read a fully migrated copy with no index but their own. Before a run is timed, all servers are checked to answer the same products.
- The service runs as built, \`NODE_ENV=production\`, every setting its default but for the rate limit, and \`LAZY_UPGRADE=read-only\` where the catalogue must stay as it is.
- "Counted out": p95 times the share of the machine's CPU time that the writers' process left.`;

function runs(outcomes: readonly (Outcome | undefined)[]): string {
  const rows = outcomes.flatMap((outcome) => (outcome === undefined ? [] : [[
    outcome.label, outcome.at.slice(0, 10), `\`${outcome.commit}\``, `\`${outcome.command}\``,
    `${outcome.rounds} × ${outcome.seconds} s`, `${outcome.machine.processor}, ${outcome.machine.cores} cores, ${outcome.machine.memoryGb} GB, ${outcome.machine.system}`,
    outcome.loadAverage.join(' '), Object.entries(outcome.versions).map(([name, version]) => `${name} ${version}`).join(', '),
  ]]));
  return markdown(['run', 'date', 'commit', 'command', 'rounds', 'machine', 'load average', 'versions'], rows);
}

function goals(outcomes: readonly (Outcome | undefined)[]): string {
  const [before, after] = outcomes;
  const rows = (after ?? before)?.goals.map(({ goal, asked }) => {
    const cells = outcomes.map((outcome) => {
      const judged = outcome?.goals.find((other) => other.goal === goal);
      return judged === undefined ? '–' : `**${verdict(judged.met)}** ${judged.figure}`;
    });
    return [goal, asked, ...cells];
  });
  return markdown(['goal', 'asked', 'before', 'after'], rows ?? []);
}

function table(figures: readonly (Figures | undefined)[], rows: readonly Row[]): string {
  const filled = rows.map(([name, of]) => [name, ...figures.map((of_) => (of_ === undefined ? '–' : of(of_)))]);
  return markdown(['', 'before', 'after'], filled.filter(([, ...cells]) => cells.some((cell) => cell !== '–')));
}

const KINDS: readonly (readonly [string, string])[] = [
  ['rest', 'REST, not cached'], ['rest-repeated', 'REST, repeated'],
  ['graphql', 'GraphQL, not cached'], ['graphql-repeated', 'GraphQL, repeated'],
  ['filterless', 'REST by cursor, no filter'], ['one-filter', 'REST, one filter (tag)'],
];
const SERVERS: readonly (readonly [string, string])[] = [
  ['floor', 'floor'], ['documented', 'documented way'],
  ['service-0', 'service, 0 % migrated'], ['service-50', 'service, 50 % migrated'], ['service-100', 'service, 100 % migrated'],
];

function pageRows(count: number): Row[] {
  return KINDS.flatMap(([kind, kindName]) => SERVERS.map(([server, serverName]): Row => {
    const at = `pages/${count}/${server}/${kind}`;
    return [`${kindName}: ${serverName}`, (figures) => {
      const cpu = figures.summary(`${at}/cpu`);
      if (cpu === undefined) return '–';
      const floor = figures.ratio(`${at}/cpu`, `pages/${count}/floor/rest/cpu`);
      return `${value(cpu)} µs, ${ratio(floor)} × floor, ${value(figures.summary(`${at}/rate`))}/s, `
        + `p50 ${value(figures.summary(`${at}/p50`), false)} ms, p95 ${value(figures.summary(`${at}/p95`), false)} ms`;
    }];
  }));
}

function detailRows(count: number): Row[] {
  const name = `${short(count)} products`;
  return [
    ...[0, 100].flatMap((share): Row[] => ['without', 'with'].map((kind) => [
      `page ${kind} all facets, ${name}, ${share} % migrated: p50`, plain(`facets/${count}/service-${share}/${kind}/p50`, ' ms'),
    ])),
    ...['first', 'last'].map((kind): Row => [`cursor page at the ${kind} products, ${name}: p50`, plain(`cursors/${count}/service-100/${kind}/p50`, ' ms')]),
  ];
}

function writeRows(count: number): Row[] {
  const at = `writes/${count}/service-100`;
  const name = `${short(count)} products`;
  return [
    [`p95 without, ${name}`, plain(`${at}/without/p95`, ' ms')],
    [`p95 beside the writes, ${name}`, plain(`${at}/with/p95`, ' ms')],
    [`p95 beside the writes, writers counted out, ${name}`, plain(`${at}/with/p95-counted-out`, ' ms')],
    [`CPU of a page without, ${name}`, plain(`${at}/without/cpu`, ' µs')],
    [`CPU of a page beside the writes (their intake in it), ${name}`, plain(`${at}/with/cpu`, ' µs')],
    [`writes done, ${name}`, plain(`${at}/with/writes`, '/s')],
    [`CPU of mongod meanwhile, ${name}`, plain(`${at}/with/mongod`, ' % of a core')],
  ];
}

function instanceRows(count: number): Row[] {
  const name = `${short(count)} products`;
  return [
    [`start to ready, ${name}`, plain(`starts/${count}/ready`, ' s')],
    [`CPU until ready, ${name}`, plain(`starts/${count}/ready-cpu`, ' s')],
    [`memory when ready, ${name}`, plain(`starts/${count}/memory`, ' MB')],
    [`most memory until then, ${name}`, plain(`starts/${count}/memory-most`, ' MB')],
    ...['featured', 'price', '-price', 'newest', 'name', '-carat'].map((sort): Row => [
      `first request by ${sort}, ${name}`, plain(`starts/${count}/first-${sort}`, ' ms'),
    ]),
    ...[0, 100].flatMap((share): Row[] => [
      [`memory under load, ${name}, ${share} % migrated`, plain(`pages/${count}/service-${share}/memory`, ' MB')],
      [`most memory, ${name}, ${share} % migrated`, plain(`pages/${count}/service-${share}/memory-most`, ' MB')],
      [`changes taken in, ${name}, ${share} % migrated, for a second of CPU`, plain(`intake/${count}/service-${share}/per-core-second`, '/s')],
      [`changes taken in, ${name}, ${share} % migrated, by the clock`, plain(`intake/${count}/service-${share}/per-second`, '/s')],
    ]),
  ];
}

const IDLE_ROWS: readonly Row[] = [
  ['CPU of an idle instance (demo, migrated, way back open)', plain('idle/75/cpu', ' % of a core')],
  ['memory of an idle instance', plain('idle/75/memory', ' MB')],
];

function plain(id: string, unit: string): (figures: Figures) => string {
  return (figures) => {
    const summary = figures.summary(id);
    return summary === undefined ? '–' : `${value(summary)}${unit}`;
  };
}

function value(summary: Summary | undefined, spread = true): string {
  if (summary === undefined) return '–';
  const { median, min, max } = summary;
  return spread && min !== max ? `${short(median)} [${short(min)}–${short(max)}]` : short(median);
}

function ratio(summary: Summary | undefined): string {
  return value(summary);
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'Not measured.';
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
