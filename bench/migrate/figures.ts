import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A figure of a benchmark. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** The goal. */
  readonly goal?: string;
  /** Whether the goal is met. */
  readonly isMet?: boolean;
}

/** Prints figures as a table and writes them as JSON into `reports/`. */
export async function printFigures(
  benchmark: string,
  of: Readonly<Record<string, unknown>>,
  figures: readonly Figure[],
): Promise<void> {
  const width = Math.max(...figures.map(({ name }) => name.length));
  for (const { name, unit, value, goal, isMet } of figures) {
    const verdict = isMet === undefined ? '' : isMet ? ': met' : ': NOT MET';
    const wanted = goal === undefined ? '' : `goal ${goal}${verdict}`;
    process.stdout.write(
      `${name.padEnd(width)}  ${rounded(value).padStart(10)} ${unit.padEnd(12)} ${wanted}`.trimEnd().concat('\n'),
    );
  }
  await mkdir('reports', { recursive: true });
  const path = join('reports', `bench-${benchmark}.json`);
  await writeFile(path, `${JSON.stringify({ benchmark, ...of, at: new Date(), figures }, null, 2)}\n`);
  process.stdout.write(`${path}\n`);
}

function rounded(value: number): string {
  return Number.isInteger(value) || Math.abs(value) >= 100 ? String(Math.round(value)) : value.toFixed(2);
}
