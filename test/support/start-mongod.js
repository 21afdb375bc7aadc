// jest's globalSetup. Plain JavaScript, because jest loads it with Node's own loader; hooks compile the TypeScript it
// imports.
import './typescript.js';

export default async function startMongod() {
  const { startMongodForTests } = await import('./mongod-for-tests.ts');
  await startMongodForTests();
}
