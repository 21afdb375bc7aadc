// `npm run fuzz -- --minutes 10 --seed 1`: see test/support/fuzz/fuzz.ts.
import '../test/support/typescript.js';

await import('../test/support/fuzz/fuzz.ts');
