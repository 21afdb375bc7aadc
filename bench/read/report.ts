import { type Figure, summarize } from './figures.js';
import { type Judged, short } from './goals.js';
import type { Outcome } from './outcome.js';

/** Prints every figure, then every goal with its figure. */
export function printReport({ label, figures, goals, machine, loadAverage }: Outcome): void {
  print(`\n${label}: ${machine.processor}, ${machine.cores} cores; load average ${loadAverage.join(' ')}\n`);
  const width = Math.max(...figures.map(({ id }) => id.length));
  for (const figure of figures) print(`${figure.id.padEnd(width)}  ${describe(figure)}`);
  print('\nGoals');
  for (const { goal, asked, figure, met } of goals) {
    print(`${verdict(met).padEnd(12)}  ${goal}: ${asked}; ${figure || '–'}`);
  }
}

/** Median and spread with the unit. */
export function describe({ samples, unit }: Figure): string {
  const summary = summarize(samples);
  if (summary === undefined) return '–';
  const { median, min, max } = summary;
  return `${short(median)} ${unit} [${short(min)}–${short(max)}]`;
}

/** A goal's result in words. */
export function verdict(met: Judged['met']): string {
  if (met === null) return 'not measured';
  return met ? 'met' : 'not met';
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
