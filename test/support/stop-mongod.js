// jest's globalTeardown.
export default async function stopMongod() {
  const { stopMongodForTests } = await import('./mongod-for-tests.ts');
  await stopMongodForTests();
}
