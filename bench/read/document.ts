import { HEAD } from './document-head.js';
import { type Row, TABLES } from './document-rows.js';
import { Figures } from './figures.js';
import { short } from './goals.js';
import type { Outcome } from './outcome.js';
import { verdict } from './report.js';

type Runs = readonly (Outcome | undefined)[];

/** The text of docs/benchmarks.md: figures before and after the redesign of reading, side by side. */
export function benchmarkDocument(before: Outcome | undefined, after: Outcome | undefined): string {
  const runs: Runs = [before, after];
  const figures = runs.map((run) => (run === undefined ? undefined : Figures.of(run.figures)));
  const counts = [...new Set(runs.flatMap((run) => run?.products ?? []))].sort((a, b) => a - b);
  return [
    HEAD,
    runTable(runs),
    ...busyNotes(runs),
    '## Goals',
    goalTable(runs),
    ...counts.flatMap((count) => [`## Pages at ${short(count)} products`, figureTable(figures, TABLES.pages(count))]),
    '## Query classes (p95, 2 connections)',
    figureTable(figures, counts.flatMap(TABLES.classes)),
    '## Facets and cursors',
    figureTable(figures, counts.flatMap(TABLES.details)),
    '## 1,000 outside writes per second',
    figureTable(figures, counts.flatMap(TABLES.writes)),
    '## Instances',
    figureTable(figures, [...counts.flatMap(TABLES.instances), ...TABLES.idle()]),
  ]
    .join('\n\n')
    .concat('\n');
}

function runTable(runs: Runs): string {
  const rows = runs.flatMap((run) => {
    if (run === undefined) return [];
    const { processor, cores, memoryGb, system } = run.machine;
    const versions = Object.entries(run.versions).map(([name, version]) => `${name} ${version}`);
    return [
      [
        run.label,
        run.at.slice(0, 10),
        `\`${run.commit}\``,
        `\`${run.command}\``,
        `${run.rounds} × ${run.seconds} s`,
        `${processor}, ${cores} cores, ${memoryGb} GB, ${system}`,
        run.loadAverage.join(' '),
        versions.join(', '),
      ],
    ];
  });
  return markdown(['run', 'date', 'commit', 'command', 'rounds', 'machine', 'load average', 'versions'], rows);
}

/** The benchmark itself causes a load average of about two processes per core. */
const BUSY_PER_CORE = 2.5;

/** A note for each run on a machine with other load. */
function busyNotes(runs: Runs): string[] {
  return runs.flatMap((run) => {
    const load = run?.loadAverage[1];
    if (run === undefined || load === undefined || load <= run.machine.cores * BUSY_PER_CORE) return [];
    return [
      `**Run "${run.label}" shared the machine with other work** (load average ${load} on ${run.machine.cores} ` +
        'cores): its absolute times and rates are several times worse than on a quiet machine. CPU per request and ' +
        'ratios within the run are affected less.',
    ];
  });
}

function goalTable(runs: Runs): string {
  const latest = runs.findLast((run) => run !== undefined);
  const rows = (latest?.goals ?? []).map(({ goal, asked }) => {
    const cells = runs.map((run) => {
      const judged = run?.goals.find((other) => other.goal === goal);
      return judged === undefined ? '–' : `**${verdict(judged.met)}** ${judged.figure}`;
    });
    return [goal, asked, ...cells];
  });
  return markdown(['goal', 'asked', 'before', 'after'], rows);
}

function figureTable(figures: readonly (Figures | undefined)[], rows: readonly Row[]): string {
  const filled = rows.map(({ name, of }) => [name, ...figures.map((run) => (run === undefined ? '–' : of(run)))]);
  return markdown(
    ['', 'before', 'after'],
    filled.filter(([, ...cells]) => cells.some((cell) => cell !== '–')),
  );
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'Not measured.';
  const line = (cells: readonly string[]): string => {
    const escaped = cells.map((cell) => cell.replaceAll('|', '\\|'));
    return `| ${escaped.join(' | ')} |`;
  };
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
