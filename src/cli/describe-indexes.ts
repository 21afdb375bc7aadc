import { keyText } from '../indexes/compare-indexes.js';
import type { IndexAdvice } from '../indexes/index-advice.js';
import type { AnalysedClass, IndexAnalysis } from '../indexes/index-analysis.js';
import type { ExplainedDefinition } from '../indexes/explain-definition.js';
import type { IndexList, IndexEntry } from '../indexes/index-report.js';
import { bytesText } from '../batch-migration/preflight/database-facts.js';
import { printable } from './printable.js';

const GAP = '  ';
const SHORT_DATE = 16;

/** Formats the indexes as a table, with the advice below it. */
export function describeIndexes({
  indexes,
  advice,
  documents,
  count,
  mostIndexes,
  totalBytes,
  members,
}: IndexList): string[] {
  const there =
    `${documents} products, ${count} of ${mostIndexes} ` +
    `indexes${totalBytes === null ? '' : `, ${bytesText(totalBytes)} on disk`}; usage of ${members.length} ` +
    `${members.length === 1 ? 'member' : 'members'}`;
  const rows = indexes.map((index) => [
    index.name,
    stateText(index),
    used(index),
    index.bytes === null ? '' : bytesText(index.bytes),
    index.serves?.query ?? keyText(index.key),
  ]);
  return [there, ...table([['index', 'state', 'used', 'size', 'serves'], ...rows]), ...describeAdvice(advice)].map(
    printable,
  );
}

/** Formats query classes and queries of others as two tables, with problems below. */
export function describeAnalysis({ classes, others, reasons, documents, verdict }: IndexAnalysis): string[] {
  const ask = others.filter(({ find }) => find !== null);
  return [
    `${documents} products: ` +
      `${verdict === 'passed' ? 'every query class is served by indexes and within its limit' : 'some checks failed'}`,
    ...table([['query class', 'p50', 'p95', 'limit', 'keys', 'docs', 'returned', 'plan'], ...classes.map(classRow)]),
    ...(ask.length === 0
      ? []
      : [
          '',
          'Queries of other readers',
          ...table([['index', 'time', 'keys', 'docs', 'returned', 'plan'], ...ask.map(otherRow)]),
        ]),
    ...reasons.map((reason) => `! ${reason}`),
  ].map(printable);
}

function describeAdvice(advice: readonly IndexAdvice[]): string[] {
  return advice.length === 0
    ? ['Nothing to do']
    : advice.map(({ severity, text }) => `${severity === 'warning' ? '!' : '·'} ${text}`);
}

function stateText({ state, declared, dropAfter }: IndexEntry): string {
  if (dropAfter !== null) return `hidden, to be dropped after ${dropAfter.toISOString().slice(0, SHORT_DATE)}Z`;
  return declared ? state : `${state}, not declared`;
}

function used({ operations, countedSince }: IndexEntry): string {
  return operations === null || countedSince === null
    ? ''
    : `${operations} since ${countedSince.toISOString().slice(0, SHORT_DATE)}Z`;
}

function classRow({ name, p50, p95, limitMs, keysExamined, docsExamined, returned, plans }: AnalysedClass): string[] {
  const told = plans.length === 0 ? 'none' : alike(plans).join('; ');
  return [
    name,
    `${p50} ms`,
    `${p95} ms`,
    `${limitMs} ms`,
    String(keysExamined),
    String(docsExamined),
    String(returned),
    told,
  ];
}

/** Plans that differ only in their index are represented by the first. */
function alike(plans: readonly string[]): string[] {
  const kinds = new Map<string, string[]>();
  for (const plan of plans) {
    const kind = plan.replace(/IXSCAN \S+/g, 'IXSCAN');
    kinds.set(kind, [...(kinds.get(kind) ?? []), plan]);
  }
  return [...kinds.values()].map(([first = '', ...others]) =>
    others.length === 0 ? first : `${first} and ${others.length} more`,
  );
}

function otherRow({ name, milliseconds, keysExamined, docsExamined, returned, plan }: ExplainedDefinition): string[] {
  return [name, `${milliseconds} ms`, String(keysExamined), String(docsExamined), String(returned), plan];
}

/** Pads columns to their widest cell. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => `${GAP}${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(GAP)}`.trimEnd());
}
