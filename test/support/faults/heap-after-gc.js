// Preloaded into a service (`node --expose-gc --import …`): at SIGUSR2 it collects garbage and writes what is left, in
// MB, and what keeps its event loop busy to the file in HEAP_FILE.
import { writeFileSync } from 'node:fs';

const BYTES_PER_MB = 1024 * 1024;

process.on('SIGUSR2', () => {
  // What a first collection finalizes, a second one frees.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo().length;
  writeFileSync(process.env.HEAP_FILE, JSON.stringify({ heapMb: (heapUsed + external) / BYTES_PER_MB, resources }));
});
