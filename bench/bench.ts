// `npm run bench -- <benchmark> [options]`: `read`, `migrate`, `starve` or `mapper`. Each prints its figures and writes
// them as JSON.
import { runMapper } from './migrate/run-mapper.js';
import { runMigrate } from './migrate/run-migrate.js';
import { runRead } from './read/run-read.js';
import { runStarve } from './starve/run-starve.js';

const BENCHMARKS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  mapper: runMapper,
  migrate: runMigrate,
  read: runRead,
  starve: runStarve,
};

const [name = 'migrate', ...args] = process.argv.slice(2);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    process.exit(130);
  });

const run = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
if (run === undefined) {
  process.stderr.write(`There is no benchmark ${name}; there is ${Object.keys(BENCHMARKS).join(', ')}\n`);
  process.exit(2);
}
try {
  await run(args);
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!/^(BENCH_|ERR_PARSE_ARGS_)/.test(code)) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(2);
}
process.exit();
