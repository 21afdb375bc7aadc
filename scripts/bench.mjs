// `npm run bench -- migrate --products 100000`: see test/support/bench/.
import '../test/support/typescript.js';

await import('../test/support/bench/bench.ts');
