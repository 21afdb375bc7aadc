// `npm run chaos -- --runs 200 --seed 1`: see test/support/workload/chaos.ts.
import '../test/support/typescript.js';

await import('../test/support/workload/chaos.ts');
