// `npm run soak -- --minutes 10 --seed 1 --products 100000`: see test/support/workload/soak.ts.
import '../test/support/typescript.js';

await import('../test/support/workload/soak.ts');
