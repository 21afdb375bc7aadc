import { startCast } from './cast.js';
import { Figures } from './figures.js';
import { measureClasses } from './groups/classes.js';
import { measureCursors, measureFacets } from './groups/details.js';
import { measureIdle } from './groups/idle.js';
import { measureIntake } from './groups/intake.js';
import { measurePages } from './groups/pages.js';
import { measureStarts } from './groups/starts.js';
import { measureWrites } from './groups/writes.js';
import { LoadGenerator } from './load/load-generator.js';
import { type Group, type ReadOptions, readOptions } from './options.js';
import { readOutcome, writeOutcome } from './outcome.js';
import { printReport } from './report.js';
import { SHARES, Stage } from './stage.js';
import { writeDocument } from './write-document.js';

const WITH_CAST: readonly Group[] = ['pages', 'classes', 'facets', 'cursors', 'writes'];
const LARGE = 1_000_000;
/** Facets and far cursors are asked for at this size, or at the largest that is measured. */
const LARGER = 100_000;
const INTAKE_PRODUCTS = 10_000;

/** `npm run bench -- read`: measures reading, prints the figures and the goals, writes JSON and docs/benchmarks.md. */
export async function runRead(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const earlier = options.merge ? await readOutcome(options.label) : undefined;
  const figures = Figures.of((earlier?.figures ?? []).filter(({ id }) => !options.groups.has(id.split('/')[0] as Group)));
  const stage = await Stage.open();
  const load = LoadGenerator.start();
  const bench: Bench = { stage, load, figures, options };
  const mongodb = await stage.version();
  try {
    for (const count of options.products) {
      await attempt(`${count} products side by side`, () => sideBySide(bench, count));
      await inGroup(bench, 'starts', `${count} products: starts`, () => measureStarts(stage, count, figures, options));
    }
    const count = Math.min(INTAKE_PRODUCTS, options.products.at(-1) ?? 0);
    await inGroup(bench, 'intake', 'intake', () => measureIntake(stage, count, figures, options));
    await inGroup(bench, 'idle', 'idle', () => measureIdle(stage, figures, options));
  } finally {
    load.stop();
    await stage.close();
  }
  printReport(await writeOutcome(options, figures, mongodb));
  await writeDocument();
}

interface Bench {
  readonly stage: Stage;
  readonly load: LoadGenerator;
  readonly figures: Figures;
  readonly options: ReadOptions;
}

/** What is measured of services and peers that run side by side on the same catalogue. */
async function sideBySide(bench: Bench, count: number): Promise<void> {
  const { stage, load, figures, options } = bench;
  if (!WITH_CAST.some((group) => options.groups.has(group))) return;
  const cast = await startCast(stage, count, count >= LARGE ? [100] : SHARES);
  const name = (group: Group): string => `${count} products: ${group}`;
  try {
    await inGroup(bench, 'pages', name('pages'), () => measurePages(cast, load, figures, options));
    await inGroup(bench, 'classes', name('classes'), () => measureClasses(cast, load, figures, options));
    if (count >= Math.min(LARGER, options.products.at(-1) ?? 0)) {
      await inGroup(bench, 'facets', name('facets'), () => measureFacets(cast, load, figures, options));
      await inGroup(bench, 'cursors', name('cursors'), () => measureCursors(cast, load, figures, options));
    }
    await inGroup(bench, 'writes', name('writes'), () => measureWrites({ stage, cast, load, figures, options }));
  } finally {
    await cast.stop();
  }
}

async function inGroup({ options }: Bench, group: Group, what: string, work: () => Promise<void>): Promise<void> {
  if (options.groups.has(group)) await attempt(what, work);
}

const begun = performance.now();

/** One part that fails costs its own figures, not those of half an hour before it; the exit code tells. */
async function attempt(what: string, work: () => Promise<void>): Promise<void> {
  process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(0).padStart(5)} s  ${what}\n`);
  try {
    await work();
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${what} failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}\n`);
  }
}
