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
import { type Share, SHARES, Stage } from './stage.js';
import { writeDocument } from './write-document.js';

const WITH_CAST: readonly Group[] = ['pages', 'classes', 'facets', 'cursors', 'writes'];
const LARGE = 1_000_000;
/** Catalogues below this are too small for cursors far off and for facets that take time. */
const LARGER = 1_000;
const INTAKE_PRODUCTS = 10_000;

/** `npm run bench -- read`: measures reading, prints the figures and the goals, writes JSON and docs/benchmarks.md. */
export async function runRead(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const earlier = options.merge ? await readOutcome(options.label) : undefined;
  const figures = Figures.of((earlier?.figures ?? []).filter(({ id }) => !options.groups.has(id.split('/')[0] as Group)));
  const stage = await Stage.open();
  const load = LoadGenerator.start();
  const mongodb = await stage.version();
  try {
    for (const count of options.products) await measureCount(stage, count, { load, figures, options });
    if (options.groups.has('intake')) {
      say('intake');
      await measureIntake(stage, Math.min(INTAKE_PRODUCTS, options.products.at(-1) ?? 0), figures, options);
    }
    if (options.groups.has('idle')) {
      say('idle');
      await measureIdle(stage, figures, options);
    }
  } finally {
    load.stop();
    await stage.close();
  }
  const outcome = await writeOutcome(options, figures, mongodb);
  printReport(outcome);
  await writeDocument();
}

interface Tools {
  readonly load: LoadGenerator;
  readonly figures: Figures;
  readonly options: ReadOptions;
}

async function measureCount(stage: Stage, count: number, { load, figures, options }: Tools): Promise<void> {
  const { groups } = options;
  if (WITH_CAST.some((group) => groups.has(group))) {
    say(`${count} products: services and peers start`);
    const shares: readonly Share[] = count >= LARGE ? [100] : SHARES;
    const cast = await startCast(stage, count, shares);
    try {
      for (const group of WITH_CAST.filter((name) => groups.has(name))) {
        if (count < LARGER && (group === 'facets' || group === 'cursors')) continue;
        say(`${count} products: ${group}`);
        if (group === 'pages') await measurePages(cast, load, figures, options);
        if (group === 'classes') await measureClasses(cast, load, figures, options);
        if (group === 'facets') await measureFacets(cast, load, figures, options);
        if (group === 'cursors') await measureCursors(cast, load, figures, options);
        if (group === 'writes') await measureWrites({ stage, cast, load, figures, options });
      }
    } finally {
      await cast.stop();
    }
  }
  if (groups.has('starts')) {
    say(`${count} products: starts`);
    await measureStarts(stage, count, figures, options);
  }
}

const begun = performance.now();

function say(what: string): void {
  process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(0).padStart(5)} s  ${what}\n`);
}
