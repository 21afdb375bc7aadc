// `npm run bench -- read` or `npm run bench -- migrate`: see bench/.
import '../test/support/typescript.js';

await import('../bench/bench.ts');
