import type { Bench } from './bench-context.js';
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
import { BenchOptionError, type Group, isMeasuredAnew, readOptions } from './options.js';
import { currentCommit, readOutcome, writeOutcome } from './outcome.js';
import { printReport } from './report.js';
import { SHARES, Stage } from './stage.js';
import { writeDocument } from './write-document.js';

const WITH_CAST: readonly Group[] = ['pages', 'classes', 'facets', 'cursors', 'writes'];
/** The groups that compare shares of migrated products. */
const NEED_SHARES: readonly Group[] = ['pages', 'classes', 'facets'];
const LARGE = 1_000_000;
/** Facets and far cursors are measured from this size on, or at the largest size of the run. */
const LARGER = 100_000;
const INTAKE_PRODUCTS = 10_000;

/** `npm run bench -- read`: measures reading, prints the figures and the goals, writes JSON and docs/benchmarks.md. */
export async function runRead(args: readonly string[]): Promise<void> {
  if (process.platform !== 'linux') throw new BenchOptionError('The benchmark of reading needs Linux: it reads /proc');
  const options = readOptions(args);
  const earlier = options.merge ? await readOutcome(options.label) : undefined;
  const figures = Figures.of((earlier?.figures ?? []).filter(({ id }) => !isMeasuredAnew(id, options)));
  const stage = await Stage.open();
  const load = LoadGenerator.start();
  const bench: Bench = { stage, load, figures, options };
  const about = { mongodb: await stage.version(), commit: currentCommit(), earlier };
  try {
    for (const count of options.products) {
      await attempt(`${count} products side by side`, () => sideBySide(bench, count));
      await inGroup(bench, 'starts', `${count} products: starts`, () => measureStarts(bench, count));
      await writeOutcome(bench, about); // a long run that is interrupted keeps its results
    }
    const count = Math.min(INTAKE_PRODUCTS, options.products.at(-1) ?? 0);
    await inGroup(bench, 'intake', 'intake', () => measureIntake(bench, count));
    await inGroup(bench, 'idle', 'idle', () => measureIdle(bench));
  } finally {
    load.stop();
    await stage.close();
  }
  printReport(await writeOutcome(bench, about));
  await writeDocument();
}

/** The groups that need services and peers running side by side. */
async function sideBySide(bench: Bench, count: number): Promise<void> {
  const { stage, options } = bench;
  if (!WITH_CAST.some((group) => options.groups.has(group))) return;
  const allShares = count < LARGE && NEED_SHARES.some((group) => options.groups.has(group));
  const cast = await startCast(stage, count, allShares ? SHARES : [100]);
  const name = (group: Group): string => `${count} products: ${group}`;
  try {
    await inGroup(bench, 'pages', name('pages'), () => measurePages(bench, cast));
    await inGroup(bench, 'classes', name('classes'), () => measureClasses(bench, cast));
    if (count >= Math.min(LARGER, options.products.at(-1) ?? 0)) {
      await inGroup(bench, 'facets', name('facets'), () => measureFacets(bench, cast));
      await inGroup(bench, 'cursors', name('cursors'), () => measureCursors(bench, cast));
    }
    await inGroup(bench, 'writes', name('writes'), () => measureWrites(bench, cast));
  } finally {
    await cast.stop();
  }
}

async function inGroup({ options }: Bench, group: Group, what: string, work: () => Promise<void>): Promise<void> {
  if (options.groups.has(group)) await attempt(what, work);
}

const begun = performance.now();

/** A part that fails loses only its own figures, not the half hour before it; the exit code reports it. */
async function attempt(what: string, work: () => Promise<void>): Promise<void> {
  process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(0).padStart(5)} s  ${what}\n`);
  try {
    await work();
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(
      `${what} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  }
}
