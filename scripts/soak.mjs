// `npm run soak -- --minutes 10 --seed 1 --products 100000`: see test/support/workload/soak.ts; with `--faults`, see
// test/support/workload/faulty-soak.ts.
import '../test/support/typescript.js';

if (process.argv.includes('--faults')) await import('../test/support/workload/faulty-soak.ts');
else await import('../test/support/workload/soak.ts');
