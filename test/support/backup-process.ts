// Makes a backup of `TEST_DATABASE` into `TEST_FOLDER`, slowly, for a test to kill it midway or at a crash point.
import { openBackupRig } from './backup-rig.js';

const { TEST_DATABASE = '', TEST_FOLDER = '', TEST_SLOWLY = '1' } = process.env;
const rig = await openBackupRig({ database: TEST_DATABASE, folder: TEST_FOLDER });
const onProgress = (done: number): void => {
  process.stdout.write(`backed up ${done}\n`);
  if (TEST_SLOWLY === '1') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
};
await rig.backups.create({ reason: 'to be killed', onProgress });
await rig.client.close();
process.stdout.write('done\n');
