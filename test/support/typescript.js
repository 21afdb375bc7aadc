// `node --import ./test/support/typescript.js <file>.ts` runs a TypeScript source.
import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);
