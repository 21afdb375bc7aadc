// `npm run faults -- <fault>`: see test/support/faults/faults.ts.
import '../test/support/typescript.js';

await import('../test/support/faults/faults.ts');
