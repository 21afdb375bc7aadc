// jest's globalSetup. Plain JavaScript, for jest loads it with Node's own loader; the TypeScript it calls is compiled
// by hooks.
import './typescript.js';

export default async function startMongod() {
  const { startMongodForTests } = await import('./mongod-for-tests.ts');
  await startMongodForTests();
}
